from typing import Any, TypeVar

_T = TypeVar("_T")

@raises_never
def register(func: Takes[Any, _T], /, *args: Takes[Any], **kwargs: Takes[Any]) -> _T: ...
@raises_never
def unregister(func: Any, /) -> None: ...
