from typing import Any, TypeVar
from collections.abc import Callable
from trio import CapacityLimiter

_T = TypeVar("_T")

@suspends("always")
async def run_sync(sync_fn: Takes[Any, Callable[..., _T]], *args: Takes[Any], **kwargs: Any) -> _T: ...
@raises_never
def current_default_thread_limiter(*args: Any, **kwargs: Any) -> CapacityLimiter: ...
