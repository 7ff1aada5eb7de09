import io
from typing import IO, Any, overload

CHECK_CRC32: int
CHECK_CRC64: int
CHECK_ID_MAX: int
CHECK_NONE: int
CHECK_SHA256: int
CHECK_UNKNOWN: int
FILTER_ARM: int
FILTER_ARMTHUMB: int
FILTER_DELTA: int
FILTER_IA64: int
FILTER_LZMA1: int
FILTER_LZMA2: int
FILTER_POWERPC: int
FILTER_SPARC: int
FILTER_X86: int
FORMAT_ALONE: int
FORMAT_AUTO: int
FORMAT_RAW: int
FORMAT_XZ: int
MF_BT2: int
MF_BT3: int
MF_BT4: int
MF_HC3: int
MF_HC4: int
MODE_FAST: int
MODE_NORMAL: int
PRESET_DEFAULT: int
PRESET_EXTREME: int

class LZMAError(Exception): ...

class LZMAFile(io.BufferedIOBase):
    mode: str
    name: str
    @overload
    @blocks("file")
    def __init__(
        self,
        filename: io.IOBase | IO[Any],
        mode: str = "r",
        *,
        format: int | None = None,
        check: int = -1,
        preset: int | None = None,
        filters: Any = None,
    ) -> None: ...
    @overload
    @blocks("file")
    def __init__(
        self: Owes[Release],
        filename: Any,
        mode: str = "r",
        *,
        format: int | None = None,
        check: int = -1,
        preset: int | None = None,
        filters: Any = None,
    ) -> None: ...
    def peek(self, size: int = -1) -> bytes: ...

class LZMACompressor:
    @raises_never
    def __init__(self, format: int = 1, check: int = -1, preset: int | None = None, filters: Any = None) -> None: ...
    @raises_never
    def compress(self, data: Any, /) -> bytes: ...
    @raises_never
    def flush(self) -> bytes: ...

class LZMADecompressor:
    check: int
    eof: bool
    needs_input: bool
    unused_data: bytes
    @raises_never
    def __init__(self, format: int = 0, memlimit: int | None = None, filters: Any = None) -> None: ...
    def decompress(self, data: Any, max_length: int = -1) -> bytes: ...

@blocks("cpu", confidence="low")
def compress(
    data: Any, format: int = 1, check: int = -1, preset: int | None = None, filters: Any = None
) -> bytes: ...
@blocks("cpu", confidence="low")
def decompress(data: Any, format: int = 0, memlimit: int | None = None, filters: Any = None) -> bytes: ...
@raises_never
def is_check_supported(check_id: int, /) -> bool: ...
@overload
@blocks("file")
def open(
    filename: io.IOBase | IO[Any],
    mode: str = "rb",
    *,
    format: int | None = None,
    check: int = -1,
    preset: int | None = None,
    filters: Any = None,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> LZMAFile: ...
@overload
@blocks("file")
def open(
    filename: Any,
    mode: str = "rb",
    *,
    format: int | None = None,
    check: int = -1,
    preset: int | None = None,
    filters: Any = None,
    encoding: str | None = None,
    errors: str | None = None,
    newline: str | None = None,
) -> Owes[Release, LZMAFile]: ...
