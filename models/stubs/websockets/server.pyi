from websockets.asyncio.server import Server as WebSocketServer
from websockets.asyncio.server import serve as serve
from websockets.asyncio.server import unix_serve as unix_serve
from websockets.legacy.server import WebSocketServerProtocol as WebSocketServerProtocol
