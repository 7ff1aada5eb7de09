import contextlib
from typing import Any

@raises_never
def in_transaction(*args: Any, **kwargs: Any) -> contextlib.AbstractAsyncContextManager[Any]: ...
