from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")

@suspends("always")
async def io_bound(callback: Takes[Any, Callable[..., _T]], *args: Takes[Any], **kwargs: Takes[Any]) -> _T: ...
@suspends("always")
async def cpu_bound(callback: Takes[Any, Callable[..., _T]], *args: Takes[Any], **kwargs: Takes[Any]) -> _T: ...
