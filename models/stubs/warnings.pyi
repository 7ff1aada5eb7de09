from typing import Any

class WarningMessage:
    message: Warning | str
    category: type[Warning]
    filename: str
    lineno: int
    @raises_never
    def __init__(
        self,
        message: Any,
        category: Any,
        filename: str,
        lineno: int,
        file: Any = None,
        line: str | None = None,
        source: Any = None,
    ) -> None: ...
class catch_warnings:
    @raises_never
    def __init__(
        self, *, record: bool = False, module: Any = None, action: Any = None, category: Any = ..., lineno: int = 0, append: bool = False
    ) -> None: ...
    @raises_never
    def __enter__(self) -> list[WarningMessage]: ...
    @raises_never
    def __exit__(self, *exc_info: Any) -> None: ...

@raises_never
def showwarning(
    message: Any, category: Any, filename: Any, lineno: Any, file: Any = None, line: Any = None
) -> None: ...
@raises_never
def formatwarning(message: Any, category: Any, filename: Any, lineno: Any, line: Any = None) -> str: ...
@raises_never
def filterwarnings(
    action: Any,
    message: str = "",
    category: Any = ...,
    module: str = "",
    lineno: int = 0,
    append: bool = False,
) -> None: ...
@raises_never
def simplefilter(action: Any, category: Any = ..., lineno: int = 0, append: bool = False) -> None: ...
@raises_never
def resetwarnings() -> None: ...
@raises_never
def warn(message: Any, category: Any = None, stacklevel: int = 1, source: Any = None) -> None: ...
@raises_never
def warn_explicit(*args: Any, **kwargs: Any) -> None: ...
