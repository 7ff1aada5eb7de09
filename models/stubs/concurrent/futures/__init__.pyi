from concurrent.futures._base import DoneAndNotDoneFutures, Error
from builtins import TimeoutError as TimeoutError
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, Self, TypeVar

_T = TypeVar("_T")

ALL_COMPLETED: str
FIRST_COMPLETED: str
FIRST_EXCEPTION: str

class CancelledError(Error): ...
class InvalidStateError(Error): ...
class BrokenExecutor(RuntimeError): ...

class Future(Generic[_T]):
    @raises_never
    def __init__(self) -> None: ...
    @raises_never
    def add_done_callback(self: Discharges[KeepAlive], fn: Takes[Release]) -> None: ...
    @raises_never
    def cancel(self: Discharges[KeepAlive]) -> bool: ...
    @raises_never
    def cancelled(self) -> bool: ...
    @raises_never
    def done(self) -> bool: ...
    @raises_never
    def running(self) -> bool: ...
    @blocks("wait", unless="timeout=0, self=done()")
    def exception(self: Discharges[KeepAlive], timeout: float | None = None) -> BaseException | None: ...
    @blocks("wait", unless="timeout=0, self=done()")
    def result(self: Discharges[KeepAlive], timeout: float | None = None) -> _T: ...
    @raises_seldom
    def set_exception(self, exception: Takes[Any]) -> None: ...
    @raises_seldom
    def set_result(self, result: Takes[Any]) -> None: ...
    @raises_seldom
    def set_running_or_notify_cancel(self) -> bool: ...

class Executor:
    @raises_seldom
    def submit(self, fn: Takes[Any, Callable[..., _T]], /, *args: Takes[Any], **kwargs: Takes[Any]) -> Future[_T]: ...
    def map(
        self, fn: Takes[Any, Callable[..., _T]], *iterables: Takes[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[_T]: ...
    @raises_never
    @blocks("wait", unless="wait=False")
    def shutdown(self: Discharges[Release], wait: bool = True, *, cancel_futures: bool = False) -> None: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    @blocks("wait", unless="self=jobs")
    def __exit__(self: Discharges[Release], exc_type: Any, exc_val: Any, exc_tb: Any) -> None: ...

class ThreadPoolExecutor(Executor):
    @raises_never
    def __init__(
        self, max_workers: int | None = None, thread_name_prefix: str = "", initializer: Takes[Any] = None, initargs: Takes[Any] = ()
    ) -> None: ...

class ProcessPoolExecutor(Executor):
    @raises_never
    def __init__(
        self,
        max_workers: int | None = None,
        mp_context: Any = None,
        initializer: Takes[Any] = None,
        initargs: Takes[Any] = (),
        *,
        max_tasks_per_child: int | None = None,
    ) -> None: ...

@raises_never
@blocks("wait", unless="timeout=0")
def wait(fs: Discharges[KeepAlive], timeout: float | None = None, return_when: str = "ALL_COMPLETED") -> DoneAndNotDoneFutures: ...
@blocks("wait", unless="timeout=0")
def as_completed(fs: Takes[Any, Iterable[Future[_T]]], timeout: float | None = None) -> Iterator[Future[_T]]: ...
