import logging
from typing import Any

DEFAULT_HTTP_LOGGING_PORT: int
DEFAULT_SOAP_LOGGING_PORT: int
DEFAULT_TCP_LOGGING_PORT: int
DEFAULT_UDP_LOGGING_PORT: int
SYSLOG_TCP_PORT: int
SYSLOG_UDP_PORT: int

class BaseRotatingHandler(logging.FileHandler):
    namer: Any
    rotator: Any
    def __init__(self, filename: Any, mode: str, encoding: str | None = None, delay: bool = False, errors: str | None = None) -> None: ...
    def rotate(self, source: str, dest: str) -> None: ...
    def rotation_filename(self, default_name: str) -> str: ...

class RotatingFileHandler(BaseRotatingHandler):
    @blocks("file")
    def __init__(
        self,
        filename: Any,
        mode: str = "a",
        maxBytes: int = 0,
        backupCount: int = 0,
        encoding: str | None = None,
        delay: bool = False,
        errors: str | None = None,
    ) -> None: ...
    def doRollover(self) -> None: ...
    def shouldRollover(self, record: logging.LogRecord) -> bool: ...

class TimedRotatingFileHandler(BaseRotatingHandler):
    suffix: str
    @blocks("file")
    def __init__(
        self,
        filename: Any,
        when: str = "h",
        interval: int = 1,
        backupCount: int = 0,
        encoding: str | None = None,
        delay: bool = False,
        utc: bool = False,
        atTime: Any = None,
        errors: str | None = None,
    ) -> None: ...
    def doRollover(self) -> None: ...
    def shouldRollover(self, record: logging.LogRecord) -> bool: ...
    def getFilesToDelete(self) -> list[str]: ...

class WatchedFileHandler(logging.FileHandler):
    def reopenIfNeeded(self) -> None: ...

class SocketHandler(logging.Handler):
    def __init__(self, host: str, port: int | None) -> None: ...
    def makePickle(self, record: logging.LogRecord) -> bytes: ...
    def send(self, s: bytes) -> None: ...

class DatagramHandler(SocketHandler): ...

class SysLogHandler(logging.Handler):
    def __init__(self, address: Any = ..., facility: int = 1, socktype: Any = None) -> None: ...

class SMTPHandler(logging.Handler):
    @raises_never
    def __init__(
        self, mailhost: Any, fromaddr: str, toaddrs: Any, subject: str, credentials: Any = None, secure: Any = None, timeout: float = 5.0
    ) -> None: ...

class NTEventLogHandler(logging.Handler):
    def __init__(self, appname: str, dllname: str | None = None, logtype: str = "Application") -> None: ...

class BufferingHandler(logging.Handler):
    buffer: list[logging.LogRecord]
    @raises_never
    def __init__(self, capacity: int) -> None: ...

class MemoryHandler(BufferingHandler):
    @raises_never
    def __init__(self, capacity: int, flushLevel: int = 40, target: Takes[Any] = None, flushOnClose: bool = True) -> None: ...
    @raises_never
    def setTarget(self, target: Takes[Any]) -> None: ...

class HTTPHandler(logging.Handler):
    @raises_never
    def __init__(self, host: str, url: str, method: str = "GET", secure: bool = False, credentials: Any = None, context: Any = None) -> None: ...

class QueueHandler(logging.Handler):
    queue: Any
    @raises_never
    def __init__(self, queue: Takes[Any]) -> None: ...
    def enqueue(self, record: logging.LogRecord) -> None: ...
    def prepare(self, record: logging.LogRecord) -> Any: ...

class QueueListener:
    @raises_never
    def __init__(self, queue: Takes[Any], *handlers: Takes[Any], respect_handler_level: bool = False) -> None: ...
    def start(self) -> None: ...
    @raises_never
    def stop(self) -> None: ...
