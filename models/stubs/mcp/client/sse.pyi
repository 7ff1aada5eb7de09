import contextlib
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from typing import Any

@raises_never
def sse_client(*args: Any, **kwargs: Any) -> contextlib.AbstractAsyncContextManager[tuple[MemoryObjectReceiveStream[Any], MemoryObjectSendStream[Any]]]: ...
