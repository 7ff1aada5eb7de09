from typing import Any

@blocks("input")
def prompt(*args: Any, **kwargs: Any) -> Any: ...
