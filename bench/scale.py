#!/usr/bin/env python3
"""Does the cost of a scan grow with the size of the code, and with nothing else?

    python3 bench/scale.py --dangle build/release/dangle          generated worst cases, and the primer's projects
    python3 bench/scale.py --dangle … --case chain --case hub     some of them

Each case is made at a tenth of its size and at its size; real code is a tenth of the files of all projects (chosen by the hash of
their paths), and all of them. Ten times the bytes may cost at most eleven times the CPU time: the last column is the growth of
the cost over the growth of the bytes, at most 1.1. Ends with 1 if a case is above that and its cost is large enough to be measured.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

import parse_ratio

# Below this the start of the process and the machine's noise are what is measured.
MEASURABLE_SECONDS = 0.2
LIMIT = 1.1


def chain(size):
    """Helpers that call each other in one line, each handing its argument on: summaries travel its whole length."""
    lines = ["import asyncio", "", "", "async def step_0(stream):", "    await stream.drain()", "    stream.close()", ""]
    for i in range(1, size):
        lines += ["", f"async def step_{i}(stream):", f"    return await step_{i - 1}(stream)", ""]
    lines += ["", "async def main():", "    reader, writer = await asyncio.open_connection('localhost', 1)"]
    lines += [f"    await step_{size - 1}(writer)", ""]
    return {"chain.py": "\n".join(lines)}


def wide(size):
    """One function that everybody calls, and one that calls everybody."""
    lines = ["async def log(message):", "    print(message)", ""]
    for i in range(size):
        lines += ["", f"async def work_{i}(item):", "    await log(item)", "    return item", ""]
    lines += ["", "async def main(item):", *(f"    await work_{i}(item)" for i in range(size)), ""]
    return {"wide.py": "\n".join(lines)}


def hub(size):
    """A base class whose method has many overrides, called from as many places."""
    files = {"base.py": "class Handler:\n    async def handle(self, event):\n        raise NotImplementedError\n"}
    lines = ["from base import Handler", ""]
    for i in range(size):
        lines += ["", f"class Handler{i}(Handler):", "    async def handle(self, event):", f"        return open('{i}')", ""]
    lines += ["", "async def dispatch(handler: Handler, event):"]
    lines += ["    result = await handler.handle(event)" for _ in range(size)] + ["    return result", ""]
    files["handlers.py"] = "\n".join(lines)
    return files


def long_function(size):
    """One function with a branch, a loop, a with and a try again and again (ten lines each)."""
    lines = ["async def long(source, flag):", "    total = 0"]
    for i in range(size // 10):
        lines += [
            "    try:",
            f"        with open('{i}') as stream:",
            "            for line in stream:",
            "                total += len(line)",
            "    except OSError as error:",
            "        print(error)",
            "    finally:",
            "        total += 1",
            f"    if flag == {i}:",
            "        await source.read()",
        ]
    return {"long.py": "\n".join([*lines, "    return total", ""])}


def literal(size):
    """One huge literal."""
    rows = (f'    ("name {i}", {i}, [{i}, None]),' for i in range(size // 5))
    return {"literal.py": "\n".join(["TABLE = [", *rows, "]", ""])}


# What is made, and its full size.
CASES = {"chain": (chain, 10_000), "wide": (wide, 20_000), "hub": (hub, 1_000), "long": (long_function, 20_000), "literal": (literal, 300_000)}


def write_case(make, size, folder):
    for name, text in make(size).items():
        (folder / name).write_text(text)


def link_projects(share, folder):
    """The files of the primer's projects whose hash falls into the share, at their places."""
    for project in sorted(parse_ratio.PRIMER.glob("*-*")):
        for path in project.rglob("*.py"):
            place = str(path.relative_to(parse_ratio.PRIMER))
            if int(hashlib.sha256(place.encode()).hexdigest()[:8], 16) < share * 2**32:
                target = folder / place
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


def measure(dangle, folder, runs):
    command = [str(dangle), "scan", "-j", "1", "--no-cache", "--isolated", "--output", "sarif:/dev/null", "."]
    results = [parse_ratio.run(command, folder) for _ in range(runs)]
    return statistics.median(result[0] for result in results), max(result[1] for result in results)


def compare(name, fill, dangle, runs):
    """Prints a row; true if the cost grew faster than the code."""
    figures = []
    for share in (0.1, 1.0):
        with tempfile.TemporaryDirectory(prefix="dangle-scale-") as temporary:
            folder = pathlib.Path(temporary)
            fill(share, folder)
            size = parse_ratio.count_bytes(folder)
            figures.append((size, *measure(dangle, folder, runs)))
    (small_size, small_seconds, _), (size, seconds, peak) = figures
    growth = (seconds / max(small_seconds, 1e-3)) / (size / max(small_size, 1))
    slow = growth > LIMIT and seconds > MEASURABLE_SECONDS
    mark = "  grows faster than the code" if slow else ""
    print(f"{name:<8} {size / 1e6:8.2f} {small_seconds:8.3f} {seconds:8.3f} {peak / max(size, 1):6.0f} {growth:7.2f}{mark}", flush=True)
    return slow


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dangle", type=pathlib.Path, required=True, help="the executable")
    parser.add_argument("--case", action="append", choices=[*CASES, "real"], help="only this case; may be repeated")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    dangle = options.dangle.resolve()
    print(f"{'case':<8} {'MB':>8} {'1/10 s':>8} {'all s':>8} {'B/B':>6} {'growth':>7}")
    slow = []
    for name in options.case or [*CASES, "real"]:
        if name == "real":
            if not any(parse_ratio.PRIMER.glob("*-*")):
                print("real     (./dev primer has not fetched the projects yet)")
                continue
            fill = link_projects
        else:
            make, full = CASES[name]
            fill = lambda share, folder, make=make, full=full: write_case(make, int(full * share), folder)
        if compare(name, fill, dangle, options.runs):
            slow.append(name)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
