from anyio.abc import ObjectReceiveStream, ObjectSendStream, ObjectStream
from typing import Any

class TextReceiveStream(ObjectReceiveStream[str]):
    @raises_never
    def __init__(self, transport_stream: Takes[Any], **kwargs: Any) -> None: ...

class TextSendStream(ObjectSendStream[str]):
    @raises_never
    def __init__(self, transport_stream: Takes[Any], **kwargs: Any) -> None: ...

class TextStream(ObjectStream[str]):
    @raises_never
    def __init__(self, transport_stream: Takes[Any], **kwargs: Any) -> None: ...
