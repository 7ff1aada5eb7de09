from typing import Any

@blocks("http")
def parse(*args: Any, **kwargs: Any) -> Any: ...
