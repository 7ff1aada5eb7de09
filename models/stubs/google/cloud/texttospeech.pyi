from typing import Any

class TextToSpeechClient:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("sdk")
    def __getattr__(self, name: str) -> Any: ...
