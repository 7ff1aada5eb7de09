from typing import Any

Event: Any

class scheduler:
    queue: Any
    @raises_never
    def __init__(self, timefunc: Any = ..., delayfunc: Any = ...) -> None: ...
    @raises_never
    def enterabs(
        self,
        time: Any,
        priority: Any,
        action: Takes[Any],
        argument: Takes[Any] = (),
        kwargs: Takes[Any] = ...,
    ) -> Any: ...
    @raises_never
    def enter(
        self,
        delay: Any,
        priority: Any,
        action: Takes[Any],
        argument: Takes[Any] = (),
        kwargs: Takes[Any] = ...,
    ) -> Any: ...
    @raises_never
    def cancel(self, event: Any) -> Any: ...
    @raises_never
    def empty(self) -> Any: ...
    def run(self, blocking: bool = True) -> Any: ...
