from typing import Any

class SendGridAPIClient:
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("sdk")
    def send(self, *args: Any, **kwargs: Any) -> Any: ...
