"""What customers may buy, at which price in their currency."""

import asyncio
import time
from decimal import Decimal

import httpx

from .database import ProductStore
from .models import Offer, Product

RATE_LIFETIME_SECONDS = 600.0


class ExchangeRates:
    """Rates against the euro, asked for at most every ten minutes."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._lock = asyncio.Lock()
        self._rates: dict[str, Decimal] = {"EUR": Decimal(1)}
        self._fetched = float("-inf")

    async def rate(self, currency: str) -> Decimal:
        async with self._lock:
            if time.monotonic() - self._fetched > RATE_LIFETIME_SECONDS:
                self._rates = await self._fetch()
                self._fetched = time.monotonic()
            return self._rates[currency]

    async def _fetch(self) -> dict[str, Decimal]:
        response = await self._client.get("/rates/EUR")
        response.raise_for_status()
        rates = {name: Decimal(str(rate)) for name, rate in response.json().items()}
        return {**rates, "EUR": Decimal(1)}


class Catalogue:
    def __init__(self, products: ProductStore, rates: ExchangeRates) -> None:
        self._products = products
        self._rates = rates

    async def offer(self, sku: str, currency: str) -> Offer | None:
        rate = self._rates.rate(currency)
        product = await self._products.by_sku(sku)
        if product is None:
            return None
        return _offer(product, currency, await rate)

    async def search(self, text: str, currency: str) -> list[Offer]:
        products = await self._products.search(text)
        if not products:
            return []
        rate = await self._rates.rate(currency)
        return [_offer(product, currency, rate) for product in products]


def _offer(product: Product, currency: str, rate: Decimal) -> Offer:
    return Offer(product, currency, (product.price * rate).quantize(Decimal("0.01")))
