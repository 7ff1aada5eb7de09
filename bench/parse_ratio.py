#!/usr/bin/env python3
"""What a whole scan costs against only parsing the same files: the figure that dangle's speed is held to.

    python3 bench/parse_ratio.py --dangle build/release/dangle [PATH…]

CPU time (user + system) on one thread, cold, SARIF to nowhere; the median of several runs of each. Without paths: CPython's
standard library and the projects that `./dev primer` has unpacked.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import sysconfig
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRIMER = pathlib.Path(os.environ.get("DANGLE_PRIMER_CACHE") or ROOT / ".cache" / "primer") / "projects"


def run(command, folder):
    """CPU seconds and peak bytes of a command, and what it printed; ends the benchmark if it fails."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        return finish(process, errors, command, folder, output)


def finish(process, errors, command, folder, output):
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} in {folder} ended with {process.returncode}: {errors.decode(errors='replace')[-1000:]}")
    output.seek(0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, output.read().decode(errors="replace")


def measure(dangle, path, runs):
    folder = path if path.is_dir() else path.parent
    target = "." if path.is_dir() else path.name
    parse = [str(dangle), "debug", "parse-only", "-j", "1", target]
    scan = [str(dangle), "scan", "-j", "1", "--no-cache", "--output", "sarif:/dev/null", target]
    # In turns, so that a slow spell of the machine hits both.
    pairs = [(run(parse, folder), run(scan, folder)) for _ in range(runs)]
    parse_seconds = statistics.median(pair[0][0] for pair in pairs)
    scan_seconds = statistics.median(pair[1][0] for pair in pairs)
    # "1791 files, 31525364 bytes, 7480872 nodes"
    size = int(pairs[0][0][2].split()[2])
    return size, parse_seconds, scan_seconds, max(pair[1][1] for pair in pairs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dangle", type=pathlib.Path, required=True, help="the executable")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, help="end with 1 if the ratio of the sums is above this")
    parser.add_argument("paths", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    dangle = options.dangle.resolve()
    paths = options.paths or [pathlib.Path(sysconfig.get_path("stdlib")), *sorted(PRIMER.glob("*-*"))]

    print(f"{'path':<28} {'MB':>7} {'parse s':>8} {'scan s':>8} {'ratio':>6} {'B/B':>6}")
    total_parse = total_scan = 0.0
    for path in paths:
        size, parse, scan, peak = measure(dangle, path.resolve(), options.runs)
        print(f"{path.name:<28} {size / 1e6:7.2f} {parse:8.3f} {scan:8.3f} {scan / max(parse, 1e-9):6.2f} {peak / max(size, 1):6.0f}")
        total_parse += parse
        total_scan += scan
    ratio = total_scan / max(total_parse, 1e-9)
    print(f"{'all':<28} {'':7} {total_parse:8.3f} {total_scan:8.3f} {ratio:6.2f}")
    return 1 if options.limit is not None and ratio > options.limit else 0


if __name__ == "__main__":
    sys.exit(main())
