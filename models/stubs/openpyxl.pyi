from typing import Any

@blocks("file")
def load_workbook(*args: Any, **kwargs: Any) -> Any: ...
