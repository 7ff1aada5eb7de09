import io
from typing import IO, Any, overload

class BZ2File(io.BufferedIOBase):
    mode: str
    name: str
    @overload
    @blocks("file")
    def __init__(self, filename: io.IOBase | IO[Any], mode: str = "r", *, compresslevel: int = 9) -> None: ...
    @overload
    @blocks("file")
    def __init__(self: Owes[Release], filename: Any, mode: str = "r", *, compresslevel: int = 9) -> None: ...
    def peek(self, n: int = 0) -> bytes: ...

class BZ2Compressor:
    @raises_never
    def __init__(self, compresslevel: int = 9, /) -> None: ...
    @raises_never
    def compress(self, data: Any, /) -> bytes: ...
    @raises_never
    def flush(self) -> bytes: ...

class BZ2Decompressor:
    eof: bool
    needs_input: bool
    unused_data: bytes
    @raises_never
    def __init__(self) -> None: ...
    def decompress(self, data: Any, max_length: int = -1) -> bytes: ...

@blocks("cpu", confidence="low")
def compress(data: Any, compresslevel: int = 9) -> bytes: ...
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
) -> BZ2File: ...
@overload
@blocks("file")
def open(
    filename: Any,
    mode: str = "rb",
    compresslevel: int = 9,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> Owes[Release, BZ2File]: ...
