# `sync_to_async(f)` is called and awaited; `async_to_sync(f)` runs a loop of its own.
from collections.abc import Callable
from typing import Any, overload

class SyncToAsync:
    @raises_never
    def __init__(self, func: Takes[Any], *args: Any, **kwargs: Any) -> None: ...
    async def __call__(self, *args: Takes[Any], **kwargs: Takes[Any]) -> Any: ...

class AsyncToSync:
    @raises_never
    def __init__(self, awaitable: Takes[Any], *args: Any, **kwargs: Any) -> None: ...
    @blocks("loop")
    def __call__(self, *args: Takes[Any], **kwargs: Takes[Any]) -> Any: ...

class _ToAsync:
    @raises_never
    def __call__(self, func: Takes[Any]) -> SyncToAsync: ...

class _ToSync:
    @raises_never
    def __call__(self, func: Takes[Any]) -> AsyncToSync: ...

@overload
@raises_never
def sync_to_async(func: Callable[..., Any], *, thread_sensitive: bool = True, executor: Any = None) -> SyncToAsync: ...
@overload
@raises_never
def sync_to_async(*, thread_sensitive: bool = True, executor: Any = None) -> _ToAsync: ...
@overload
@raises_never
def async_to_sync(awaitable: Callable[..., Any], *, force_new_loop: bool = False) -> AsyncToSync: ...
@overload
@raises_never
def async_to_sync(*, force_new_loop: bool = False) -> _ToSync: ...
@raises_never
def iscoroutinefunction(*args: Any, **kwargs: Any) -> bool: ...
