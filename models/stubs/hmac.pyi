from typing import Any

trans_36: bytes
trans_5C: bytes

@raises_never
def compare_digest(a: Any, b: Any, /) -> bool: ...

class HMAC:
    block_size: Any
    blocksize: int
    digest_size: Any
    name: str
    @raises_never
    def __init__(self, key: Any, msg: Any = None, digestmod: str = "") -> None: ...
    @raises_never
    def update(self, msg: Any) -> None: ...
    @raises_never
    def copy(self) -> HMAC: ...
    @raises_never
    def digest(self) -> bytes: ...
    @raises_never
    def hexdigest(self) -> str: ...

@raises_never
def new(key: Any, msg: Any = None, digestmod: str = "") -> HMAC: ...
@raises_never
def digest(key: Any, msg: Any, digest: Any) -> bytes: ...
