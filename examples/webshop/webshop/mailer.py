"""Mail to customers: SMTP as far as a relay in the same network needs it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage

from .models import Order
from .settings import Settings

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20


class SmtpError(Exception):
    pass


class SmtpConnection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def command(self, line: str, expected: str) -> str:
        self._writer.write(line.encode("ascii") + b"\r\n")
        await self._writer.drain()
        return await expect(self._reader, expected)

    async def send(self, sender: str, message: EmailMessage) -> None:
        await self.command(f"MAIL FROM:<{sender}>", "250")
        await self.command(f"RCPT TO:<{message['To']}>", "250")
        await self.command("DATA", "354")
        self._writer.write(message.as_bytes().replace(b"\n.", b"\n.."))
        await self.command("\r\n.", "250")

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


async def expect(reader: asyncio.StreamReader, code: str) -> str:
    answer = (await reader.readline()).decode("ascii", "replace").rstrip()
    if not answer.startswith(code):
        raise SmtpError(answer or "the relay hung up")
    return answer


async def connect(host: str, port: int) -> SmtpConnection:
    reader, writer = await asyncio.open_connection(host, port)
    await expect(reader, "220")
    return SmtpConnection(reader, writer)


@asynccontextmanager
async def smtp_session(settings: Settings) -> AsyncIterator[SmtpConnection]:
    connection = await connect(settings.smtp_host, settings.smtp_port)
    try:
        await connection.command("HELO webshop", "250")
        yield connection
    finally:
        await connection.close()


class Mailer:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # The relay takes four sessions from one host.
        self._sessions = asyncio.Semaphore(4)

    async def order_received(self, order: Order) -> None:
        lines = "\n".join(f"{line.quantity} x {line.sku}: {line.total}" for line in order.lines)
        await self._send(order.customer, f"Your order {order.id}", f"Thank you.\n\n{lines}\n\nTotal: {order.total}\n")

    async def order_paid(self, order: Order) -> None:
        await self._send(order.customer, f"Order {order.id} is paid", "We ship it within two days.\n")

    async def order_cancelled(self, order: Order) -> None:
        await self._send(order.customer, f"Order {order.id} is cancelled", "Your money is on its way back.\n")

    async def _send(self, to: str, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"] = self._settings.sender
        message["To"] = to
        message["Subject"] = subject
        message.set_content(text)
        async with self._sessions, asyncio.timeout(TIMEOUT_SECONDS):
            async with smtp_session(self._settings) as session:
                await session.send(self._settings.sender, message)
        logger.info("mailed %r to %s", subject, to)
