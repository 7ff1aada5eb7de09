from typing import Any

class PdfReader:
    @blocks("file")
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
