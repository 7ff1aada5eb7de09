"""`webshop-report`: the orders of a day as CSV. A command line tool, no part of the service."""

import argparse
import asyncio
import csv
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import asyncpg

from .database import open_pool
from .settings import get_settings

HEADER = ["order", "customer", "state", "total"]
QUERY = """
    SELECT o.id, o.customer, o.state, sum(l.quantity * l.price) AS total
    FROM orders o JOIN order_line l ON l.order_id = o.id
    WHERE o.created::date = $1 GROUP BY o.id ORDER BY o.id
"""


async def load_orders(day: date) -> list[asyncpg.Record]:
    async with open_pool(get_settings().database_url) as pool:
        return await pool.fetch(QUERY, day)


def write_report(path: Path, orders: Sequence[asyncpg.Record]) -> int:
    out = path.open("w", newline="", encoding="utf-8")
    if not orders:
        print("no orders", file=sys.stderr)
        return 0
    with out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(orders)
    return len(orders)


def read_report(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as report:
        return list(csv.DictReader(report))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("day", type=date.fromisoformat)
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    orders = asyncio.run(load_orders(options.day))
    written = write_report(options.path, orders)
    print(f"{written} orders in {options.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
