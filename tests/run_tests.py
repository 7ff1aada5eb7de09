#!/usr/bin/env python3
"""Runs every test of the project against one build and ends with the line `N passed, N failed`.

The unit tests (one gtest binary a folder, through ctest), the tests of the scripts, and the fixtures.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

# An environment of whoever runs this is none of the code that is scanned.
for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
    os.environ.pop(variable, None)

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run_unit_tests(build):
    """Counts single tests, not binaries: gtest writes a report of each. A binary that died counts as one failure."""
    with tempfile.TemporaryDirectory() as reports:
        environment = dict(os.environ, GTEST_OUTPUT=f"json:{reports}/", GTEST_BRIEF="1")
        environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
        listing = subprocess.run(["ctest", "--show-only=json-v1"], cwd=build, capture_output=True, check=True)
        suites = [test["name"] for test in json.loads(listing.stdout)["tests"]]
        process = subprocess.run(
            ["ctest", "--output-on-failure", "-j", str(os.cpu_count() or 1)], cwd=build, env=environment
        )
        passed = failed = 0
        for suite in suites:
            report = pathlib.Path(reports, f"dangle_{suite}_tests.json")
            if not report.exists():
                failed += 1
                continue
            counts = json.loads(report.read_text())
            failed += counts["failures"]
            passed += counts["tests"] - counts["failures"] - counts["disabled"]
        if process.returncode != 0 and failed == 0:
            failed = 1
    return passed, failed


def run_script_tests(build):
    os.environ["DANGLE"] = str(build / "dangle")
    suite = unittest.defaultTestLoader.discover(str(ROOT / "tests" / "scripts"), pattern="test_*.py")
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    return result.testsRun - failed - len(result.skipped), failed


def run_fixtures(build, patterns):
    binary = build / "dangle"
    if not binary.exists():
        return 0, 0
    process = subprocess.run(
        [sys.executable, ROOT / "tests" / "fixtures" / "run_fixtures.py", "--dangle", binary, *patterns],
        capture_output=True,
        text=True,
    )
    sys.stdout.write(process.stdout)
    sys.stderr.write(process.stderr)
    counts = re.search(r"^fixtures: (\d+) passed, (\d+) failed$", process.stdout, re.MULTILINE)
    if counts is None:
        return 0, 1
    return int(counts[1]), int(counts[2])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--skip-scripts", action="store_true", help="leave out the tests of the scripts")
    parser.add_argument("patterns", nargs="*", help="only the fixtures whose path contains one of these")
    options = parser.parse_args()
    build = options.build.resolve()

    results = []
    if not options.patterns:
        results.append(run_unit_tests(build))
        if not options.skip_scripts:
            results.append(run_script_tests(build))
    results.append(run_fixtures(build, options.patterns))
    passed = sum(result[0] for result in results)
    failed = sum(result[1] for result in results)
    sys.stderr.flush()
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
