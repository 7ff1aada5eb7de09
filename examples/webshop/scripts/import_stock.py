"""Puts the counts of the yearly stock-taking into the database."""

import asyncio
import csv
import sys
from pathlib import Path

import asyncpg

URL = "postgresql://localhost/webshop"


def read_counts(path: Path) -> list[tuple[str, int]]:
    with path.open(newline="", encoding="utf-8") as counts:
        return [(row["sku"], int(row["count"])) for row in csv.DictReader(counts)]


async def store(counts: list[tuple[str, int]]) -> None:
    connection = await asyncpg.connect(URL)
    try:
        await connection.executemany("UPDATE product SET stock = $2 WHERE sku = $1", counts)
    finally:
        await connection.close()


def import_file(path: Path) -> int:
    counts = read_counts(path)
    await store(counts)
    return len(counts)


def main() -> None:
    for name in sys.argv[1:]:
        print(name, import_file(Path(name)))


if __name__ == "__main__":
    main()
