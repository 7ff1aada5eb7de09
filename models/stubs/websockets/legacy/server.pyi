from typing import Any
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import Server as WebSocketServer
from websockets.asyncio.server import serve as serve

class WebSocketServerProtocol(Connection):
    ws_server: WebSocketServer
    async def handshake(self, *args: Any, **kwargs: Any) -> str: ...
    async def process_request(self, *args: Any, **kwargs: Any) -> Any: ...
