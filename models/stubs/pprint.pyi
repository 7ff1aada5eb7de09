from typing import Any

class PrettyPrinter:
    @raises_never
    def __init__(
        self,
        indent: int = 1,
        width: int = 80,
        depth: Any = None,
        stream: Any = None,
        *,
        compact: bool = False,
        sort_dicts: bool = True,
        underscore_numbers: bool = False,
    ) -> None: ...
    @raises_never
    def pprint(self, object: Any) -> None: ...
    @raises_never
    def pformat(self, object: Any) -> str: ...
    @raises_never
    def isrecursive(self, object: Any) -> bool: ...
    @raises_never
    def isreadable(self, object: Any) -> bool: ...
    @raises_never
    def format(self, object: Any, context: Any, maxlevels: Any, level: Any) -> tuple[str, bool, bool]: ...

@raises_never
def pprint(
    object: Any,
    stream: Any = None,
    indent: int = 1,
    width: int = 80,
    depth: Any = None,
    *,
    compact: bool = False,
    sort_dicts: bool = True,
    underscore_numbers: bool = False,
) -> None: ...
@raises_never
def pformat(
    object: Any,
    indent: int = 1,
    width: int = 80,
    depth: Any = None,
    *,
    compact: bool = False,
    sort_dicts: bool = True,
    underscore_numbers: bool = False,
) -> str: ...
@raises_never
def pp(object: Any, *args: Any, sort_dicts: bool = False, **kwargs: Any) -> None: ...
@raises_never
def saferepr(object: Any) -> str: ...
@raises_never
def isreadable(object: Any) -> bool: ...
@raises_never
def isrecursive(object: Any) -> bool: ...
