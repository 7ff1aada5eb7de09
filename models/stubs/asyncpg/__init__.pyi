# asyncpg. A pool's connection goes back by `release`; `connect` gives one that must be closed. `create_pool()` and `acquire()` are
# awaitable and async context managers.
from asyncpg.connection import Connection as Connection
from asyncpg.connection import connect as connect
from asyncpg.exceptions import InterfaceError as InterfaceError
from asyncpg.exceptions import PostgresError as PostgresError
from asyncpg.exceptions import UniqueViolationError as UniqueViolationError
from asyncpg.pool import Pool as Pool
from asyncpg.pool import create_pool as create_pool
from typing import Any

class Record:
    def __getitem__(self, key: Any) -> Any: ...
    @raises_never
    def get(self, *args: Any, **kwargs: Any) -> Any: ...
    @raises_never
    def keys(self, *args: Any, **kwargs: Any) -> Any: ...
    @raises_never
    def values(self, *args: Any, **kwargs: Any) -> Any: ...
    @raises_never
    def items(self, *args: Any, **kwargs: Any) -> Any: ...
