from collections.abc import Iterator
from typing import Any

class FrameSummary:
    colno: Any
    end_colno: Any
    end_lineno: Any
    filename: str
    line: str
    lineno: int | None
    locals: Any
    name: str
    @raises_never
    def __init__(
        self,
        filename: Any,
        lineno: Any,
        name: Any,
        *,
        lookup_line: bool = True,
        locals: Any = None,
        line: Any = None,
        end_lineno: Any = None,
        colno: Any = None,
        end_colno: Any = None,
    ) -> None: ...
    @raises_never
    def __getitem__(self, pos: Any) -> Any: ...
    @raises_never
    def __iter__(self) -> Any: ...
    @raises_never
    def __len__(self) -> int: ...

class StackSummary(list[FrameSummary]):
    @classmethod
    @raises_never
    def extract(
        cls, frame_gen: Any, *, limit: Any = None, lookup_lines: bool = True, capture_locals: bool = False
    ) -> StackSummary: ...
    @classmethod
    @raises_never
    def from_list(cls, a_list: Any) -> StackSummary: ...
    @raises_never
    def format_frame_summary(self, frame_summary: Any) -> Any: ...
    @raises_never
    def format(self) -> list[str]: ...

class TracebackException:
    @raises_never
    def __init__(
        self,
        exc_type: Any,
        exc_value: Any,
        exc_traceback: Any,
        *,
        limit: Any = None,
        lookup_lines: bool = True,
        capture_locals: bool = False,
        compact: bool = False,
        max_group_width: int = 15,
        max_group_depth: int = 10,
    ) -> None: ...
    @classmethod
    @raises_never
    def from_exception(cls, exc: Any, *args: Any, **kwargs: Any) -> TracebackException: ...
    @raises_never
    def format_exception_only(self) -> Iterator[str]: ...
    @raises_never
    def format(self, *, chain: bool = True) -> Iterator[str]: ...
    @raises_never
    def print(self, *, file: Any = None, chain: bool = True) -> Any: ...

@raises_never
def format_list(extracted_list: Any) -> list[str]: ...
@raises_never
def print_tb(tb: Any, limit: Any = None, file: Any = None) -> None: ...
@raises_never
def format_tb(tb: Any, limit: Any = None) -> list[str]: ...
@raises_never
def extract_tb(tb: Any, limit: Any = None) -> StackSummary: ...
@raises_never
def print_exception(
    exc: Any, /, value: Any = ..., tb: Any = ..., limit: Any = None, file: Any = None, chain: bool = True
) -> None: ...
@raises_never
def format_exception(
    exc: Any, /, value: Any = ..., tb: Any = ..., limit: Any = None, chain: bool = True
) -> list[str]: ...
@raises_never
def format_exception_only(exc: Any, /, value: Any = ...) -> list[str]: ...
@raises_never
def print_exc(limit: Any = None, file: Any = None, chain: bool = True) -> None: ...
@raises_never
def format_exc(limit: Any = None, chain: bool = True) -> str: ...
@raises_never
def print_last(limit: Any = None, file: Any = None, chain: bool = True) -> None: ...
@raises_never
def print_stack(f: Any = None, limit: Any = None, file: Any = None) -> None: ...
@raises_never
def format_stack(f: Any = None, limit: Any = None) -> list[str]: ...
@raises_never
def extract_stack(f: Any = None, limit: Any = None) -> StackSummary: ...
@raises_never
def clear_frames(tb: Any) -> None: ...
@raises_never
def walk_stack(f: Any) -> Iterator[Any]: ...
@raises_never
def walk_tb(tb: Any) -> Iterator[Any]: ...
