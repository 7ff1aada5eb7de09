from typing import Any

class _Resource:
    @blocks("sdk")
    def create(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def fetch(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def update(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def delete(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def list(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def stream(self, *args: Any, **kwargs: Any) -> Any: ...
    @blocks("sdk")
    def page(self, *args: Any, **kwargs: Any) -> Any: ...
class Client:
    messages: _Resource
    calls: _Resource
    conferences: _Resource
    recordings: _Resource
    incoming_phone_numbers: _Resource
    verify: Any
    lookups: Any
    video: Any
    chat: Any
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
