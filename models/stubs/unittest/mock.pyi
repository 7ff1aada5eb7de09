# A mock takes anything, gives anything, and has whatever attribute it is asked for: all of it is unknown on purpose.
from typing import Any

ANY: Any
DEFAULT: Any
FILTER_DIR: bool
call: Any
sentinel: Any
patch: Any
AsyncMock: Any
MagicMock: Any
Mock: Any
NonCallableMagicMock: Any
NonCallableMock: Any
PropertyMock: Any
ThreadingMock: Any


def create_autospec(
    spec: Takes[Any],
    spec_set: Takes[Any] = False,
    instance: Takes[Any] = False,
    _parent: Any = None,
    _name: Any = None,
    *,
    unsafe: bool = False,
    **kwargs: Takes[Any],
) -> Any: ...
def mock_open(mock: Any = None, read_data: Any = "") -> Any: ...
def seal(mock: Any) -> None: ...
