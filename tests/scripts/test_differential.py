"""The differential test, a fixed number of random programs and those written for what was found (docs/differential.md); needs the built interpret_programs."""

import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
COUNT = 1500
REFERENCE = (3, 11)  # what the reference is brought to the model for: the life of temporaries is a matter of the version


class DifferentialTest(unittest.TestCase):
    def test_random_programs_log_the_same(self):
        self.compare("--count", str(COUNT))

    def test_written_programs_log_the_same(self):
        self.compare("--programs")

    def compare(self, *arguments):
        build = pathlib.Path(os.environ.get("DANGLE", ROOT / "build" / "release" / "dangle")).parent
        interpreter = build / "interpret_programs"
        if not interpreter.exists():
            self.skipTest(f"{interpreter} is not built")
        if sys.version_info[:2] != REFERENCE:
            self.skipTest("the reference is Python %d.%d" % REFERENCE)
        process = subprocess.run(
            [sys.executable, ROOT / "tests" / "differential" / "run_differential.py", "--interpreter", interpreter]
            + list(arguments),
            capture_output=True,
            text=True,
        )
        self.assertEqual(process.returncode, 0, process.stdout + process.stderr)


if __name__ == "__main__":
    unittest.main()
