from typing import Any

@blocks("file")
def RarFile(*args: Any, **kwargs: Any) -> Any: ...
