# Temporary directories and spooled files clean up after themselves when they die; files that are open are files.
import io
from typing import IO, Any, Generic, Self, TypeVar

_T = TypeVar("_T")

TMP_MAX: int
tempdir: str | None
template: str

class TemporaryDirectory(Generic[_T]):
    name: str
    @blocks("file")
    def __init__(
        self, suffix: Any = None, prefix: Any = None, dir: Any = None, ignore_cleanup_errors: bool = False, **kwargs: Any
    ) -> None: ...
    @raises_never
    @blocks("file")
    def cleanup(self: Discharges[Release]) -> None: ...
    @raises_never
    def __enter__(self) -> str: ...
    @raises_never
    @blocks("file")
    def __exit__(self: Discharges[Release], exc: Any, value: Any, tb: Any) -> None: ...

class SpooledTemporaryFile(_TemporaryFile):
    def __init__(
        self,
        max_size: int = 0,
        mode: str = "w+b",
        buffering: int = -1,
        encoding: str | None = None,
        newline: str | None = None,
        suffix: Any = None,
        prefix: Any = None,
        dir: Any = None,
        *,
        errors: str | None = None,
    ) -> None: ...
    @blocks("file")
    def rollover(self) -> None: ...

# No IO: whoever derives from the wrapper says nothing of what `open` gives.
class _TemporaryFile(io.IOBase):
    mode: str
    name: str
    encoding: str
    def read(self, n: int = -1, /) -> Any: ...
    def write(self, s: Any, /) -> int: ...

class _TemporaryFileWrapper(_TemporaryFile):
    file: IO[Any]
    delete: bool

@blocks("file")
def NamedTemporaryFile(
    mode: str = "w+b",
    buffering: int = -1,
    encoding: str | None = None,
    newline: str | None = None,
    suffix: Any = None,
    prefix: Any = None,
    dir: Any = None,
    delete: bool = True,
    *,
    errors: str | None = None,
    **kwargs: Any,
) -> Owes[Release, _TemporaryFileWrapper]: ...
@blocks("file")
def TemporaryFile(
    mode: str = "w+b",
    buffering: int = -1,
    encoding: str | None = None,
    newline: str | None = None,
    suffix: Any = None,
    prefix: Any = None,
    dir: Any = None,
    *,
    errors: str | None = None,
) -> Owes[Release, IO[Any]]: ...
@raises_never
def gettempdir() -> str: ...
@raises_never
def gettempdirb() -> bytes: ...
@raises_never
def gettempprefix() -> str: ...
@raises_never
def gettempprefixb() -> bytes: ...
@blocks("file")
def mkdtemp(suffix: Any = None, prefix: Any = None, dir: Any = None) -> str: ...
@blocks("file")
def mkstemp(suffix: Any = None, prefix: Any = None, dir: Any = None, text: bool = False) -> tuple[int, str]: ...
def mktemp(suffix: str = "", prefix: str = "tmp", dir: Any = None) -> str: ...
