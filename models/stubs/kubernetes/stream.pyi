from typing import Any

@blocks("sdk")
def stream(*args: Any, **kwargs: Any) -> Any: ...
