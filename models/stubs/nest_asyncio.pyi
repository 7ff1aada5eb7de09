from typing import Any

@raises_never
def apply(*args: Any, **kwargs: Any) -> None: ...
