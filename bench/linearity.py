#!/usr/bin/env python3
"""Does a scan stay linear? Ten times the code must take at most eleven times the CPU time.

    python3 bench/linearity.py --dangle build/release/dangle [FOLDER…]
    python3 bench/linearity.py --dangle build/release/dangle --whole FOLDER…        the folders are projects that stay whole

Two measurements on one thread, SARIF to nowhere: a growing part of a union of real projects (the given folders; CPython's standard
library without any), up to --lines lines; and seven generated worst cases, each at a size and at ten times that size. Prints CPU seconds,
peak memory, and the quotient of time per line of the largest against the smallest; ends with 1 if one is above 1.1.

With --whole only real code is measured, and a project is a unit, so that its imports lead somewhere: projects in an order without meaning
until there are --lines lines, against a tenth of that. Beside it the same for parsing alone (projects differ in how dense their lines are),
and the peak memory of a scan that ends after each phase.
"""

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile

LIMIT = 1.1
FACTOR = 10


SCAN = ["scan", "--isolated", "--no-cache", "-j", "1"]
PHASES = ["files", "symbols", "types", "call-graph", "summaries", "findings"]


def measure(dangle, folder, arguments=(*SCAN, "--output", "sarif:/dev/null", "."), count=3):
    """CPU seconds and peak megabytes of the cheapest of three runs."""
    runs = []
    for _ in range(count):
        command = [str(dangle), *arguments]
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)} in {folder} ended with {process.returncode}: {errors.decode(errors='replace')[-1000:]}")
        runs.append((usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    return min(runs)


# ---- Worst cases: each gives the text of one file for a size -----------------------------------------------------------------------


def wide_call_graph(size):
    """Every function calls a hundred others."""
    yield "import asyncio\n"
    for i in range(size):
        calls = "".join(f"    await f{(i * 7 + k * 13) % size}(x)\n" for k in range(100))
        yield f"async def f{i}(x):\n{calls}    return x\n"


def hub_class(size):
    """One base class, many overrides, and as many calls through the base."""
    yield "class Base:\n    async def work(self, f):\n        return f\n"
    for i in range(size):
        yield f"class C{i}(Base):\n    async def work(self, f):\n        f.close()\n        return {i}\n"
        yield f"async def use{i}(base: Base):\n    f = open('x{i}')\n    await base.work(f)\n"


def long_function(size):
    """One function, with a resource and a handler in every tenth line."""
    yield "async def long(items):\n"
    for i in range(0, size, 10):
        yield f"    f{i} = open('x{i}')\n    try:\n        await step(f{i}, {i})\n        if items[{i}]:\n            a{i} = items[{i}]\n"
        yield f"        else:\n            a{i} = None\n    finally:\n        f{i}.close()\n    print(a{i})\n"


def many_sites(size):
    """One function with many objects: plain ones, some behind a flag, some in try/finally, each looked after a few lines later."""
    yield "async def work(x):\n    return x\n"
    yield "async def many(items):\n"
    for i in range(0, size, 4):
        yield f"    f{i} = open('x{i}')\n    f{i}.close()\n    if items[{i}]:\n        await step({i})\n"
        yield f"    c{i} = work({i})\n    if items[{i}] is not None:\n        await c{i}\n    else:\n        c{i}.close()\n"
        yield f"    g{i} = None\n    try:\n        if items[{i}]:\n            g{i} = open('y{i}')\n"
        yield f"    finally:\n        if g{i} is not None:\n            g{i}.close()\n"
        yield f"    opened{i} = False\n    if items[{i}] > 1:\n        h{i} = open('z{i}')\n        opened{i} = True\n"
        yield f"    if opened{i}:\n        h{i}.close()\n"


def many_leaks(size):
    """One function with many files that are never closed, each followed by a branch."""
    yield "def leaky(a):\n"
    for i in range(size):
        yield f"    f{i} = open('x{i}')\n    if a > {i}:\n        print({i})\n"


def helper_chain(size):
    """A file goes through a chain of helpers; the last one closes it."""
    yield "def h0(f):\n    f.close()\n"
    for i in range(1, size):
        yield f"def h{i}(f):\n    h{i - 1}(f)\n"
    yield f"def main():\n    h{size - 1}(open('x'))\n"


def long_literal(size):
    yield "DATA = [\n"
    for i in range(0, size, 10):
        yield "    " + ", ".join(str(k) for k in range(i, i + 10)) + ",\n"
    yield "]\n"


# The large size; the small one is a tenth.
WORST_CASES = {
    "wide call graph": (wide_call_graph, 5_000),
    "hub class": (hub_class, 1_000),
    "long function": (long_function, 20_000),
    "many sites": (many_sites, 2_000),
    "many leaks": (many_leaks, 2_000),
    "helper chain": (helper_chain, 10_000),
    "long literal": (long_literal, 300_000),
}


def report(name, small, large, growth):
    quotient = large[0] / max(small[0], 1e-3) / growth
    verdict = "" if quotient <= LIMIT else "  NOT LINEAR"
    print(f"{name:<20} {small[0]:9.3f} {large[0]:9.3f} {growth:7.1f} {quotient:9.2f} {small[1]:9.1f} {large[1]:9.1f}{verdict}", flush=True)
    return quotient <= LIMIT


def measure_worst_case(dangle, make, size, folder):
    results = []
    for count in (size // FACTOR, size):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "case.py").write_text("".join(make(count)))
        results.append(measure(dangle, folder))
    return results


def real_files(folders):
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            try:
                yield path, path.read_bytes().count(b"\n")
            except OSError:
                continue


def copy_lines(files, lines, folder):
    """Copies files until there are so many lines, then the same files again as other packages. Gives the number of lines."""
    shutil.rmtree(folder, ignore_errors=True)
    copied = round_number = 0
    while copied < lines:
        for number, (path, count) in enumerate(files):
            target = folder / f"union{round_number}" / path.parent.name / f"m{number}_{path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            copied += count
            if copied >= lines:
                break
        round_number += 1
    return copied


# ---- Projects that stay whole ---------------------------------------------------------------------------------------------------------


def copy_projects(projects, lines, folder):
    """Copies whole projects until there are so many lines. Gives the number of lines."""
    shutil.rmtree(folder, ignore_errors=True)
    copied = 0
    for project in projects:
        size = sum(count for _, count in real_files([project]))
        if copied + size > lines * 1.02:
            continue  # a smaller one may fit
        shutil.copytree(project, folder / project.name, symlinks=True, ignore_dangling_symlinks=True)
        copied += size
    return copied


def measure_projects(dangle, projects, lines, folder):
    results = []
    for limit in (lines // FACTOR, lines):
        copied = copy_projects(projects, limit, folder)
        print(f"{copied} lines: {', '.join(sorted(path.name for path in folder.iterdir()))}", flush=True)
        parse = measure(dangle, folder, ("debug", "parse-only", "-j", "1", "."))
        results.append((copied, measure(dangle, folder), parse))
        for phase in PHASES:
            seconds, memory = measure(dangle, folder, (*SCAN, f"--stop-after={phase}", "."), 1)
            print(f"    until {phase:<12} {seconds:9.3f} s {memory:9.1f} MB", flush=True)
    (small_lines, small, small_parse), (large_lines, large, large_parse) = results
    print(f"{'case':<20} {'small s':>9} {'large s':>9} {'growth':>7} {'quotient':>9} {'small MB':>9} {'large MB':>9}")
    growth = large_lines / small_lines
    report("parsing alone", small_parse, large_parse, growth)
    is_linear = report("whole projects", small, large, growth)
    ratios = small[0] / small_parse[0], large[0] / large_parse[0]
    print(f"scan against parsing alone: {ratios[0]:.2f} and {ratios[1]:.2f}, quotient {ratios[1] / ratios[0]:.2f}")
    return is_linear or ratios[1] / ratios[0] <= LIMIT


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dangle", type=pathlib.Path, required=True, help="the executable")
    parser.add_argument("--lines", type=int, default=1_000_000, help="lines of the largest union of real code")
    parser.add_argument("--only", help="only cases whose name contains this")
    parser.add_argument("--whole", action="store_true", help="the folders are projects that stay whole")
    parser.add_argument("folders", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    dangle = options.dangle.resolve()
    folders = [folder.resolve() for folder in options.folders] or [pathlib.Path(sysconfig.get_path("stdlib"))]

    if options.whole:
        with tempfile.TemporaryDirectory() as temporary:
            projects = sorted(folders, key=lambda folder: hashlib.sha1(folder.name.encode()).digest())
            return 0 if measure_projects(dangle, projects, options.lines, pathlib.Path(temporary) / "code") else 1
    print(f"{'case':<20} {'small s':>9} {'large s':>9} {'growth':>7} {'quotient':>9} {'small MB':>9} {'large MB':>9}")
    is_linear = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "code"
        for name, (make, size) in WORST_CASES.items():
            if options.only and options.only not in name:
                continue
            small, large = measure_worst_case(dangle, make, size, folder)
            is_linear = report(name, small, large, FACTOR) and is_linear
        if not options.only or options.only in "real code":
            # In an order without meaning, so that the small part is like the whole.
            files = sorted(real_files(folders), key=lambda item: hashlib.sha1(str(item[0]).encode()).digest())
            small_lines = copy_lines(files, options.lines // FACTOR, folder)
            small = measure(dangle, folder)
            large_lines = copy_lines(files, options.lines, folder)
            is_linear = report("real code", small, measure(dangle, folder), large_lines / small_lines) and is_linear
    return 0 if is_linear else 1


if __name__ == "__main__":
    sys.exit(main())
