from typing import Any

ascii_letters: str
ascii_lowercase: str
ascii_uppercase: str
digits: str
hexdigits: str
octdigits: str
printable: str
punctuation: str
whitespace: str

class Template:
    braceidpattern: Any
    delimiter: str
    flags: Any
    idpattern: str
    pattern: Any
    template: str
    @raises_never
    def __init__(self, template: Any) -> None: ...
    @raises_seldom
    def substitute(self, mapping: Any = ..., /, **kws: Any) -> str: ...
    @raises_never
    def safe_substitute(self, mapping: Any = ..., /, **kws: Any) -> str: ...
    @raises_never
    def is_valid(self) -> Any: ...
    @raises_never
    def get_identifiers(self) -> Any: ...

class Formatter:
    @raises_seldom
    def format(self, format_string: Any, /, *args: Any, **kwargs: Any) -> str: ...
    @raises_seldom
    def vformat(self, format_string: Any, args: Any, kwargs: Any) -> str: ...
    @raises_never
    def get_value(self, key: Any, args: Any, kwargs: Any) -> Any: ...
    @raises_never
    def check_unused_args(self, used_args: Any, args: Any, kwargs: Any) -> Any: ...
    @raises_never
    def format_field(self, value: Any, format_spec: Any) -> Any: ...
    @raises_never
    def convert_field(self, value: Any, conversion: Any) -> Any: ...
    @raises_never
    def parse(self, format_string: Any) -> Any: ...
    @raises_never
    def get_field(self, field_name: Any, args: Any, kwargs: Any) -> Any: ...

@raises_never
def capwords(s: Any, sep: Any = None) -> str: ...
