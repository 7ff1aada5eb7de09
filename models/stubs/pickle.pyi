from typing import Any

ADDITEMS: bytes
APPEND: bytes
APPENDS: bytes
BINBYTES8: bytes
BINBYTES: bytes
BINFLOAT: bytes
BINGET: bytes
BININT1: bytes
BININT2: bytes
BININT: bytes
BINPERSID: bytes
BINPUT: bytes
BINSTRING: bytes
BINUNICODE8: bytes
BINUNICODE: bytes
BUILD: bytes
BYTEARRAY8: bytes
DEFAULT_PROTOCOL: int
DICT: bytes
DUP: bytes
EMPTY_DICT: bytes
EMPTY_LIST: bytes
EMPTY_SET: bytes
EMPTY_TUPLE: bytes
EXT1: bytes
EXT2: bytes
EXT4: bytes
FALSE: bytes
FLOAT: bytes
FRAME: bytes
FROZENSET: bytes
GET: bytes
GLOBAL: bytes
HIGHEST_PROTOCOL: int
INST: bytes
INT: bytes
LIST: bytes
LONG1: bytes
LONG4: bytes
LONG: bytes
LONG_BINGET: bytes
LONG_BINPUT: bytes
MARK: bytes
MEMOIZE: bytes
NEWFALSE: bytes
NEWOBJ: bytes
NEWOBJ_EX: bytes
NEWTRUE: bytes
NEXT_BUFFER: bytes
NONE: bytes
OBJ: bytes
PERSID: bytes
POP: bytes
POP_MARK: bytes
PROTO: bytes
PUT: bytes
READONLY_BUFFER: bytes
REDUCE: bytes
SETITEM: bytes
SETITEMS: bytes
SHORT_BINBYTES: bytes
SHORT_BINSTRING: bytes
SHORT_BINUNICODE: bytes
STACK_GLOBAL: bytes
STOP: bytes
STRING: bytes
TRUE: bytes
TUPLE1: bytes
TUPLE2: bytes
TUPLE3: bytes
TUPLE: bytes
UNICODE: bytes

class PickleBuffer:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def raw(self) -> Any: ...
    def release(self) -> Any: ...

class PickleError(Exception): ...

class PicklingError(PickleError): ...

class UnpicklingError(PickleError): ...

class Pickler:
    bin: Any
    dispatch_table: Any
    fast: Any
    memo: Any
    persistent_id: Any
    @raises_never
    def __init__(
        self, file: Any, protocol: Any = None, fix_imports: bool = True, buffer_callback: Any = None
    ) -> None: ...
    def dump(self, obj: Any, /) -> None: ...
    def clear_memo(self) -> Any: ...

class Unpickler:
    memo: Any
    persistent_load: Any
    @raises_never
    def __init__(
        self,
        file: Any,
        *,
        fix_imports: bool = True,
        encoding: str = "ASCII",
        errors: str = "strict",
        buffers: Any = (),
    ) -> None: ...
    def load(self) -> Any: ...
    def find_class(self, module_name: Any, global_name: Any, /) -> Any: ...

def dump(
    obj: Any, file: Any, protocol: Any = None, *, fix_imports: bool = True, buffer_callback: Any = None
) -> None: ...
def dumps(
    obj: Any, protocol: Any = None, *, fix_imports: bool = True, buffer_callback: Any = None
) -> bytes: ...
def load(
    file: Any, *, fix_imports: bool = True, encoding: str = "ASCII", errors: str = "strict", buffers: Any = ()
) -> Any: ...
def loads(
    data: Any,
    /,
    *,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    errors: str = "strict",
    buffers: Any = (),
) -> Any: ...
