from typing import Any

class Statistic:
    count: Any
    size: Any
    traceback: Any
    @raises_never
    def __init__(self, traceback: Any, size: Any, count: Any) -> None: ...

class StatisticDiff:
    count: Any
    count_diff: Any
    size: Any
    size_diff: Any
    traceback: Any
    @raises_never
    def __init__(self, traceback: Any, size: Any, size_diff: Any, count: Any, count_diff: Any) -> None: ...

class Frame:
    filename: Any
    lineno: Any
    @raises_never
    def __init__(self, frame: Any) -> None: ...

class Traceback:
    total_nframe: Any
    @raises_never
    def __init__(self, frames: Any, total_nframe: Any = None) -> None: ...
    @raises_never
    def __len__(self) -> int: ...
    @raises_never
    def __getitem__(self, index: Any) -> Any: ...
    @raises_never
    def __contains__(self, frame: Any) -> bool: ...
    @raises_never
    def format(self, limit: Any = None, most_recent_first: bool = False) -> Any: ...

class Trace:
    domain: Any
    size: Any
    traceback: Any
    @raises_never
    def __init__(self, trace: Any) -> None: ...

class BaseFilter:
    @raises_never
    def __init__(self, inclusive: Any) -> None: ...

class Filter(BaseFilter):
    filename_pattern: Any
    @raises_never
    def __init__(
        self,
        inclusive: Any,
        filename_pattern: Any,
        lineno: Any = None,
        all_frames: bool = False,
        domain: Any = None,
    ) -> None: ...

class DomainFilter(BaseFilter):
    domain: Any
    @raises_never
    def __init__(self, inclusive: Any, domain: Any) -> None: ...

class Snapshot:
    @raises_never
    def __init__(self, traces: Any, traceback_limit: Any) -> None: ...
    def dump(self, filename: Any) -> None: ...
    @staticmethod
    def load(filename: Any) -> Snapshot: ...
    @raises_never
    def filter_traces(self, filters: Any) -> Snapshot: ...
    @raises_never
    def statistics(self, key_type: Any, cumulative: bool = False) -> list[Statistic]: ...
    @raises_never
    def compare_to(
        self, old_snapshot: Any, key_type: Any, cumulative: bool = False
    ) -> list[StatisticDiff]: ...

@raises_never
def is_tracing() -> bool: ...
@raises_never
def clear_traces() -> None: ...
@raises_never
def start(nframe: int = 1, /) -> None: ...
@raises_never
def stop() -> None: ...
@raises_never
def get_traceback_limit() -> int: ...
@raises_never
def get_tracemalloc_memory() -> int: ...
@raises_never
def get_traced_memory() -> tuple[int, int]: ...
@raises_never
def reset_peak() -> None: ...
@raises_never
def get_object_traceback(obj: Any) -> Traceback | None: ...
@raises_never
def take_snapshot() -> Snapshot: ...
