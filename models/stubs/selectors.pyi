from typing import Any, Self

EVENT_READ: int
EVENT_WRITE: int

class SelectorKey(tuple[Any, ...]):
    data: Any
    events: Any
    fd: Any
    fileobj: Any

class BaseSelector:
    @raises_seldom
    def register(self, fileobj: Any, events: Any, data: Takes[Any] = None) -> SelectorKey: ...
    @raises_seldom
    def unregister(self, fileobj: Any) -> SelectorKey: ...
    @raises_seldom
    def modify(self, fileobj: Any, events: Any, data: Takes[Any] = None) -> SelectorKey: ...
    @blocks("network", unless="timeout=0")
    def select(self, timeout: Any = None) -> list[tuple[SelectorKey, int]]: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @raises_seldom
    def get_key(self, fileobj: Any) -> SelectorKey: ...
    @raises_never
    def get_map(self) -> Any: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    def __exit__(self: Discharges[Release], *args: Any) -> None: ...

class SelectSelector(BaseSelector):
    @raises_never
    def __init__(self) -> None: ...

class PollSelector(BaseSelector):
    @raises_never
    def __init__(self) -> None: ...

# Holds a file descriptor, as the others do not.
class EpollSelector(BaseSelector):
    def __init__(self: Owes[Release]) -> None: ...
    @raises_never
    def fileno(self) -> int: ...

DefaultSelector = EpollSelector
