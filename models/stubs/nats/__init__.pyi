from nats import errors as errors
from nats.aio.client import Client
from typing import Any

NATS = Client
async def connect(*args: Any, **kwargs: Any) -> Owes[Release, Client]: ...
