from typing import Any

class _SyncResource:
    completions: _SyncResource
    speech: _SyncResource
    transcriptions: _SyncResource
    translations: _SyncResource
    @blocks("sdk")
    def create(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def list(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def retrieve(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def delete(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def generate(self, *args: Any, **kwargs: Any) -> Any: ...
class Groq:
    chat: _SyncResource
    completions: _SyncResource
    embeddings: _SyncResource
    images: _SyncResource
    audio: _SyncResource
    models: _SyncResource
    files: _SyncResource
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def close(self, *args: Any, **kwargs: Any) -> Any: ...
    def __enter__(self) -> Groq: ...
    def __exit__(self, *exc_info: Any) -> None: ...
