from typing import Any

class _Api:
    @blocks("sdk")
    def __getattr__(self, name: str) -> Any: ...
class Consul:
    kv: _Api
    agent: _Api
    catalog: _Api
    health: _Api
    session: _Api
    status: _Api
    event: _Api
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
