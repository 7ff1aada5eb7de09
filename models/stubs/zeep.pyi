from typing import Any

class Client:
    service: _Service
    wsdl: Any
    transport: Any
    @blocks("http")
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
class _Service:
    @blocks("http")
    def __getattr__(self, name: str) -> Any: ...
