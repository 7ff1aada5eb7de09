from starlette.requests import Request
from starlette.responses import Response
from typing import Any

RequestResponseEndpoint = Any

class BaseHTTPMiddleware:
    app: Any
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    async def dispatch(self, *args: Any, **kwargs: Any) -> Response: ...
    async def __call__(self, *args: Any, **kwargs: Any) -> None: ...
