#!/usr/bin/env python3
"""Runs random programs under CPython and, lowered, under the interpreter of the IR, and compares what they log.

    run_differential.py --interpreter build/release/interpret_programs [--count 2000] [--first 0] [--jobs 2]
    run_differential.py --interpreter build/release/interpret_programs --programs     those of tests/differential/programs instead

Random programs depend on their seed alone. A difference is shrunk by leaving out lines, then shown with both logs; the exit status is 1.
"""

import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

import generate

HERE = pathlib.Path(__file__).resolve().parent
SEPARATOR = "#---- program\n"
BATCH = 250
SEED_MARK = "\n# ---- seed\n"
MAX_SHRINKS = 60
TIMEOUT = 3600  # seconds for a batch, many for a busy machine; nothing in the result depends on it


def logs_of(command, programs):
    """The log of each program, a list of lines. A program at which the process died has the line `DIED`, those after it none."""
    with tempfile.NamedTemporaryFile("w", suffix=".programs", encoding="utf-8") as file:
        file.write("".join(SEPARATOR + program for program in programs))
        file.flush()
        process = subprocess.run([*command, file.name], capture_output=True, text=True, timeout=TIMEOUT)
    parts = re.split(r"^== \d+\n", process.stdout, flags=re.MULTILINE)[1:]
    logs = [part.splitlines() for part in parts]
    if process.returncode != 0 and logs:
        logs[-1].append(f"H DIED {process.returncode}: {process.stderr.strip()[-300:]}")
    return logs


def canonical(log):
    """Soft events (deaths, `fin`) have no order among themselves: between two hard ones they are sorted."""
    result = []
    soft = []
    for line in log:
        if line.startswith("S "):
            soft.append(line)
            continue
        result += sorted(soft)
        soft = []
        result.append(line)
    return result  # what dies behind the end is not compared


class Comparison:
    def __init__(self, interpreter):
        self.interpreter = [str(interpreter)]
        self.reference = [sys.executable, str(HERE / "run_reference.py")]

    def differences(self, programs):
        """(index, expected, actual) of each program whose logs differ."""
        expected = logs_of(self.reference, programs)
        if len(expected) != len(programs):
            raise SystemExit(f"the reference stopped after {len(expected)} of {len(programs)} programs: {expected[-1:]}")
        actual = []
        while len(actual) < len(programs):  # if it dies, it goes on behind the program at which it did
            actual += logs_of(self.interpreter, programs[len(actual) :]) or [["H DIED"]]
        pairs = zip(map(canonical, expected), map(canonical, actual))
        return [(index, one, other) for index, (one, other) in enumerate(pairs) if one != other and one != ["H SKIPPED"]]


def compiles(program):
    try:
        compile(program, "program", "exec")
    except SyntaxError:
        return False
    return True


def shrink(program, comparison):
    """Leaves out lines as long as the logs differ: all ways to do so are tried in one batch, the shortest program goes on."""
    prelude, _, text = program.partition(SEED_MARK)
    lines = text.splitlines()
    for _ in range(MAX_SHRINKS):
        tries = [kept for size in (32, 16, 8, 4, 2, 1) for at in range(len(lines)) for kept in candidates(lines, at, size)]
        tries = [kept for kept in tries if len(kept) < len(lines) and compiles("\n".join(kept))]
        programs = [prelude + SEED_MARK + "\n".join(kept) + "\n" for kept in tries]
        # What no longer lowers is another matter than what runs otherwise; so is a variable whose first binding was left out.
        is_other = re.compile(r"problem:|unbound variable|NameError|UnboundLocalError").search
        differences = comparison.differences(programs)
        found = [tries[index] for index, expected, actual in differences if not any(is_other(line) for line in expected + actual)]
        if not found:
            break
        lines = min(found, key=len)
    return "\n".join(lines)


def candidates(lines, at, size):
    yield lines[:at] + lines[at + size :]
    if size != 1 or not lines[at].rstrip().endswith(":"):
        return
    indent = len(lines[at]) - len(lines[at].lstrip())
    end = at + 1
    while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > indent:
        end += 1
    yield lines[:at] + lines[end:]
    yield lines[:at] + [line[4:] for line in lines[at + 1 : end]] + lines[end:]
    yield lines[:at] + [lines[at], " " * (indent + 4) + "pass"] + lines[end:]


def report(name, program, expected, actual, comparison, should_shrink):
    print(f"{name}: the logs differ")
    if should_shrink:
        text = shrink(program, comparison)
        prelude = program.partition(SEED_MARK)[0]
        found = comparison.differences([prelude + SEED_MARK + text + "\n"])
        if found:
            _, expected, actual = found[0]
            print(text)
    at = next((i for i, (one, other) in enumerate(zip(expected, actual)) if one != other), min(len(expected), len(actual)))
    for line in expected[max(0, at - 4) : at]:
        print("      " + line)
    for title, log in (("CPython", expected), ("dangle ", actual)):
        for line in log[at : at + 4]:
            print(f"{title} {line}")
    print(flush=True)


def run_batch(first, count, comparison):
    programs = [generate.generate(seed) for seed in range(first, first + count)]
    return [(first + index, programs[index], one, other) for index, one, other in comparison.differences(programs)]


def run_written(comparison):
    """The programs of the folder `programs`: one for each kind of difference that was mended."""
    paths = sorted((HERE / "programs").glob("*.py"))
    programs = [generate.PRELUDE + SEED_MARK + path.read_text(encoding="utf-8") for path in paths]
    found = comparison.differences(programs)
    for index, expected, actual in found:
        report(paths[index].name, programs[index], expected, actual, comparison, False)
    print(f"differential: {len(paths)} written programs, {len(found)} mismatches")
    return 1 if found else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interpreter", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=1, help="differences to show")
    parser.add_argument("--no-shrink", action="store_true")
    parser.add_argument("--programs", action="store_true", help="run the programs of the folder `programs`")
    options = parser.parse_args()

    comparison = Comparison(options.interpreter.resolve())
    if options.programs:
        return run_written(comparison)
    batches = [(at, min(BATCH, options.first + options.count - at)) for at in range(options.first, options.first + options.count, BATCH)]
    mismatches = 0
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for found in pool.map(run_batch, *zip(*batches), [comparison] * len(batches)):
            for seed, program, expected, actual in found:
                mismatches += 1
                if mismatches <= options.show:
                    report(f"seed {seed}", program, expected, actual, comparison, not options.no_shrink)
    print(f"differential: {options.count} programs, {mismatches} mismatches")
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
