from typing import Any

@blocks("subprocess")
def run(*args: Any, **kwargs: Any) -> Any: ...
