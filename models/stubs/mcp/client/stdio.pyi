import contextlib
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from typing import Any

class StdioServerParameters:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

@raises_never
def stdio_client(*args: Any, **kwargs: Any) -> contextlib.AbstractAsyncContextManager[tuple[MemoryObjectReceiveStream[Any], MemoryObjectSendStream[Any]]]: ...
@raises_never
def get_default_environment(*args: Any, **kwargs: Any) -> dict[str, str]: ...
