from typing import Any, Self

ACCESS_COPY: int
ACCESS_DEFAULT: int
ACCESS_READ: int
ACCESS_WRITE: int
ALLOCATIONGRANULARITY: int
MADV_DODUMP: int
MADV_DOFORK: int
MADV_DONTDUMP: int
MADV_DONTFORK: int
MADV_DONTNEED: int
MADV_FREE: int
MADV_HUGEPAGE: int
MADV_HWPOISON: int
MADV_MERGEABLE: int
MADV_NOHUGEPAGE: int
MADV_NORMAL: int
MADV_RANDOM: int
MADV_REMOVE: int
MADV_SEQUENTIAL: int
MADV_UNMERGEABLE: int
MADV_WILLNEED: int
MAP_ANON: int
MAP_ANONYMOUS: int
MAP_DENYWRITE: int
MAP_EXECUTABLE: int
MAP_POPULATE: int
MAP_PRIVATE: int
MAP_SHARED: int
MAP_STACK: int
PAGESIZE: int
PROT_EXEC: int
PROT_READ: int
PROT_WRITE: int

error = OSError

class mmap:
    closed: bool
    def __init__(
        self: Owes[Release],
        fileno: int,
        length: int,
        flags: int = ...,
        prot: int = ...,
        access: int = ...,
        offset: int = 0,
        **kwargs: Any,
    ) -> None: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @raises_never
    def find(self, sub: Any, start: int = ..., end: int = ..., /) -> int: ...
    def flush(self, offset: int = ..., size: int = ..., /) -> None: ...
    def madvise(self, option: int, start: int = ..., length: int = ..., /) -> None: ...
    @raises_seldom
    def move(self, dest: int, src: int, count: int, /) -> None: ...
    @raises_seldom
    def read(self, n: int | None = ..., /) -> bytes: ...
    @raises_seldom
    def read_byte(self) -> int: ...
    @raises_seldom
    def readline(self) -> bytes: ...
    def resize(self, newsize: int, /) -> None: ...
    @raises_never
    def rfind(self, sub: Any, start: int = ..., end: int = ..., /) -> int: ...
    @raises_seldom
    def seek(self, pos: int, whence: int = ..., /) -> None: ...
    @raises_never
    def size(self) -> int: ...
    @raises_never
    def tell(self) -> int: ...
    @raises_seldom
    def write(self, bytes: Any, /) -> int: ...
    @raises_seldom
    def write_byte(self, byte: int, /) -> None: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    def __exit__(self: Discharges[Release], *args: Any) -> None: ...
    def __getitem__(self, key: Any, /) -> Any: ...
    def __setitem__(self, key: Any, value: Any, /) -> None: ...
    def __len__(self) -> int: ...
