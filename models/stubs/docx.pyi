from typing import Any

@blocks("file")
def Document(*args: Any, **kwargs: Any) -> Any: ...
