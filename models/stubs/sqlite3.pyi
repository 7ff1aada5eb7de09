# `with connection` ends the transaction only: its exit releases nothing.
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, Self

apilevel: str
paramstyle: str
threadsafety: int
sqlite_version: str
sqlite_version_info: tuple[int, int, int]
version: str
version_info: tuple[int, int, int]
PARSE_COLNAMES: int
PARSE_DECLTYPES: int
SQLITE_ABORT: int
SQLITE_ABORT_ROLLBACK: int
SQLITE_ALTER_TABLE: int
SQLITE_ANALYZE: int
SQLITE_ATTACH: int
SQLITE_AUTH: int
SQLITE_AUTH_USER: int
SQLITE_BUSY: int
SQLITE_BUSY_RECOVERY: int
SQLITE_BUSY_SNAPSHOT: int
SQLITE_BUSY_TIMEOUT: int
SQLITE_CANTOPEN: int
SQLITE_CANTOPEN_CONVPATH: int
SQLITE_CANTOPEN_DIRTYWAL: int
SQLITE_CANTOPEN_FULLPATH: int
SQLITE_CANTOPEN_ISDIR: int
SQLITE_CANTOPEN_NOTEMPDIR: int
SQLITE_CANTOPEN_SYMLINK: int
SQLITE_CONSTRAINT: int
SQLITE_CONSTRAINT_CHECK: int
SQLITE_CONSTRAINT_COMMITHOOK: int
SQLITE_CONSTRAINT_FOREIGNKEY: int
SQLITE_CONSTRAINT_FUNCTION: int
SQLITE_CONSTRAINT_NOTNULL: int
SQLITE_CONSTRAINT_PINNED: int
SQLITE_CONSTRAINT_PRIMARYKEY: int
SQLITE_CONSTRAINT_ROWID: int
SQLITE_CONSTRAINT_TRIGGER: int
SQLITE_CONSTRAINT_UNIQUE: int
SQLITE_CONSTRAINT_VTAB: int
SQLITE_CORRUPT: int
SQLITE_CORRUPT_INDEX: int
SQLITE_CORRUPT_SEQUENCE: int
SQLITE_CORRUPT_VTAB: int
SQLITE_CREATE_INDEX: int
SQLITE_CREATE_TABLE: int
SQLITE_CREATE_TEMP_INDEX: int
SQLITE_CREATE_TEMP_TABLE: int
SQLITE_CREATE_TEMP_TRIGGER: int
SQLITE_CREATE_TEMP_VIEW: int
SQLITE_CREATE_TRIGGER: int
SQLITE_CREATE_VIEW: int
SQLITE_CREATE_VTABLE: int
SQLITE_DELETE: int
SQLITE_DENY: int
SQLITE_DETACH: int
SQLITE_DONE: int
SQLITE_DROP_INDEX: int
SQLITE_DROP_TABLE: int
SQLITE_DROP_TEMP_INDEX: int
SQLITE_DROP_TEMP_TABLE: int
SQLITE_DROP_TEMP_TRIGGER: int
SQLITE_DROP_TEMP_VIEW: int
SQLITE_DROP_TRIGGER: int
SQLITE_DROP_VIEW: int
SQLITE_DROP_VTABLE: int
SQLITE_EMPTY: int
SQLITE_ERROR: int
SQLITE_ERROR_MISSING_COLLSEQ: int
SQLITE_ERROR_RETRY: int
SQLITE_ERROR_SNAPSHOT: int
SQLITE_FORMAT: int
SQLITE_FULL: int
SQLITE_FUNCTION: int
SQLITE_IGNORE: int
SQLITE_INSERT: int
SQLITE_INTERNAL: int
SQLITE_INTERRUPT: int
SQLITE_IOERR: int
SQLITE_IOERR_ACCESS: int
SQLITE_IOERR_AUTH: int
SQLITE_IOERR_BEGIN_ATOMIC: int
SQLITE_IOERR_BLOCKED: int
SQLITE_IOERR_CHECKRESERVEDLOCK: int
SQLITE_IOERR_CLOSE: int
SQLITE_IOERR_COMMIT_ATOMIC: int
SQLITE_IOERR_CONVPATH: int
SQLITE_IOERR_CORRUPTFS: int
SQLITE_IOERR_DATA: int
SQLITE_IOERR_DELETE: int
SQLITE_IOERR_DELETE_NOENT: int
SQLITE_IOERR_DIR_CLOSE: int
SQLITE_IOERR_DIR_FSYNC: int
SQLITE_IOERR_FSTAT: int
SQLITE_IOERR_FSYNC: int
SQLITE_IOERR_GETTEMPPATH: int
SQLITE_IOERR_LOCK: int
SQLITE_IOERR_MMAP: int
SQLITE_IOERR_NOMEM: int
SQLITE_IOERR_RDLOCK: int
SQLITE_IOERR_READ: int
SQLITE_IOERR_ROLLBACK_ATOMIC: int
SQLITE_IOERR_SEEK: int
SQLITE_IOERR_SHMLOCK: int
SQLITE_IOERR_SHMMAP: int
SQLITE_IOERR_SHMOPEN: int
SQLITE_IOERR_SHMSIZE: int
SQLITE_IOERR_SHORT_READ: int
SQLITE_IOERR_TRUNCATE: int
SQLITE_IOERR_UNLOCK: int
SQLITE_IOERR_VNODE: int
SQLITE_IOERR_WRITE: int
SQLITE_LIMIT_ATTACHED: int
SQLITE_LIMIT_COLUMN: int
SQLITE_LIMIT_COMPOUND_SELECT: int
SQLITE_LIMIT_EXPR_DEPTH: int
SQLITE_LIMIT_FUNCTION_ARG: int
SQLITE_LIMIT_LENGTH: int
SQLITE_LIMIT_LIKE_PATTERN_LENGTH: int
SQLITE_LIMIT_SQL_LENGTH: int
SQLITE_LIMIT_TRIGGER_DEPTH: int
SQLITE_LIMIT_VARIABLE_NUMBER: int
SQLITE_LIMIT_VDBE_OP: int
SQLITE_LIMIT_WORKER_THREADS: int
SQLITE_LOCKED: int
SQLITE_LOCKED_SHAREDCACHE: int
SQLITE_LOCKED_VTAB: int
SQLITE_MISMATCH: int
SQLITE_MISUSE: int
SQLITE_NOLFS: int
SQLITE_NOMEM: int
SQLITE_NOTADB: int
SQLITE_NOTFOUND: int
SQLITE_NOTICE: int
SQLITE_NOTICE_RECOVER_ROLLBACK: int
SQLITE_NOTICE_RECOVER_WAL: int
SQLITE_OK: int
SQLITE_OK_LOAD_PERMANENTLY: int
SQLITE_OK_SYMLINK: int
SQLITE_PERM: int
SQLITE_PRAGMA: int
SQLITE_PROTOCOL: int
SQLITE_RANGE: int
SQLITE_READ: int
SQLITE_READONLY: int
SQLITE_READONLY_CANTINIT: int
SQLITE_READONLY_CANTLOCK: int
SQLITE_READONLY_DBMOVED: int
SQLITE_READONLY_DIRECTORY: int
SQLITE_READONLY_RECOVERY: int
SQLITE_READONLY_ROLLBACK: int
SQLITE_RECURSIVE: int
SQLITE_REINDEX: int
SQLITE_ROW: int
SQLITE_SAVEPOINT: int
SQLITE_SCHEMA: int
SQLITE_SELECT: int
SQLITE_TOOBIG: int
SQLITE_TRANSACTION: int
SQLITE_UPDATE: int
SQLITE_WARNING: int
SQLITE_WARNING_AUTOINDEX: int

