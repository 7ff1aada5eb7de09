from typing import Any
from trio import abc as abc

@suspends("always")
async def wait_all_tasks_blocked(*args: Any, **kwargs: Any) -> None: ...

class MockClock:
    rate: float
    autojump_threshold: float
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @raises_never
    def jump(self, *args: Any, **kwargs: Any) -> None: ...

def __getattr__(name: str) -> Any: ...
