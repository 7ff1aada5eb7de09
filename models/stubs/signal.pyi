from enum import IntEnum
from typing import Any

ITIMER_PROF: int
ITIMER_REAL: int
ITIMER_VIRTUAL: int
NSIG: int
SIGABRT: Any
SIGALRM: Any
SIGBUS: Any
SIGCHLD: Any
SIGCLD: Any
SIGCONT: Any
SIGFPE: Any
SIGHUP: Any
SIGILL: Any
SIGINT: Any
SIGIO: Any
SIGIOT: Any
SIGKILL: Any
SIGPIPE: Any
SIGPOLL: Any
SIGPROF: Any
SIGPWR: Any
SIGQUIT: Any
SIGRTMAX: Any
SIGRTMIN: Any
SIGSEGV: Any
SIGSTKFLT: Any
SIGSTOP: Any
SIGSYS: Any
SIGTERM: Any
SIGTRAP: Any
SIGTSTP: Any
SIGTTIN: Any
SIGTTOU: Any
SIGURG: Any
SIGUSR1: Any
SIGUSR2: Any
SIGVTALRM: Any
SIGWINCH: Any
SIGXCPU: Any
SIGXFSZ: Any
SIG_BLOCK: Any
SIG_DFL: Any
SIG_IGN: Any
SIG_SETMASK: Any
SIG_UNBLOCK: Any

class ItimerError(OSError): ...

class Signals(IntEnum):
    SIGHUP: Any
    SIGINT: Any
    SIGQUIT: Any
    SIGILL: Any
    SIGTRAP: Any
    SIGABRT: Any
    SIGIOT: Any
    SIGBUS: Any
    SIGFPE: Any
    SIGKILL: Any
    SIGUSR1: Any
    SIGSEGV: Any
    SIGUSR2: Any
    SIGPIPE: Any
    SIGALRM: Any
    SIGTERM: Any
    SIGSTKFLT: Any
    SIGCHLD: Any
    SIGCLD: Any
    SIGCONT: Any
    SIGSTOP: Any
    SIGTSTP: Any
    SIGTTIN: Any
    SIGTTOU: Any
    SIGURG: Any
    SIGXCPU: Any
    SIGXFSZ: Any
    SIGVTALRM: Any
    SIGPROF: Any
    SIGWINCH: Any
    SIGIO: Any
    SIGPOLL: Any
    SIGPWR: Any
    SIGSYS: Any
    SIGRTMIN: Any
    SIGRTMAX: Any

class Handlers(IntEnum):
    SIG_DFL: Any
    SIG_IGN: Any

class Sigmasks(IntEnum):
    SIG_BLOCK: Any
    SIG_UNBLOCK: Any
    SIG_SETMASK: Any

def default_int_handler(signalnum: Any, frame: Any, /) -> None: ...
@raises_never
def alarm(seconds: Any, /) -> int: ...
@raises_seldom
def setitimer(which: Any, seconds: Any, interval: float = 0.0, /) -> tuple[float, float]: ...
@raises_seldom
def getitimer(which: Any, /) -> tuple[float, float]: ...
@raises_seldom
def signal(signalnum: Any, handler: Takes[Any]) -> Any: ...
@raises_seldom
def raise_signal(signalnum: Any, /) -> None: ...
@raises_never
def strsignal(signalnum: Any, /) -> str: ...
@raises_never
def getsignal(signalnum: Any) -> Any: ...
@raises_seldom
def set_wakeup_fd(*args: Any, **kwargs: Any) -> int: ...
@raises_seldom
def siginterrupt(signalnum: Any, flag: Any, /) -> None: ...
@raises_seldom
@blocks("wait")
def pause() -> None: ...
@raises_seldom
def pidfd_send_signal(pidfd: Any, signalnum: Any, siginfo: Any = None, flags: int = 0, /) -> Any: ...
@raises_seldom
def pthread_kill(thread_id: Any, signalnum: Any, /) -> None: ...
@raises_seldom
def pthread_sigmask(how: Any, mask: Any) -> set[Any]: ...
@raises_seldom
def sigpending() -> set[Any]: ...
@raises_seldom
@blocks("wait")
def sigwait(sigset: Any) -> int: ...
@raises_seldom
@blocks("wait")
def sigwaitinfo(sigset: Any, /) -> Any: ...
@raises_seldom
@blocks("wait", unless="timeout=0")
def sigtimedwait(sigset: Any, timeout: Any, /) -> Any: ...
@raises_never
def valid_signals() -> set[int]: ...
