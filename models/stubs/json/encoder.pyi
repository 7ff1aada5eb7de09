from collections.abc import Iterator
from typing import Any

ESCAPE: Any
ESCAPE_ASCII: Any
ESCAPE_DCT: Any
HAS_UTF8: Any

class JSONEncoder:
    item_separator: str
    key_separator: str
    @raises_never
    def __init__(
        self,
        *,
        skipkeys: bool = False,
        ensure_ascii: bool = True,
        check_circular: bool = True,
        allow_nan: bool = True,
        sort_keys: bool = False,
        indent: Any = None,
        separators: Any = None,
        default: Any = None,
    ) -> None: ...
    def default(self, o: Any) -> Any: ...
    def encode(self, o: Any) -> str: ...
    def iterencode(self, o: Any) -> Iterator[str]: ...

def py_encode_basestring(s: Any) -> Any: ...
def encode_basestring(*args: Any, **kwargs: Any) -> Any: ...
def py_encode_basestring_ascii(s: Any) -> Any: ...
def encode_basestring_ascii(*args: Any, **kwargs: Any) -> Any: ...
