from collections.abc import Iterable
from typing import IO, Any, Generic, Self, TypeVar

_T = TypeVar("_T")

DEVNULL: int
PIPE: int
STDOUT: int

class SubprocessError(Exception): ...

class CalledProcessError(SubprocessError):
    returncode: int
    cmd: Any
    output: Any
    stdout: Any
    stderr: Any
    @raises_never
    def __init__(self, returncode: int, cmd: Any, output: Any = None, stderr: Any = None) -> None: ...

class TimeoutExpired(SubprocessError):
    cmd: Any
    timeout: float
    output: Any
    stdout: Any
    stderr: Any
    @raises_never
    def __init__(self, cmd: Any, timeout: float, output: Any = None, stderr: Any = None) -> None: ...

class CompletedProcess(Generic[_T]):
    args: Any
    returncode: int
    stdout: Any
    stderr: Any
    @raises_never
    def __init__(self, args: Any, returncode: int, stdout: Any = None, stderr: Any = None) -> None: ...
    def check_returncode(self) -> None: ...

class Popen(Generic[_T]):
    args: Any
    stdin: IO[Any] | None
    stdout: IO[Any] | None
    stderr: IO[Any] | None
    pid: int
    returncode: int | None
    universal_newlines: bool
    @blocks("subprocess")
    def __init__(
        self,
        args: Any,
        bufsize: int = -1,
        executable: Any = None,
        stdin: Any = None,
        stdout: Any = None,
        stderr: Any = None,
        preexec_fn: Takes[Any] = None,
        close_fds: bool = True,
        shell: bool = False,
        cwd: Any = None,
        env: Any = None,
        universal_newlines: bool | None = None,
        startupinfo: Any = None,
        creationflags: int = 0,
        restore_signals: bool = True,
        start_new_session: bool = False,
        pass_fds: Any = (),
        *,
        user: Any = None,
        group: Any = None,
        extra_groups: Any = None,
        encoding: str | None = None,
        errors: str | None = None,
        text: bool | None = None,
        umask: int = -1,
        pipesize: int = -1,
        process_group: int | None = None,
    ) -> None: ...
    @raises_never
    def poll(self) -> int | None: ...
    @blocks("subprocess", unless="timeout=0")
    def wait(self, timeout: float | None = None) -> int: ...
    @blocks("subprocess")
    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]: ...
    def send_signal(self, sig: int) -> None: ...
    @raises_never
    def terminate(self) -> None: ...
    @raises_never
    def kill(self) -> None: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    @blocks("subprocess")
    def __exit__(self: Discharges[Release], exc_type: Any, value: Any, traceback: Any) -> None: ...

@blocks("subprocess")
def call(*popenargs: Any, timeout: float | None = None, **kwargs: Any) -> int: ...
@blocks("subprocess")
def check_call(*popenargs: Any, **kwargs: Any) -> int: ...
@blocks("subprocess")
def check_output(*popenargs: Any, timeout: float | None = None, **kwargs: Any) -> Any: ...
@blocks("subprocess")
def getoutput(cmd: Any, *, encoding: str | None = None, errors: str | None = None) -> str: ...
@blocks("subprocess")
def getstatusoutput(cmd: Any, *, encoding: str | None = None, errors: str | None = None) -> tuple[int, str]: ...
@raises_never
def list2cmdline(seq: Iterable[Any]) -> str: ...
@blocks("subprocess")
def run(
    *popenargs: Any,
    input: Any = None,
    capture_output: bool = False,
    timeout: float | None = None,
    check: bool = False,
    **kwargs: Any,
) -> CompletedProcess[Any]: ...
