from typing import Any

class Middleware:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
