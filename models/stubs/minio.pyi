from typing import Any

class Minio:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("sdk")
    def __getattr__(self, name: str) -> Any: ...
