from libopensonic import connection as connection
from typing import Any

class Connection:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("http")
    def __getattr__(self, name: str) -> Any: ...
