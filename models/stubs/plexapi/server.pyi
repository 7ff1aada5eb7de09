from typing import Any

class PlexServer:
    @blocks("http")
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("http")
    def __getattr__(self, name: str) -> Any: ...
