# These keep the tasks that they make.
import asyncio
from typing import Any

@raises_never
def create(coroutine: Takes[Any], **kwargs: Any) -> asyncio.Task[Any]: ...
@raises_never
def create_lazy(coroutine: Takes[Any], **kwargs: Any) -> asyncio.Task[Any]: ...
@raises_never
def create_or_defer(coroutine: Takes[Any], **kwargs: Any) -> asyncio.Task[Any]: ...
