"""The displays on the shelves of the warehouse: one connection to their gateway, and a journal of what they were shown."""

import asyncio
from contextlib import suppress

REFRESH_SECONDS = 60.0


class Displays:
    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._shown: dict[str, int] = {}

    async def connect(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        _, self._journal = await asyncio.open_connection(self._host, self._port + 1)
        self._answers = asyncio.create_task(self._read_answers())
        self._refresher = asyncio.create_task(self._refresh())

    async def show(self, sku: str, left: int) -> None:
        self._shown[sku] = left
        self._writer.write(f"{sku}={left}\n".encode())
        self._journal.write(f"{sku}={left}\n".encode())
        await self._writer.drain()

    async def _read_answers(self) -> None:
        while answer := await self._reader.readline():
            self._shown.pop(answer.decode().strip(), None)

    async def _refresh(self) -> None:
        """What was not confirmed is shown again."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            for sku, left in list(self._shown.items()):
                self._writer.write(f"{sku}={left}\n".encode())
            await self._writer.drain()

    async def disconnect(self) -> None:
        self._answers.cancel()
        with suppress(asyncio.CancelledError):
            await self._answers
        self._writer.close()
        await self._writer.wait_closed()
