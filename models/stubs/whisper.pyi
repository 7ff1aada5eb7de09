from typing import Any

@blocks("load")
def load_model(*args: Any, **kwargs: Any) -> Any: ...
