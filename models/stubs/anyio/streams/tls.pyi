from anyio.abc import ByteStream, Listener
from typing import Any

class TLSStream(ByteStream):
    transport_stream: Any
    @classmethod
    async def wrap(cls, transport_stream: Takes[Any], **kwargs: Any) -> Owes[Release, TLSStream]: ...
    async def unwrap(self, *args: Any, **kwargs: Any) -> tuple[Any, bytes]: ...

class TLSListener(Listener[Any]):
    @raises_never
    def __init__(self, listener: Takes[Any], *args: Any, **kwargs: Any) -> None: ...
