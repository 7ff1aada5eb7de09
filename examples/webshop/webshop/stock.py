"""How many of each product are left. Kept in memory; one process owns the warehouse."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from .models import OrderLine, OutOfStock


class Stock:
    def __init__(self) -> None:
        self._left: Counter[str] = Counter()
        self._changed = asyncio.Condition()
        self._audit: asyncio.Queue[tuple[str, int]] = asyncio.Queue(maxsize=1000)

    async def is_available(self, sku: str, quantity: int) -> bool:
        async with self._changed:
            return self._left[sku] >= quantity

    async def put(self, sku: str, quantity: int) -> None:
        async with self._changed:
            self._left[sku] += quantity
            self._changed.notify_all()
        await self._audit.put_nowait((sku, quantity))

    async def level(self, sku: str) -> int:
        with self._changed:
            return self._left[sku]

    async def reserve(self, lines: Iterable[OrderLine]) -> None:
        """All of the lines, or none."""
        wanted = list(lines)
        await self._changed.acquire()
        for line in wanted:
            if self._left[line.sku] < line.quantity:
                raise OutOfStock(line.sku)
        for line in wanted:
            self._left[line.sku] -= line.quantity
        self._changed.release()

    async def recount(self, counted: Counter[str]) -> None:
        await self._changed.acquire()
        try:
            if counted == self._left:
                self._changed.release()
                return
            self._left = counted
            self._changed.notify_all()
        finally:
            self._changed.release()

    async def give_back(self, lines: Iterable[OrderLine]) -> None:
        async with self._changed:
            for line in lines:
                self._left[line.sku] += line.quantity
            self._changed.notify_all()

    async def wait_until_available(self, sku: str, quantity: int, timeout: float) -> bool:
        try:
            async with asyncio.timeout(timeout), self._changed:
                await self._changed.wait_for(lambda: self._left[sku] >= quantity)
        except TimeoutError:
            return False
        return True
