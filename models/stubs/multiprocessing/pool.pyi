from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self, TypeVar

_T = TypeVar("_T")

class ApplyResult:
    @blocks("wait")
    def get(self, timeout: float | None = None) -> Any: ...
    @raises_never
    def ready(self) -> bool: ...
    @raises_seldom
    def successful(self) -> bool: ...
    @raises_never
    @blocks("wait")
    def wait(self, timeout: float | None = None) -> None: ...

AsyncResult = ApplyResult

class Pool:
    def __init__(
        self,
        processes: int | None = None,
        initializer: Takes[Any] = None,
        initargs: Takes[Any] = (),
        maxtasksperchild: int | None = None,
        context: Any = None,
    ) -> None: ...
    @blocks("wait")
    def apply(self, func: Takes[Any, Callable[..., _T]], args: Takes[Any] = (), kwds: Takes[Any] = ...) -> _T: ...
    def apply_async(
        self,
        func: Takes[Any],
        args: Takes[Any] = (),
        kwds: Takes[Any] = ...,
        callback: Takes[Any] = None,
        error_callback: Takes[Any] = None,
    ) -> ApplyResult: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    def imap(self, func: Takes[Any, Callable[..., _T]], iterable: Takes[Any], chunksize: int = 1) -> Iterator[_T]: ...
    def imap_unordered(self, func: Takes[Any, Callable[..., _T]], iterable: Takes[Any], chunksize: int = 1) -> Iterator[_T]: ...
    @raises_never
    @blocks("wait")
    def join(self) -> None: ...
    @blocks("wait")
    def map(self, func: Takes[Any, Callable[..., _T]], iterable: Takes[Any], chunksize: int | None = None) -> list[_T]: ...
    def map_async(
        self,
        func: Takes[Any],
        iterable: Takes[Any],
        chunksize: int | None = None,
        callback: Takes[Any] = None,
        error_callback: Takes[Any] = None,
    ) -> ApplyResult: ...
    @blocks("wait")
    def starmap(self, func: Takes[Any, Callable[..., _T]], iterable: Takes[Any], chunksize: int | None = None) -> list[_T]: ...
    def starmap_async(
        self,
        func: Takes[Any],
        iterable: Takes[Any],
        chunksize: int | None = None,
        callback: Takes[Any] = None,
        error_callback: Takes[Any] = None,
    ) -> ApplyResult: ...
    @raises_never
    def terminate(self: Discharges[Release]) -> None: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    def __exit__(self: Discharges[Release], exc_type: Any, exc_val: Any, exc_tb: Any) -> None: ...

class ThreadPool(Pool):
    def __init__(self, processes: int | None = None, initializer: Takes[Any] = None, initargs: Takes[Any] = ()) -> None: ...
