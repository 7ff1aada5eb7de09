# FastAPI: a path operation keeps the function under its name.
from fastapi.applications import FastAPI as FastAPI
from fastapi.routing import APIRouter as APIRouter
from starlette.background import BackgroundTasks as BackgroundTasks
from starlette.datastructures import UploadFile as UploadFile
from starlette.requests import Request as Request
from starlette.responses import Response as Response
from starlette.websockets import WebSocket as WebSocket
from starlette.websockets import WebSocketDisconnect as WebSocketDisconnect
from typing import Any

class HTTPException(Exception):
    status_code: int
    detail: Any
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

class WebSocketException(Exception):
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

@raises_never
def Depends(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def Security(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def Query(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def Path(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def Body(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def Header(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def Cookie(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def Form(*args: Any, **kwargs: Any) -> Any: ...
@raises_never
def File(*args: Any, **kwargs: Any) -> Any: ...

status: Any
