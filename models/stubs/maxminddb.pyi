from typing import Any

@blocks("file")
def open_database(*args: Any, **kwargs: Any) -> Any: ...
