from typing import Any

class PortScanner:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("subprocess")
    def scan(self, *args: Any, **kwargs: Any) -> Any: ...
