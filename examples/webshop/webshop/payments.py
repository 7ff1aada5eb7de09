"""The payment provider, over HTTP."""

import asyncio
import logging
import time

import httpx

from .models import Order, PaymentFailed
from .settings import Settings

logger = logging.getLogger(__name__)

ATTEMPTS = 3
# The provider allows ten requests at a time for one key.
CONCURRENT_REQUESTS = 10


class Attempt:
    """Logs how long one attempt took."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._began = 0.0

    def __enter__(self) -> "Attempt":
        self._began = time.monotonic()
        return self

    async def __exit__(self, *error: object) -> None:
        logger.debug("%s took %.1f s", self._path, time.monotonic() - self._began)


def make_client(settings: Settings) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=settings.payment_url,
        headers={"Authorization": f"Bearer {settings.payment_key}"},
        timeout=httpx.Timeout(5.0),
    )


class Payments:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._slots = asyncio.Semaphore(CONCURRENT_REQUESTS)
        self._in_flight: set[int] = set()

    async def charge(self, order: Order) -> str:
        """The provider's reference of the payment."""
        answer = await self._post("/charges", {"order": order.id, "amount": str(order.total)})
        reference = answer.get("reference")
        if reference is None:
            raise PaymentFailed(f"order {order.id}: no reference")
        return reference

    async def charge_once(self, order: Order) -> str:
        """Refuses a second charge while the first is on its way."""
        if order.id in self._in_flight:
            raise PaymentFailed(f"order {order.id}: a payment is on its way")
        self._in_flight.add(order.id)
        try:
            reference = await self.charge(order)
        except Exception:
            self._in_flight.discard(order.id)
            raise
        self._in_flight.discard(order.id)
        return reference

    async def refund(self, order: Order) -> None:
        await self._post("/refunds", {"order": order.id, "amount": str(order.total)})

    async def _post(self, path: str, body: dict[str, object]) -> dict[str, str]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._slots:
                    response = await self._client.post(path, json=body)
                if response.status_code < 500:
                    break
                logger.warning("%s answered %s (attempt %s)", path, response.status_code, attempt)
            except httpx.TransportError as error:
                logger.warning("%s failed: %s (attempt %s)", path, error, attempt)
            await asyncio.sleep(0.2 * attempt)
        else:
            raise PaymentFailed(f"{path}: no answer after {ATTEMPTS} attempts")
        if response.is_error:
            raise PaymentFailed(f"{path}: {response.status_code}")
        return response.json()
