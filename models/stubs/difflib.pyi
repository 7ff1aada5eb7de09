from collections.abc import Iterator
from typing import Any

class Match(tuple[Any, ...]):
    a: Any
    b: Any
    size: Any

class SequenceMatcher:
    @raises_never
    def __init__(self, isjunk: Any = None, a: str = "", b: str = "", autojunk: bool = True) -> None: ...
    @raises_never
    def set_seqs(self, a: Any, b: Any) -> Any: ...
    @raises_never
    def set_seq1(self, a: Any) -> Any: ...
    @raises_never
    def set_seq2(self, b: Any) -> Any: ...
    @raises_never
    def find_longest_match(self, alo: int = 0, ahi: Any = None, blo: int = 0, bhi: Any = None) -> Any: ...
    @raises_never
    def get_matching_blocks(self) -> list[Any]: ...
    @raises_never
    def get_opcodes(self) -> list[Any]: ...
    @raises_never
    def get_grouped_opcodes(self, n: int = 3) -> Any: ...
    @raises_never
    def ratio(self) -> float: ...
    @raises_never
    def quick_ratio(self) -> float: ...
    @raises_never
    def real_quick_ratio(self) -> float: ...

class Differ:
    @raises_never
    def __init__(self, linejunk: Any = None, charjunk: Any = None) -> None: ...
    @raises_never
    def compare(self, a: Any, b: Any) -> Any: ...

class HtmlDiff:
    @raises_never
    def __init__(
        self, tabsize: int = 8, wrapcolumn: Any = None, linejunk: Any = None, charjunk: Any = ...
    ) -> None: ...
    @raises_never
    def make_file(
        self,
        fromlines: Any,
        tolines: Any,
        fromdesc: str = "",
        todesc: str = "",
        context: bool = False,
        numlines: int = 5,
        *,
        charset: str = "utf-8",
    ) -> Any: ...
    @raises_never
    def make_table(
        self,
        fromlines: Any,
        tolines: Any,
        fromdesc: str = "",
        todesc: str = "",
        context: bool = False,
        numlines: int = 5,
    ) -> Any: ...

@raises_never
def get_close_matches(word: Any, possibilities: Any, n: int = 3, cutoff: float = 0.6) -> list[str]: ...
@raises_never
def IS_LINE_JUNK(line: Any, pat: Any = ...) -> Any: ...
@raises_never
def IS_CHARACTER_JUNK(ch: Any, ws: str = ...) -> Any: ...
@raises_never
def unified_diff(
    a: Any,
    b: Any,
    fromfile: str = "",
    tofile: str = "",
    fromfiledate: str = "",
    tofiledate: str = "",
    n: int = 3,
    lineterm: str = ...,
) -> Iterator[str]: ...
@raises_never
def context_diff(
    a: Any,
    b: Any,
    fromfile: str = "",
    tofile: str = "",
    fromfiledate: str = "",
    tofiledate: str = "",
    n: int = 3,
    lineterm: str = ...,
) -> Iterator[str]: ...
@raises_never
def diff_bytes(
    dfunc: Any,
    a: Any,
    b: Any,
    fromfile: bytes = b"",
    tofile: bytes = b"",
    fromfiledate: bytes = b"",
    tofiledate: bytes = b"",
    n: int = 3,
    lineterm: bytes = b"\n",
) -> Any: ...
@raises_never
def ndiff(a: Any, b: Any, linejunk: Any = None, charjunk: Any = ...) -> Iterator[str]: ...
@raises_never
def restore(delta: Any, which: Any) -> Iterator[str]: ...
