from typing import Any

class TinyTag:
    @classmethod
    @blocks("file")
    def get(cls, *args: Any, **kwargs: Any) -> Any: ...