class Warning(Exception): ...

class Error(Exception):
    sqlite_errorcode: int
    sqlite_errorname: str

class InterfaceError(Error): ...
class DatabaseError(Error): ...
class DataError(DatabaseError): ...
class IntegrityError(DatabaseError): ...
class InternalError(DatabaseError): ...
class NotSupportedError(DatabaseError): ...
class OperationalError(DatabaseError): ...
class ProgrammingError(DatabaseError): ...

class Blob:
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @blocks("database")
    def read(self, length: int = -1, /) -> bytes: ...
    def seek(self, offset: int, origin: int = 0, /) -> None: ...
    def tell(self) -> int: ...
    @blocks("database")
    def write(self, data: Any, /) -> None: ...
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @raises_never
    def __exit__(self: Discharges[Release], type: Any, val: Any, tb: Any, /) -> None: ...

class Connection:
    isolation_level: str | None
    row_factory: Any
    text_factory: Any
    total_changes: int
    in_transaction: bool
    @blocks("database")
    def __init__(
        self: Owes[Release],
        database: Any,
        timeout: float = 5.0,
        detect_types: int = 0,
        isolation_level: str | None = "DEFERRED",
        check_same_thread: bool = True,
        factory: Any = ...,
        cached_statements: int = 128,
        uri: bool = False,
        **kwargs: Any,
    ) -> None: ...
    def __call__(self, sql: str, /) -> Any: ...
    # Entered, it gives itself; the exit commits or rolls back and leaves it open.
    @raises_never
    def __enter__(self) -> Same[self, Self]: ...
    @commits
    @blocks("database")
    def __exit__(self, type: Any, value: Any, traceback: Any, /) -> None: ...
    @blocks("database")
    def backup(
        self, target: Connection, *, pages: int = -1, progress: Takes[Any] = None, name: str = "main", sleep: float = 0.25
    ) -> None: ...
    def blobopen(self, table: str, column: str, row: int, /, *, readonly: bool = False, name: str = "main") -> Blob: ...
    @raises_never
    def close(self: Discharges[Release]) -> None: ...
    @commits
    @needs_open
    @blocks("database")
    def commit(self) -> None: ...
    def create_aggregate(self, name: str, /, n_arg: int, aggregate_class: Takes[Any]) -> None: ...
    def create_collation(self, name: str, callback: Takes[Any], /) -> None: ...
    def create_function(self, name: str, narg: int, func: Takes[Any], *, deterministic: bool = False) -> None: ...
    def create_window_function(self, name: str, num_params: int, aggregate_class: Takes[Any], /) -> None: ...
    @needs_open
    @raises_seldom
    def cursor(self, factory: Any = None) -> Cursor: ...
    @blocks("database")
    def deserialize(self, data: Any, /, *, name: str = "main") -> None: ...
    def enable_load_extension(self, enable: bool, /) -> None: ...
    @executes
    @needs_open
    @blocks("database")
    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor: ...
    @executes
    @needs_open
    @blocks("database")
    def executemany(self, sql: str, parameters: Any, /) -> Cursor: ...
    @commits
    @needs_open
    @blocks("database")
    def executescript(self, sql_script: str, /) -> Cursor: ...
    @raises_never
    def getlimit(self, category: int, /) -> int: ...
    @raises_never
    def interrupt(self) -> None: ...
    @blocks("database")
    def iterdump(self) -> Iterator[str]: ...
    @blocks("database")
    def load_extension(self, name: str, /) -> None: ...
    @commits
    @needs_open
    @blocks("database")
    def rollback(self) -> None: ...
    @blocks("database")
    def serialize(self, *, name: str = "main") -> bytes: ...
    @raises_never
    def set_authorizer(self, authorizer_callback: Takes[Any]) -> None: ...
    @raises_never
    def set_progress_handler(self, progress_handler: Takes[Any], n: int) -> None: ...
    @raises_never
    def set_trace_callback(self, trace_callback: Takes[Any]) -> None: ...
    @raises_never
    def setlimit(self, category: int, limit: int, /) -> int: ...

