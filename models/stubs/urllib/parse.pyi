from typing import Any

class DefragResult(tuple[Any, ...]):
    url: str
    fragment: str
    @raises_never
    def geturl(self) -> str: ...
class SplitResult(tuple[Any, ...]):
    scheme: str
    netloc: str
    path: str
    query: str
    fragment: str
    username: str | None
    password: str | None
    hostname: str | None
    port: int | None
    @raises_never
    def geturl(self) -> str: ...
    @raises_never
    def _replace(self, **kwds: Any) -> SplitResult: ...
class ParseResult(tuple[Any, ...]):
    scheme: str
    netloc: str
    path: str
    params: str
    query: str
    fragment: str
    username: str | None
    password: str | None
    hostname: str | None
    port: int | None
    @raises_never
    def geturl(self) -> str: ...
    @raises_never
    def _replace(self, **kwds: Any) -> ParseResult: ...

@raises_seldom
def urlparse(url: Any, scheme: str = "", allow_fragments: bool = True) -> ParseResult: ...
@raises_seldom
def urlsplit(url: Any, scheme: str = "", allow_fragments: bool = True) -> SplitResult: ...
@raises_never
def urlunparse(components: Any) -> str: ...
@raises_never
def urlunsplit(components: Any) -> str: ...
@raises_never
def urljoin(base: Any, url: Any, allow_fragments: bool = True) -> str: ...
@raises_never
def urldefrag(url: Any) -> DefragResult: ...
@raises_never
def unquote_to_bytes(string: Any) -> bytes: ...
@raises_never
def unquote(string: Any, encoding: str = "utf-8", errors: str = "replace") -> str: ...
@raises_seldom
def parse_qs(
    qs: Any,
    keep_blank_values: bool = False,
    strict_parsing: bool = False,
    encoding: str = "utf-8",
    errors: str = "replace",
    max_num_fields: Any = None,
    separator: str = "&",
) -> dict[str, list[str]]: ...
@raises_seldom
def parse_qsl(
    qs: Any,
    keep_blank_values: bool = False,
    strict_parsing: bool = False,
    encoding: str = "utf-8",
    errors: str = "replace",
    max_num_fields: Any = None,
    separator: str = "&",
) -> list[tuple[str, str]]: ...
@raises_never
def unquote_plus(string: Any, encoding: str = "utf-8", errors: str = "replace") -> str: ...
@raises_never
def quote(string: Any, safe: str = "/", encoding: Any = None, errors: Any = None) -> str: ...
@raises_never
def quote_plus(string: Any, safe: str = "", encoding: Any = None, errors: Any = None) -> str: ...
@raises_never
def quote_from_bytes(bs: Any, safe: str = "/") -> str: ...
@raises_never
def urlencode(
    query: Any,
    doseq: bool = False,
    safe: str = "",
    encoding: Any = None,
    errors: Any = None,
    quote_via: Any = ...,
) -> str: ...
