# aiogram. A short cut such as `message.answer(…)` makes a request that is sent when it is awaited, or when a handler returns it.
import contextlib
from aiogram import types as types
from aiogram.client.bot import Bot as Bot
from aiogram.dispatcher.dispatcher import Dispatcher as Dispatcher
from aiogram.dispatcher.dispatcher import Router as Router
from typing import Any

F: Any
html: Any
md: Any

class BaseMiddleware:
    async def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
