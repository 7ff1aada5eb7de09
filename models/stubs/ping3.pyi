from typing import Any

@blocks("network")
def ping(*args: Any, **kwargs: Any) -> Any: ...
