from anyio.abc import ByteStream, Listener, ObjectStream
from typing import Any

class StapledByteStream(ByteStream):
    @raises_never
    def __init__(self, send_stream: Takes[Any], receive_stream: Takes[Any]) -> None: ...

class StapledObjectStream(ObjectStream[Any]):
    @raises_never
    def __init__(self, send_stream: Takes[Any], receive_stream: Takes[Any]) -> None: ...

class MultiListener(Listener[Any]):
    listeners: Any
    @raises_never
    def __init__(self, listeners: Takes[Any]) -> None: ...
