from aiohttp.web import WebSocketResponse as WebSocketResponse
