# `connect()` is awaitable, an async context manager and an async iterator of connections; `serve()` the first two.
import http
from websockets import exceptions as exceptions
from websockets.asyncio.client import ClientConnection as ClientConnection
from websockets.asyncio.client import connect as connect
from websockets.asyncio.client import unix_connect as unix_connect
from websockets.asyncio.server import Server as Server
from websockets.asyncio.server import ServerConnection as ServerConnection
from websockets.asyncio.server import broadcast as broadcast
from websockets.asyncio.server import serve as serve
from websockets.asyncio.server import unix_serve as unix_serve
from websockets.exceptions import ConnectionClosed as ConnectionClosed
from websockets.exceptions import ConnectionClosedError as ConnectionClosedError
from websockets.exceptions import ConnectionClosedOK as ConnectionClosedOK
from websockets.exceptions import InvalidHandshake as InvalidHandshake
from websockets.exceptions import InvalidStatus as InvalidStatus
from websockets.exceptions import InvalidStatusCode as InvalidStatusCode
from websockets.exceptions import InvalidURI as InvalidURI
from websockets.exceptions import WebSocketException as WebSocketException
from websockets.legacy.client import WebSocketClientProtocol as WebSocketClientProtocol
from websockets.legacy.server import WebSocketServerProtocol as WebSocketServerProtocol

WebSocketCommonProtocol = WebSocketClientProtocol
WebSocketServer = Server
