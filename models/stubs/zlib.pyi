from typing import Any

DEFLATED: int
DEF_BUF_SIZE: int
DEF_MEM_LEVEL: int
MAX_WBITS: int
ZLIB_RUNTIME_VERSION: str
ZLIB_VERSION: str
Z_BEST_COMPRESSION: int
Z_BEST_SPEED: int
Z_BLOCK: int
Z_DEFAULT_COMPRESSION: int
Z_DEFAULT_STRATEGY: int
Z_FILTERED: int
Z_FINISH: int
Z_FIXED: int
Z_FULL_FLUSH: int
Z_HUFFMAN_ONLY: int
Z_NO_COMPRESSION: int
Z_NO_FLUSH: int
Z_PARTIAL_FLUSH: int
Z_RLE: int
Z_SYNC_FLUSH: int
Z_TREES: int

class error(Exception): ...
class _Compress:
    @raises_never
    def compress(self, data: Any, /) -> bytes: ...
    @raises_never
    def flush(self, mode: int = 4, /) -> bytes: ...
    @raises_never
    def copy(self) -> _Compress: ...
class _Decompress:
    eof: bool
    unconsumed_tail: bytes
    unused_data: bytes
    def decompress(self, data: Any, /, max_length: int = 0) -> bytes: ...
    def flush(self, length: int = 16384, /) -> bytes: ...

@raises_never
def adler32(data: Any, value: int = 1, /) -> int: ...
@raises_never
def compress(data: Any, /, level: int = -1, wbits: int = 15) -> bytes: ...
@raises_never
def compressobj(
    level: int = -1, method: int = 8, wbits: int = 15, memLevel: int = 8, strategy: int = 0, zdict: Any = None
) -> _Compress: ...
@raises_never
def crc32(data: Any, value: int = 0, /) -> int: ...
def decompress(data: Any, /, wbits: int = 15, bufsize: int = 16384) -> bytes: ...
@raises_never
def decompressobj(wbits: int = 15, zdict: bytes = b"") -> _Decompress: ...
