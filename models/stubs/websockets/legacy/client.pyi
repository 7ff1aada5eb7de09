from typing import Any
from websockets.asyncio.client import connect as connect
from websockets.asyncio.connection import Connection

class WebSocketClientProtocol(Connection):
    async def handshake(self, *args: Any, **kwargs: Any) -> None: ...
