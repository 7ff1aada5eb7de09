from websockets.asyncio.client import ClientConnection as ClientConnection
from websockets.asyncio.client import connect as connect
from websockets.asyncio.client import unix_connect as unix_connect
from websockets.legacy.client import WebSocketClientProtocol as WebSocketClientProtocol
