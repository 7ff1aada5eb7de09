from enum import Enum
from typing import Any

NAMESPACE_DNS: UUID
NAMESPACE_OID: UUID
NAMESPACE_URL: UUID
NAMESPACE_X500: UUID
RESERVED_FUTURE: str
RESERVED_MICROSOFT: str
RESERVED_NCS: str
RFC_4122: str

class SafeUUID(Enum):
    safe: Any
    unsafe: Any
    unknown: Any

class UUID:
    bytes: bytes
    bytes_le: bytes
    clock_seq: int
    clock_seq_hi_variant: int
    clock_seq_low: int
    fields: tuple[int, ...]
    hex: str
    int: int
    is_safe: SafeUUID
    node: int
    time: int
    time_hi_version: int
    time_low: int
    time_mid: int
    urn: str
    variant: str
    version: int | None
    @raises_seldom
    def __init__(
        self,
        hex: Any = None,
        bytes: Any = None,
        bytes_le: Any = None,
        fields: Any = None,
        int: Any = None,
        version: Any = None,
        *,
        is_safe: Any = ...,
    ) -> None: ...

@raises_never
def getnode() -> int: ...
@raises_never
def uuid1(node: Any = None, clock_seq: Any = None) -> UUID: ...
@raises_never
def uuid3(namespace: Any, name: Any) -> UUID: ...
@raises_never
def uuid4() -> UUID: ...
@raises_never
def uuid5(namespace: Any, name: Any) -> UUID: ...
