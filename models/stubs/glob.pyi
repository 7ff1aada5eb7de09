from collections.abc import Iterator
from typing import Any, TypeVar

_T = TypeVar("_T")

@blocks("file")
def glob(
    pathname: Any,
    *,
    root_dir: Any = None,
    dir_fd: Any = None,
    recursive: bool = False,
    include_hidden: bool = False,
) -> list[str]: ...
@blocks("file")
def iglob(
    pathname: Any,
    *,
    root_dir: Any = None,
    dir_fd: Any = None,
    recursive: bool = False,
    include_hidden: bool = False,
) -> Iterator[str]: ...
@raises_never
def escape(pathname: _T) -> _T: ...
