import enum
from collections.abc import Callable, Iterator
from typing import Any, AnyStr, Generic, overload

class error(Exception):
    msg: str
    pattern: Any
    pos: int | None
    lineno: int
    colno: int

PatternError = error

class RegexFlag(enum.IntFlag):
    A: int
    ASCII: int
    DEBUG: int
    DOTALL: int
    I: int
    IGNORECASE: int
    L: int
    LOCALE: int
    M: int
    MULTILINE: int
    NOFLAG: int
    S: int
    U: int
    UNICODE: int
    VERBOSE: int
    X: int

A: RegexFlag
ASCII: RegexFlag
DEBUG: RegexFlag
DOTALL: RegexFlag
I: RegexFlag
IGNORECASE: RegexFlag
L: RegexFlag
LOCALE: RegexFlag
M: RegexFlag
MULTILINE: RegexFlag
NOFLAG: RegexFlag
S: RegexFlag
U: RegexFlag
UNICODE: RegexFlag
VERBOSE: RegexFlag
X: RegexFlag

class Match(Generic[AnyStr]):
    pos: int
    endpos: int
    lastindex: int | None
    lastgroup: str | None
    string: AnyStr
    re: Pattern[AnyStr]
    regs: Any
    @raises_never
    def expand(self, template: AnyStr) -> AnyStr: ...
    @overload
    @raises_never
    def group(self, group: Any = 0, /) -> AnyStr | Any: ...
    @overload
    @raises_never
    def group(self, group1: Any, group2: Any, /, *groups: Any) -> tuple[AnyStr | Any, ...]: ...
    @raises_never
    def groups(self, default: Any = None) -> tuple[AnyStr | Any, ...]: ...
    @raises_never
    def groupdict(self, default: Any = None) -> dict[str, AnyStr | Any]: ...
    @raises_never
    def start(self, group: Any = 0, /) -> int: ...
    @raises_never
    def end(self, group: Any = 0, /) -> int: ...
    @raises_never
    def span(self, group: Any = 0, /) -> tuple[int, int]: ...
    def __getitem__(self, key: Any, /) -> AnyStr | Any: ...

class Pattern(Generic[AnyStr]):
    flags: int
    groups: int
    groupindex: dict[str, int]
    pattern: AnyStr
    @raises_never
    def search(self, string: AnyStr, pos: int = 0, endpos: int = ...) -> Match[AnyStr] | None: ...
    @raises_never
    def match(self, string: AnyStr, pos: int = 0, endpos: int = ...) -> Match[AnyStr] | None: ...
    @raises_never
    def fullmatch(self, string: AnyStr, pos: int = 0, endpos: int = ...) -> Match[AnyStr] | None: ...
    @raises_never
    def split(self, string: AnyStr, maxsplit: int = 0) -> list[AnyStr | Any]: ...
    @raises_never
    def findall(self, string: AnyStr, pos: int = 0, endpos: int = ...) -> list[Any]: ...
    @raises_never
    def finditer(self, string: AnyStr, pos: int = 0, endpos: int = ...) -> Iterator[Match[AnyStr]]: ...
    def sub(self, repl: Any, string: AnyStr, count: int = 0) -> AnyStr: ...
    def subn(self, repl: Any, string: AnyStr, count: int = 0) -> tuple[AnyStr, int]: ...

@overload
@raises_never
def compile(pattern: Pattern[AnyStr], flags: Any = 0) -> Pattern[AnyStr]: ...
@overload
@raises_never
def compile(pattern: AnyStr, flags: Any = 0) -> Pattern[AnyStr]: ...
@raises_never
def search(pattern: Any, string: AnyStr, flags: Any = 0) -> Match[AnyStr] | None: ...
@raises_never
def match(pattern: Any, string: AnyStr, flags: Any = 0) -> Match[AnyStr] | None: ...
@raises_never
def fullmatch(pattern: Any, string: AnyStr, flags: Any = 0) -> Match[AnyStr] | None: ...
@raises_never
def split(pattern: Any, string: AnyStr, maxsplit: int = 0, flags: Any = 0) -> list[AnyStr | Any]: ...
@raises_never
def findall(pattern: Any, string: AnyStr, flags: Any = 0) -> list[Any]: ...
@raises_never
def finditer(pattern: Any, string: AnyStr, flags: Any = 0) -> Iterator[Match[AnyStr]]: ...
def sub(pattern: Any, repl: Any, string: AnyStr, count: int = 0, flags: Any = 0) -> AnyStr: ...
def subn(pattern: Any, repl: Any, string: AnyStr, count: int = 0, flags: Any = 0) -> tuple[AnyStr, int]: ...
@raises_never
def escape(pattern: AnyStr) -> AnyStr: ...
@raises_never
def purge() -> None: ...
