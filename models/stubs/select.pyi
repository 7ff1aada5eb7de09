from typing import Any

EPOLLERR: int
EPOLLET: int
EPOLLEXCLUSIVE: int
EPOLLHUP: int
EPOLLIN: int
EPOLLMSG: int
EPOLLONESHOT: int
EPOLLOUT: int
EPOLLPRI: int
EPOLLRDBAND: int
EPOLLRDHUP: int
EPOLLRDNORM: int
EPOLLWRBAND: int
EPOLLWRNORM: int
EPOLL_CLOEXEC: int
PIPE_BUF: int
POLLERR: int
POLLHUP: int
POLLIN: int
POLLMSG: int
POLLNVAL: int
POLLOUT: int
POLLPRI: int
POLLRDBAND: int
POLLRDHUP: int
POLLRDNORM: int
POLLWRBAND: int
POLLWRNORM: int

class poll:
    @raises_seldom
    def __init__(self) -> None: ...
    @raises_seldom
    def register(self, fd: Any, eventmask: int = ..., /) -> None: ...
    @raises_seldom
    def modify(self, fd: Any, eventmask: int, /) -> None: ...
    @raises_seldom
    def unregister(self, fd: Any, /) -> None: ...
    @blocks("network", unless="timeout=0")
    def poll(self, timeout: float | None = None, /) -> list[tuple[int, int]]: ...
class epoll:
    closed: bool
    @raises_seldom
    def __init__(self, sizehint: int = -1, flags: int = 0) -> None: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @raises_never
    def fileno(self) -> int: ...
    @classmethod
    def fromfd(cls, fd: int, /) -> epoll: ...
    @raises_seldom
    def register(self, fd: Any, eventmask: int = ...) -> None: ...
    @raises_seldom
    def modify(self, fd: Any, eventmask: int) -> None: ...
    @raises_seldom
    def unregister(self, fd: Any) -> None: ...
    @blocks("network", unless="timeout=0")
    def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]: ...
    @raises_never
    def __enter__(self) -> Same[self, epoll]: ...
    @raises_never
    def __exit__(self: Discharges[Release], exc_type: Any = None, exc_value: Any = None, exc_tb: Any = None, /) -> None: ...

error = OSError

@blocks("network", unless="timeout=0")
def select(
    rlist: Any, wlist: Any, xlist: Any, timeout: Any = None, /
) -> tuple[list[Any], list[Any], list[Any]]: ...
