# `connect` gives a connection that must be closed; the robust one reconnects by itself until it is closed.
from aio_pika import abc as abc
from aio_pika import exceptions as exceptions
from aio_pika import pool as pool
from aio_pika.abc import AbstractChannel as Channel
from aio_pika.abc import AbstractConnection as Connection
from aio_pika.abc import AbstractExchange as Exchange
from aio_pika.abc import AbstractIncomingMessage as IncomingMessage
from aio_pika.abc import AbstractQueue as Queue
from aio_pika.abc import AbstractRobustChannel as RobustChannel
from aio_pika.abc import AbstractRobustConnection as RobustConnection
from enum import Enum
from typing import Any

class Message:
    body: bytes
    headers: Any
    @raises_never
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...

class ExchangeType(Enum): ...
class DeliveryMode(Enum): ...

async def connect(*args: Any, **kwargs: Any) -> Owes[Release, abc.AbstractConnection]: ...
async def connect_robust(*args: Any, **kwargs: Any) -> Owes[Release, abc.AbstractRobustConnection]: ...
