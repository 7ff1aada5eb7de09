from typing import Any

@blocks("file")
def load(*args: Any, **kwargs: Any) -> Any: ...
