from typing import Any

class TextWrapper:
    sentence_end_re: Any
    unicode_whitespace_trans: Any
    wordsep_re: Any
    wordsep_simple_re: Any
    @raises_never
    def __init__(
        self,
        width: int = 70,
        initial_indent: str = "",
        subsequent_indent: str = "",
        expand_tabs: bool = True,
        replace_whitespace: bool = True,
        fix_sentence_endings: bool = False,
        break_long_words: bool = True,
        drop_whitespace: bool = True,
        break_on_hyphens: bool = True,
        tabsize: int = 8,
        *,
        max_lines: Any = None,
        placeholder: str = " [...]",
    ) -> None: ...
    @raises_never
    def wrap(self, text: Any) -> list[str]: ...
    @raises_never
    def fill(self, text: Any) -> str: ...

@raises_never
def wrap(text: Any, width: int = 70, **kwargs: Any) -> list[str]: ...
@raises_never
def fill(text: Any, width: int = 70, **kwargs: Any) -> str: ...
@raises_never
def shorten(text: Any, width: Any, **kwargs: Any) -> str: ...
@raises_never
def dedent(text: Any) -> str: ...
@raises_never
def indent(text: Any, prefix: Any, predicate: Any = None) -> str: ...
