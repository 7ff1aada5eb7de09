#!/usr/bin/env python3
"""How long does a scan of a ten-line file take? Wall and CPU time of whole processes.

usage: startup.py --dangle build/release/dangle [--runs 30]
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

TEN_LINES = """import asyncio

async def main() -> None:
    await asyncio.sleep(1)
    asyncio.create_task(work())

async def work() -> int:
    return 1

asyncio.run(main())
"""


def run(command):
    begin, before = time.monotonic(), os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - begin, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dangle", required=True, type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=30)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "app.py"
        path.write_text(TEN_LINES)
        command = [str(arguments.dangle.resolve()), "scan", "--isolated", "--python", "none", str(path)]
        runs = [run(command) for _ in range(arguments.runs)]
    for name, values in (("wall", [wall for wall, _ in runs]), ("CPU", [cpu for _, cpu in runs])):
        values = [1000 * value for value in values]
        print(f"{name}: least {min(values):.0f} ms, median {statistics.median(values):.0f} ms, most {max(values):.0f} ms of {len(values)} runs")


if __name__ == "__main__":
    main()
