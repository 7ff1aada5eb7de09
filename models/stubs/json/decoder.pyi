from typing import Any

class JSONDecodeError(ValueError):
    colno: int
    doc: str
    lineno: int
    msg: str
    pos: int
    @raises_never
    def __init__(self, msg: Any, doc: Any, pos: Any) -> None: ...

class JSONDecoder:
    @raises_never
    def __init__(
        self,
        *,
        object_hook: Any = None,
        parse_float: Any = None,
        parse_int: Any = None,
        parse_constant: Any = None,
        strict: bool = True,
        object_pairs_hook: Any = None,
    ) -> None: ...
    def decode(self, s: Any) -> Any: ...
    def raw_decode(self, s: Any, idx: int = 0) -> tuple[Any, int]: ...
