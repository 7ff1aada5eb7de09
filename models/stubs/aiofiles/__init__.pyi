# `aiofiles.open(…)` holds a coroutine and is an async context manager; every method of the file is a coroutine.
from aiofiles import os as os
from aiofiles import tempfile as tempfile
from aiofiles.threadpool import open as open
from typing import Any

stdin: Any
stdout: Any
stderr: Any
