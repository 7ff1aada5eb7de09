from anyio import CapacityLimiter
from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")

@suspends("always")
async def run_sync(func: Takes[Any, Callable[..., _T]], *args: Takes[Any], **kwargs: Any) -> _T: ...
@raises_never
def current_default_process_limiter(*args: Any, **kwargs: Any) -> CapacityLimiter: ...
