from asyncio import Future
from typing import Any, TypeVar

_T = TypeVar("_T")

@raises_never
def sleep(*args: Any, **kwargs: Any) -> Future[None]: ...
@raises_never
def multi(quiet_futures: Takes[Any], *args: Takes[Any]) -> Future[Any]: ...
@raises_never
def with_timeout(quiet_futures: Takes[Any], *args: Takes[Any]) -> Future[Any]: ...
