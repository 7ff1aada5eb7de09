from sanic import Sanic
from sanic.response import HTTPResponse
from typing import Any

class Request:
    app: Sanic
    ctx: Any
    json: Any
    form: Any
    files: Any
    args: Any
    body: bytes
    headers: Any
    cookies: Any
    method: str
    path: str
    url: str
    ip: str
    stream: Any
    async def receive_body(self, *args: Any, **kwargs: Any) -> None: ...
    async def respond(self, *args: Any, **kwargs: Any) -> HTTPResponse: ...
