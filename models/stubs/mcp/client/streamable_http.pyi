import contextlib
from typing import Any

@raises_never
def streamablehttp_client(*args: Any, **kwargs: Any) -> contextlib.AbstractAsyncContextManager[Any]: ...
@raises_never
def streamable_http_client(*args: Any, **kwargs: Any) -> contextlib.AbstractAsyncContextManager[Any]: ...
