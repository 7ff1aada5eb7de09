"""What the people in the back office ask of the shop: invoices, backups, labels, their accounts."""

import asyncio
import hashlib
import json
import queue
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import boto3
import requests

from .models import Order

ITERATIONS = 600_000


def read_template(path: Path) -> dict[str, str]:
    return json.loads(path.read_text(encoding="utf-8"))


def invoice_template(folder: Path, language: str) -> dict[str, str]:
    return read_template(folder / f"invoice.{language}.json")


def convert(source: Path, target: Path) -> None:
    subprocess.run(["rsvg-convert", "-o", str(target), str(source)], check=True, timeout=60)


class Carrier:
    """The parcel service, which has a plain HTTP interface."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()

    def label(self, order: Order) -> bytes:
        return self._session.post(f"{self._url}/labels", json={"order": order.id}, timeout=10).content


class Printer:
    """A label printer in the network; another thread feeds it."""

    def __init__(self, host: str) -> None:
        self._host = host
        self.done: queue.Queue[int] = queue.Queue()

    def address(self) -> str:
        return socket.gethostbyname(self._host)

    def warm_up(self) -> None:
        time.sleep(2)

    async def print_label(self, order: Order) -> int:
        self.warm_up()
        return order.id

    async def wait_printed(self) -> int:
        return self.done.get()

    async def status_page(self) -> str:
        return f"http://{self.address()}/status"


class BackOffice:
    def __init__(self, carrier: Carrier, staff: sqlite3.Connection, templates: Path) -> None:
        self._carrier = carrier
        self._staff = staff
        self._templates = templates
        self._archive = boto3.client("s3")

    def ask_carrier(self, order: Order) -> bytes:
        return self._carrier.label(order)

    def digest(self, password: str, salt: bytes) -> bytes:
        return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)

    async def invoice(self, order: Order, language: str) -> str:
        template = invoice_template(self._templates, language)
        return template["head"].format(order=order.id)

    async def label(self, order: Order) -> bytes:
        return self.ask_carrier(order)

    async def render(self, source: Path) -> Path:
        target = source.with_suffix(".pdf")
        convert(source, target)
        return target

    async def colleagues(self) -> list[str]:
        return [name for (name,) in self._staff.execute("select name from staff").fetchall()]

    async def archive(self, order: Order, invoice: bytes) -> None:
        self._archive.put_object(Bucket="invoices", Key=str(order.id), Body=invoice)

    async def confirm(self, question: str) -> bool:
        return input(f"{question} [y/N] ").strip() == "y"

    async def sign_in(self, password: str, salt: bytes, digest: bytes) -> bool:
        return self.digest(password, salt) == digest

    async def template(self, language: str) -> dict[str, str]:
        return await asyncio.to_thread(invoice_template, self._templates, language)

    async def total(self, orders: list[Order]) -> int:
        return asyncio.run(count(orders))


async def count(orders: list[Order]) -> int:
    await asyncio.sleep(0)
    return len(orders)
