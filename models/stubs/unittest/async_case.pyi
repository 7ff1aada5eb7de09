from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar
from unittest import TestCase

_T = TypeVar("_T")

class IsolatedAsyncioTestCase(TestCase):
    @raises_never
    @suspends("never")
    async def asyncSetUp(self) -> None: ...
    @raises_never
    @suspends("never")
    async def asyncTearDown(self) -> None: ...
    @raises_never
    def addAsyncCleanup(self, func: Takes[Any], /, *args: Takes[Any], **kwargs: Takes[Any]) -> None: ...
    async def enterAsyncContext(self, cm: Takes[Any, AbstractAsyncContextManager[_T]]) -> _T: ...
