from websockets.asyncio.connection import Connection as WebSocketCommonProtocol
from websockets.asyncio.server import broadcast as broadcast
