from asyncio import AbstractEventLoop, Transport
from collections.abc import AsyncIterator, Awaitable
from typing import Any, Self

class Connection:
    id: Any
    logger: Any
    loop: AbstractEventLoop
    transport: Transport
    request: Any
    response: Any
    latency: float
    local_address: Any
    remote_address: Any
    subprotocol: str | None
    close_code: int | None
    close_reason: str | None
    state: Any
    open: bool
    closed: bool
    path: str
    request_headers: Any
    response_headers: Any
    async def recv(self, *args: Any, **kwargs: Any) -> Any: ...
    @raises_never
    def recv_streaming(self, *args: Any, **kwargs: Any) -> AsyncIterator[Any]: ...
    async def send(self, message: Takes[Any], *args: Any, **kwargs: Any) -> None: ...
    async def close(self: Discharges[Release], *args: Any, **kwargs: Any) -> None: ...
    async def wait_closed(self, *args: Any, **kwargs: Any) -> None: ...
    async def ping(self, *args: Any, **kwargs: Any) -> Awaitable[float]: ...
    async def pong(self, *args: Any, **kwargs: Any) -> None: ...
    @raises_never
    def __aiter__(self) -> AsyncIterator[Any]: ...
    @raises_never
    @suspends("never")
    async def __aenter__(self) -> Same[self, Self]: ...
    async def __aexit__(self: Discharges[Release], *exc_info: Any) -> None: ...
