from asyncio import StreamReader, StreamWriter
from asyncio import create_subprocess_exec as create_subprocess_exec
from asyncio import create_subprocess_shell as create_subprocess_shell
from typing import Any

PIPE: int
STDOUT: int
DEVNULL: int

class Process:
    stdin: StreamWriter | None
    stdout: StreamReader | None
    stderr: StreamReader | None
    pid: int
    @property
    def returncode(self) -> int | None: ...
    async def wait(self) -> int: ...
    async def communicate(self, input: Any = None) -> tuple[bytes, bytes]: ...
    def send_signal(self, signal: int) -> None: ...
    @raises_never
    def terminate(self) -> None: ...
    @raises_never
    def kill(self) -> None: ...
