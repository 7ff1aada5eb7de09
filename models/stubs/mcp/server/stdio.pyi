import contextlib
from typing import Any

@raises_never
def stdio_server(*args: Any, **kwargs: Any) -> contextlib.AbstractAsyncContextManager[Any]: ...
