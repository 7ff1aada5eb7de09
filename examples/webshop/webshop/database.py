"""The pool of connections and the queries of the shop."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from .models import Order, OrderLine, OrderState, Product


@asynccontextmanager
async def open_pool(url: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(url, min_size=2, max_size=20, timeout=5, command_timeout=10) as pool:
        yield pool


class ProductStore:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def by_sku(self, sku: str) -> Product | None:
        row = await self._pool.fetchrow("SELECT sku, title, price, weight FROM product WHERE sku = $1", sku)
        return _product(row) if row is not None else None

    async def search(self, text: str, limit: int = 20) -> list[Product]:
        rows = await self._pool.fetch(
            "SELECT sku, title, price, weight FROM product WHERE title ILIKE '%' || $1 || '%' ORDER BY title LIMIT $2",
            text,
            limit,
        )
        return [_product(row) for row in rows]

    async def set_prices(self, prices: Sequence[tuple[str, str]]) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.executemany("UPDATE product SET price = $2::numeric WHERE sku = $1", prices)


class OrderStore:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def add(self, customer: str, lines: Sequence[OrderLine]) -> Order:
        async with self._pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(
                "INSERT INTO orders (customer, state) VALUES ($1, $2) RETURNING id, created", customer, OrderState.NEW
            )
            await connection.executemany(
                "INSERT INTO order_line (order_id, sku, quantity, price) VALUES ($1, $2, $3, $4)",
                [(row["id"], line.sku, line.quantity, line.price) for line in lines],
            )
        return Order(row["id"], customer, OrderState.NEW, row["created"], list(lines))

    async def by_id(self, order_id: int) -> Order | None:
        async with self._pool.acquire() as connection:
            row = await connection.fetchrow("SELECT id, customer, state, created FROM orders WHERE id = $1", order_id)
            if row is None:
                return None
            lines = await connection.fetch("SELECT sku, quantity, price FROM order_line WHERE order_id = $1", order_id)
        order_lines = [OrderLine(line["sku"], line["quantity"], line["price"]) for line in lines]
        return Order(row["id"], row["customer"], OrderState(row["state"]), row["created"], order_lines)

    async def totals_of(self, customer: str) -> list[tuple[int, str]]:
        async with self._pool.acquire() as connection:
            rows = await connection.fetch("SELECT id FROM orders WHERE customer = $1", customer)
        query = "SELECT sum(quantity * price)::text FROM order_line WHERE order_id = $1"
        return [(row["id"], await connection.fetchval(query, row["id"])) for row in rows]

    async def set_state(self, order_id: int, state: OrderState) -> None:
        await self._pool.execute("UPDATE orders SET state = $2 WHERE id = $1", order_id, state)


def _product(row: asyncpg.Record) -> Product:
    return Product(row["sku"], row["title"], row["price"], row["weight"])
