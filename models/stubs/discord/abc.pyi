from discord import GuildChannel as GuildChannel
from discord import Messageable as Messageable
from typing import Any

class Snowflake: ...

class Connectable:
    async def connect(self, *args: Any, **kwargs: Any) -> Any: ...

class PrivateChannel: ...
