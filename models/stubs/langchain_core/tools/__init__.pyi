from langchain_core.runnables.base import Runnable
from typing import Any

class BaseTool(Runnable):
    name: str
    description: str
    def run(self, *args: Any, **kwargs: Any) -> Any: ...
    async def arun(self, *args: Any, **kwargs: Any) -> Any: ...
