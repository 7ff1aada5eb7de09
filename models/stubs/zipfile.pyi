# An archive over somebody else's file object leaves that open; only one that opened the file itself owes it.
import io
from collections.abc import Callable, Iterator
from typing import IO, Any, Self, overload

ZIP_BZIP2: int
ZIP_DEFLATED: int
ZIP_LZMA: int
ZIP_STORED: int

class BadZipFile(Exception): ...

BadZipfile = BadZipFile
error = BadZipFile

class LargeZipFile(Exception): ...

class ZipInfo:
    filename: str
    date_time: tuple[int, int, int, int, int, int]
    compress_type: int
    comment: bytes
    extra: bytes
    create_system: int
    create_version: int
    extract_version: int
    reserved: int
    flag_bits: int
    volume: int
    internal_attr: int
    external_attr: int
    header_offset: int
    CRC: int
    compress_size: int
    file_size: int
    orig_filename: str
    @raises_never
    def __init__(self, filename: str = "NoName", date_time: Any = ...) -> None: ...
    @classmethod
    def from_file(cls, filename: Any, arcname: Any = None, *, strict_timestamps: bool = True) -> ZipInfo: ...
    @raises_never
    def is_dir(self) -> bool: ...
    def FileHeader(self, zip64: bool | None = None) -> bytes: ...

class ZipExtFile(io.BufferedIOBase):
    mode: str
    name: str
    newlines: Any
    def __init__(
        self, fileobj: Any, mode: str, zipinfo: ZipInfo, pwd: bytes | None = None, close_fileobj: bool = False
    ) -> None: ...
    def peek(self, n: int = 1) -> bytes: ...

class ZipFile:
    comment: bytes
    compression: int
    compresslevel: int | None
    debug: int
    filelist: list[ZipInfo]
    filename: str | None
    fp: Any
    mode: str
    NameToInfo: dict[str, ZipInfo]
    pwd: bytes | None
    @overload
    @blocks("file")
    def __init__(
        self,
        file: io.IOBase | IO[Any],
        mode: str = "r",
        compression: int = 0,
        allowZip64: bool = True,
        compresslevel: int | None = None,
        *,
        strict_timestamps: bool = True,
        metadata_encoding: str | None = None,
    ) -> None: ...
    @overload
    @blocks("file")
    def __init__(
        self: Owes[Release],
        file: Any,
        mode: str = "r",
        compression: int = 0,
        allowZip64: bool = True,
        compresslevel: int | None = None,
        *,
        strict_timestamps: bool = True,
        metadata_encoding: str | None = None,
    ) -> None: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @blocks("file")
    def extract(self, member: Any, path: Any = None, pwd: bytes | None = None) -> str: ...
    @blocks("file")
    def extractall(self, path: Any = None, members: Any = None, pwd: bytes | None = None) -> None: ...
    @raises_seldom
    def getinfo(self, name: str) -> ZipInfo: ...
    @raises_never
    def infolist(self) -> list[ZipInfo]: ...
    def mkdir(self, zinfo_or_directory_name: Any, mode: int = 511) -> None: ...
    @raises_never
    def namelist(self) -> list[str]: ...
    def open(self, name: Any, mode: str = "r", pwd: bytes | None = None, *, force_zip64: bool = False) -> IO[bytes]: ...
    @blocks("file")
    def printdir(self, file: Any = None) -> None: ...
    @blocks("file", confidence="medium")
    def read(self, name: Any, pwd: bytes | None = None) -> bytes: ...
    @raises_never
    def setpassword(self, pwd: bytes) -> None: ...
    @blocks("file", confidence="medium")
    def testzip(self) -> str | None: ...
    @blocks("file")
    def write(
        self, filename: Any, arcname: Any = None, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None: ...
    @blocks("file", confidence="medium")
    def writestr(
        self, zinfo_or_arcname: Any, data: Any, compress_type: int | None = None, compresslevel: int | None = None
    ) -> None: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    def __exit__(self: Discharges[Release], type: Any, value: Any, traceback: Any) -> None: ...

class PyZipFile(ZipFile):
    @blocks("file")
    def writepy(self, pathname: Any, basename: str = "", filterfunc: Any = None) -> None: ...

class Path:
    root: ZipFile
    at: str
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> Path: ...
    @property
    def stem(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    def __init__(self, root: Any, at: str = "") -> None: ...
    def exists(self) -> bool: ...
    def is_dir(self) -> bool: ...
    def is_file(self) -> bool: ...
    def iterdir(self) -> Iterator[Path]: ...
    @raises_never
    def joinpath(self, *other: Any) -> Path: ...
    def open(self, mode: str = "r", *args: Any, pwd: bytes | None = None, **kwargs: Any) -> IO[Any]: ...
    def read_bytes(self) -> bytes: ...
    def read_text(self, *args: Any, **kwargs: Any) -> str: ...
    def __truediv__(self, add: Any) -> Path: ...

@blocks("file")
def is_zipfile(filename: Any) -> bool: ...
