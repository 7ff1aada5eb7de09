# An archive over somebody else's file object leaves that open; only one that opened the file itself owes it.
from collections.abc import Callable, Iterator
from typing import IO, Any, Self, overload

AREGTYPE: bytes
BLKTYPE: bytes
CHRTYPE: bytes
CONTTYPE: bytes
DEFAULT_FORMAT: int
DIRTYPE: bytes
ENCODING: str
FIFOTYPE: bytes
GNU_FORMAT: int
LNKTYPE: bytes
PAX_FORMAT: int
REGTYPE: bytes
SYMTYPE: bytes
USTAR_FORMAT: int

class TarError(Exception): ...
class CompressionError(TarError): ...
class ExtractError(TarError): ...
class HeaderError(TarError): ...
class ReadError(TarError): ...
class StreamError(TarError): ...

class FilterError(TarError):
    tarinfo: TarInfo

class AbsoluteLinkError(FilterError): ...
class AbsolutePathError(FilterError): ...
class LinkOutsideDestinationError(FilterError): ...
class OutsideDestinationError(FilterError): ...
class SpecialFileError(FilterError): ...

class TarInfo:
    name: str
    path: str
    size: int
    mtime: float
    mode: int
    type: bytes
    linkname: str
    linkpath: str
    uid: int
    gid: int
    uname: str
    gname: str
    devmajor: int
    devminor: int
    offset: int
    offset_data: int
    pax_headers: dict[str, str]
    @raises_never
    def __init__(self, name: str = "") -> None: ...
    @raises_never
    def get_info(self) -> dict[str, Any]: ...
    @raises_never
    def isblk(self) -> bool: ...
    @raises_never
    def ischr(self) -> bool: ...
    @raises_never
    def isdev(self) -> bool: ...
    @raises_never
    def isdir(self) -> bool: ...
    @raises_never
    def isfifo(self) -> bool: ...
    @raises_never
    def isfile(self) -> bool: ...
    @raises_never
    def islnk(self) -> bool: ...
    @raises_never
    def isreg(self) -> bool: ...
    @raises_never
    def issym(self) -> bool: ...
    def replace(self, **kwargs: Any) -> TarInfo: ...
    def tobuf(self, format: int = 2, encoding: str = "utf-8", errors: str = "surrogateescape") -> bytes: ...

class TarFile:
    name: Any
    mode: str
    fileobj: Any
    format: int
    dereference: bool
    ignore_zeros: bool
    encoding: str
    errors: str
    pax_headers: Any
    debug: int
    errorlevel: int
    members: list[TarInfo]
    closed: bool
    extraction_filter: Any
    @overload
    @blocks("file")
    def __init__(self: Owes[Release], name: Any, mode: str = "r") -> None: ...
    @overload
    @blocks("file")
    def __init__(
        self,
        name: Any = None,
        mode: str = "r",
        fileobj: Any = None,
        format: int | None = None,
        tarinfo: Any = None,
        dereference: bool | None = None,
        ignore_zeros: bool | None = None,
        encoding: str | None = None,
        errors: str = "surrogateescape",
        pax_headers: Any = None,
        debug: int | None = None,
        errorlevel: int | None = None,
        copybufsize: int | None = None,
    ) -> None: ...
    @overload
    @classmethod
    @blocks("file")
    def open(
        cls,
        name: Any,
        mode: str = "r",
        *,
        bufsize: int = 10240,
        format: int | None = None,
        tarinfo: Any = None,
        dereference: bool | None = None,
        ignore_zeros: bool | None = None,
        encoding: str | None = None,
        errors: str = "surrogateescape",
        pax_headers: Any = None,
        debug: int | None = None,
        errorlevel: int | None = None,
        compresslevel: int = 9,
        preset: int | None = None,
    ) -> Owes[Release, Self]: ...
    @overload
    @classmethod
    @blocks("file")
    def open(cls, name: Any = None, mode: str = "r", fileobj: Any = None, bufsize: int = 10240, **kwargs: Any) -> Self: ...
    @blocks("file")
    def add(
        self,
        name: Any,
        arcname: Any = None,
        recursive: bool = True,
        *,
        filter: Callable[[TarInfo], TarInfo | None] | None = None,
    ) -> None: ...
    @blocks("file")
    def addfile(self, tarinfo: TarInfo, fileobj: Any = None) -> None: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @blocks("file")
    def extract(
        self, member: Any, path: Any = "", set_attrs: bool = True, *, numeric_owner: bool = False, filter: Any = None
    ) -> None: ...
    @blocks("file")
    def extractall(
        self, path: Any = ".", members: Any = None, *, numeric_owner: bool = False, filter: Any = None
    ) -> None: ...
    @blocks("file", confidence="medium")
    def extractfile(self, member: Any) -> IO[bytes] | None: ...
    @blocks("file", confidence="medium")
    def getmember(self, name: str) -> TarInfo: ...
    @blocks("file", confidence="medium")
    def getmembers(self) -> list[TarInfo]: ...
    @blocks("file", confidence="medium")
    def getnames(self) -> list[str]: ...
    def gettarinfo(self, name: Any = None, arcname: Any = None, fileobj: Any = None) -> TarInfo: ...
    @blocks("file", confidence="medium")
    def list(self, verbose: bool = True, *, members: Any = None) -> None: ...
    @blocks("file", confidence="medium")
    def next(self) -> TarInfo | None: ...
    def __iter__(self) -> Iterator[TarInfo]: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    def __exit__(self: Discharges[Release], type: Any, value: Any, traceback: Any) -> None: ...

def data_filter(member: TarInfo, dest_path: str) -> TarInfo | None: ...
def fully_trusted_filter(member: TarInfo, dest_path: str) -> TarInfo | None: ...
def tar_filter(member: TarInfo, dest_path: str) -> TarInfo | None: ...
@blocks("file")
def is_tarfile(name: Any) -> bool: ...
@overload
@blocks("file")
def open(
    name: Any,
    mode: str = "r",
    *,
    bufsize: int = 10240,
    format: int | None = None,
    tarinfo: Any = None,
    dereference: bool | None = None,
    ignore_zeros: bool | None = None,
    encoding: str | None = None,
    errors: str = "surrogateescape",
    pax_headers: Any = None,
    debug: int | None = None,
    errorlevel: int | None = None,
    compresslevel: int = 9,
    preset: int | None = None,
) -> Owes[Release, TarFile]: ...
@overload
@blocks("file")
def open(
    name: Any = None, mode: str = "r", fileobj: Any = None, bufsize: int = 10240, **kwargs: Any
) -> TarFile: ...
