# LangChain: `a` in front of a name makes the coroutine of it, `astream` an async iterator.
from langchain_core.runnables.base import Runnable as Runnable
from typing import Any

class RunnableConfig: ...
