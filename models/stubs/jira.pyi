from typing import Any

class JIRA:
    @blocks("sdk")
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    @blocks("sdk")
    def __getattr__(self, name: str) -> Any: ...
