from typing import Any, Self

class ApiException(Exception):
    status: int
    body: Any

class Configuration:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

class ApiClient:
    @raises_never
    def __init__(self: Owes[Release], *args: Any, **kwargs: Any) -> None: ...
    async def close(self: Discharges[Release]) -> None: ...
    @raises_never
    @suspends("never")
    async def __aenter__(self) -> Same[self, Self]: ...
    async def __aexit__(self: Discharges[Release], *exc_info: Any) -> None: ...
