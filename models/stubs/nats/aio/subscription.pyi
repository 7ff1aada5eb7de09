from collections.abc import AsyncIterator
from nats.aio.msg import Msg
from typing import Any

class Subscription:
    subject: str
    queue: str
    messages: AsyncIterator[Msg]
    async def next_msg(self, *args: Any, **kwargs: Any) -> Msg: ...
    async def drain(self, *args: Any, **kwargs: Any) -> None: ...
    async def unsubscribe(self, *args: Any, **kwargs: Any) -> None: ...
