from typing import Any

@blocks("load")
def default(*args: Any, **kwargs: Any) -> Any: ...
