from uvicorn.config import Config as Config
from uvicorn.server import Server as Server
from typing import Any

def run(*args: Any, **kwargs: Any) -> None: ...
