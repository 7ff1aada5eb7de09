from typing import Any

from asyncio import BaseEventLoop

class BaseSelectorEventLoop(BaseEventLoop):
    def __init__(self, selector: Takes[Any] = None) -> None: ...