class Cursor:
    arraysize: int
    connection: Connection
    description: Any
    lastrowid: int | None
    row_factory: Any
    rowcount: int
    @raises_seldom
    def __init__(self, cursor: Connection, /) -> None: ...
    @raises_never
    def close(self) -> None: ...
    @executes
    @needs_open
    @blocks("database")
    def execute(self, sql: str, parameters: Any = (), /) -> Same[self, Self]: ...
    @executes
    @needs_open
    @blocks("database")
    def executemany(self, sql: str, seq_of_parameters: Any, /) -> Same[self, Self]: ...
    @blocks("database")
    def executescript(self, sql_script: str, /) -> Same[self, Self]: ...
    @needs_open
    @blocks("database")
    def fetchall(self) -> list[Any]: ...
    @needs_open
    @blocks("database")
    def fetchmany(self, size: int | None = 1) -> list[Any]: ...
    @needs_open
    @blocks("database")
    def fetchone(self) -> Any: ...
    @raises_never
    def setinputsizes(self, sizes: Any, /) -> None: ...
    @raises_never
    def setoutputsize(self, size: Any, column: Any = None, /) -> None: ...
    @raises_never
    def __iter__(self) -> Same[self, Self]: ...
    @blocks("database")
    def __next__(self) -> Any: ...

class Row:
    @raises_never
    def keys(self) -> list[str]: ...
    def __getitem__(self, key: Any, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...

class PrepareProtocol: ...

def adapt(obj: Any, proto: Any = ..., alt: Any = ..., /) -> Any: ...
@raises_never
def complete_statement(statement: str) -> bool: ...
@blocks("database")
def connect(
    database: Any,
    timeout: float = 5.0,
    detect_types: int = 0,
    isolation_level: str | None = "DEFERRED",
    check_same_thread: bool = True,
    factory: Any = ...,
    cached_statements: int = 128,
    uri: bool = False,
    **kwargs: Any,
) -> Owes[Release, Connection]: ...
@raises_never
def enable_callback_tracebacks(enable: bool, /) -> None: ...
@raises_never
def register_adapter(type: type, adapter: Takes[Any], /) -> None: ...
@raises_never
def register_converter(typename: str, converter: Takes[Any], /) -> None: ...
