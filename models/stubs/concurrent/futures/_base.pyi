from concurrent.futures import ALL_COMPLETED as ALL_COMPLETED
from concurrent.futures import FIRST_COMPLETED as FIRST_COMPLETED
from concurrent.futures import FIRST_EXCEPTION as FIRST_EXCEPTION
from concurrent.futures import BrokenExecutor as BrokenExecutor
from concurrent.futures import CancelledError as CancelledError
from concurrent.futures import Executor as Executor
from concurrent.futures import Future as Future
from concurrent.futures import InvalidStateError as InvalidStateError
from concurrent.futures import as_completed as as_completed
from concurrent.futures import wait as wait
from typing import Any, NamedTuple

class Error(Exception): ...

class DoneAndNotDoneFutures(NamedTuple):
    done: set[Future[Any]]
    not_done: set[Future[Any]]
