from aiodocker.docker import Docker as Docker
from typing import Any

class DockerError(Exception):
    status: int
    message: str
