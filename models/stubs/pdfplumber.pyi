from typing import Any

@blocks("file")
def open(*args: Any, **kwargs: Any) -> Any: ...
