# A GzipFile over somebody else's file object leaves that open; only one that opened the file itself owes it.
import io
from typing import IO, Any, Self, overload

FCOMMENT: int
FEXTRA: int
FHCRC: int
FNAME: int
FTEXT: int
READ: Any
WRITE: Any

class BadGzipFile(OSError): ...

class GzipFile(io.BufferedIOBase):
    mode: Any
    name: str
    mtime: int | None
    fileobj: Any
    @overload
    @blocks("file")
    def __init__(
        self: Owes[Release], filename: Any, mode: str | None = None, compresslevel: int = 9, *, mtime: float | None = None
    ) -> None: ...
    @overload
    @blocks("file")
    def __init__(
        self,
        filename: Any = None,
        mode: str | None = None,
        compresslevel: int = 9,
        fileobj: Any = None,
        mtime: float | None = None,
    ) -> None: ...
    def peek(self, n: int) -> bytes: ...
    @raises_never
    def rewind(self) -> None: ...

@blocks("cpu", confidence="low")
def compress(data: Any, compresslevel: int = 9, *, mtime: float | None = None) -> bytes: ...
@blocks("cpu", confidence="low")
def decompress(data: Any) -> bytes: ...
@overload
@blocks("file")
def open(
    filename: io.IOBase | IO[Any],
    mode: str = "rb",
    compresslevel: int = 9,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> GzipFile: ...
@overload
@blocks("file")
def open(
    filename: Any,
    mode: str = "rb",
    compresslevel: int = 9,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> Owes[Release, GzipFile]: ...
