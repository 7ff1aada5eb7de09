from typing import Any

@blocks("file")
def AudioFile(*args: Any, **kwargs: Any) -> Any: ...
