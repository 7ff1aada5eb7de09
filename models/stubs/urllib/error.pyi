from typing import Any
from urllib.request import _Response

class URLError(OSError):
    reason: Any
    @raises_never
    def __init__(self, reason: Any, filename: Any = None) -> None: ...
class HTTPError(URLError, _Response):
    code: int
    hdrs: Any
    @raises_never
    def __init__(self, url: str, code: int, msg: str, hdrs: Any, fp: Any) -> None: ...

class ContentTooShortError(URLError): ...
