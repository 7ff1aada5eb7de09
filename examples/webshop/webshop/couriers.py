"""Where the couriers are: one task that asks for their places, and one for each parcel that is on its way."""

import asyncio
import logging

logger = logging.getLogger(__name__)

ASK_SECONDS = 10.0


class CourierTracker:
    def __init__(self, couriers: list[str]) -> None:
        self._couriers = couriers
        self._asking: asyncio.Task[None] | None = None
        self._round: asyncio.Task[dict[str, str]] | None = None
        self._parcels: set[asyncio.Task[None]] = set()
        self._places: dict[str, str] = {}
        self.lost = 0

    async def restart(self, couriers: list[str]) -> None:
        """With the couriers of the new shift."""
        self._couriers = couriers
        if self._asking is not None:
            self._asking.cancel()
        await asyncio.sleep(0.5)
        self._asking = asyncio.create_task(self._ask_again())

    async def _ask_again(self) -> None:
        while True:
            self._round = asyncio.create_task(self._ask_all())
            self._places = await self._round
            await asyncio.sleep(ASK_SECONDS)

    async def _ask_all(self) -> dict[str, str]:
        places = {}
        for courier in self._couriers:
            await asyncio.sleep(0.1)
            places[courier] = self._places.get(courier, "warehouse")
        return places

    def call_off(self) -> None:
        """Somebody has moved: what the round has found so far is too old."""
        if self._round is not None:
            self._round.cancel()

    def follow(self, seconds: float) -> None:
        parcel = asyncio.create_task(asyncio.sleep(seconds))
        self._parcels.add(parcel)
        parcel.add_done_callback(self._arrived)

    def _arrived(self, parcel: asyncio.Task[None]) -> None:
        if parcel.exception() is not None:
            self.lost += 1
        self._parcels.discard(parcel)

    async def aclose(self) -> None:
        tasks = list(self._parcels)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])
