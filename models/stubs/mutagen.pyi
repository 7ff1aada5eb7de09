from typing import Any

@blocks("file")
def File(*args: Any, **kwargs: Any) -> Any: ...
