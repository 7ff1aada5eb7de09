"""The supplier's price feed: lines of `sku;price` on a TCP connection."""

import asyncio
import logging
from collections.abc import AsyncIterator
from decimal import Decimal, InvalidOperation

from .database import ProductStore
from .settings import Settings

logger = logging.getLogger(__name__)

BATCH = 100
RETRY_SECONDS = 30.0

Price = tuple[str, str]


def parse_line(line: bytes) -> Price | None:
    sku, separator, price = line.decode("utf-8", "replace").strip().partition(";")
    if not separator:
        return None
    try:
        return sku, str(Decimal(price))
    except InvalidOperation:
        return None


class PriceFeed:
    def __init__(self, settings: Settings, products: ProductStore) -> None:
        self._settings = settings
        self._products = products

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                await self._follow()
            except OSError as error:
                logger.warning("price feed: %s", error)
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        reader, writer = await asyncio.open_connection(self._settings.feed_host, self._settings.feed_port)
        try:
            batch: list[Price] = []
            while line := await reader.readline():
                price = parse_line(line)
                if price is None:
                    logger.warning("price feed: cannot read %r", line)
                    continue
                batch.append(price)
                if len(batch) == BATCH:
                    await self._products.set_prices(batch)
                    batch = []
            if batch:
                await self._products.set_prices(batch)
        finally:
            writer.close()
            await writer.wait_closed()

    async def read_prices(self, reader: asyncio.StreamReader) -> AsyncIterator[Price]:
        while line := await reader.readline():
            price = parse_line(line)
            if price is not None:
                yield price

    async def prices_in_time(self, reader: asyncio.StreamReader) -> AsyncIterator[Price]:
        async with asyncio.timeout(RETRY_SECONDS):
            while line := await reader.readline():
                price = parse_line(line)
                if price is not None:
                    yield price

    async def price_of(self, reader: asyncio.StreamReader, sku: str) -> str | None:
        async for found, price in self.prices_in_time(reader):
            if found == sku:
                return price
        return None

    async def first_price(self, reader: asyncio.StreamReader) -> Price:
        return await self.read_prices(reader)

    async def refresh(self, skus: list[str]) -> None:
        """Asks for the prices of some products out of turn; the answers come through the feed."""
        requests = set()
        for start in range(0, len(skus), BATCH):
            request = asyncio.create_task(self._request(skus[start : start + BATCH]))
            requests.add(request)
            request.add_done_callback(requests.discard)

    async def refresh_surely(self, skus: list[str]) -> None:
        request = self._request(skus)
        while True:
            try:
                return await request
            except OSError as error:
                logger.warning("price feed: %s", error)
                await asyncio.sleep(RETRY_SECONDS)

    async def _request(self, skus: list[str]) -> None:
        reader, writer = await asyncio.open_connection(self._settings.feed_host, self._settings.feed_port)
        try:
            for sku in skus:
                writer.write(f"?{sku}\n".encode())
            await writer.drain()
            await reader.readline()
        finally:
            writer.close()
            await writer.wait_closed()
