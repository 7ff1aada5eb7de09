from typing import Any

RLIMIT_AS: int
RLIMIT_CORE: int
RLIMIT_CPU: int
RLIMIT_DATA: int
RLIMIT_FSIZE: int
RLIMIT_MEMLOCK: int
RLIMIT_MSGQUEUE: int
RLIMIT_NICE: int
RLIMIT_NOFILE: int
RLIMIT_NPROC: int
RLIMIT_OFILE: int
RLIMIT_RSS: int
RLIMIT_RTPRIO: int
RLIMIT_RTTIME: int
RLIMIT_SIGPENDING: int
RLIMIT_STACK: int
RLIM_INFINITY: int
RUSAGE_CHILDREN: int
RUSAGE_SELF: int
RUSAGE_THREAD: int

class struct_rusage(tuple[Any, ...]): ...

error = OSError

@raises_seldom
def getrusage(who: Any, /) -> struct_rusage: ...
@raises_seldom
def getrlimit(resource: Any, /) -> tuple[int, int]: ...
@raises_seldom
def prlimit(*args: Any, **kwargs: Any) -> tuple[int, int]: ...
@raises_seldom
def setrlimit(resource: Any, limits: Any, /) -> None: ...
@raises_never
def getpagesize() -> int: ...
