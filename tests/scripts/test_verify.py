"""Everything that is lowered is well formed: the fixtures, the stubs, the example and CPython's standard library with its tests."""

import os
import pathlib
import re
import subprocess
import sysconfig
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DANGLE = pathlib.Path(os.environ.get("DANGLE", ROOT / "build" / "release" / "dangle"))


@unittest.skipUnless(DANGLE.exists(), "dangle is not built")
class VerifyTest(unittest.TestCase):
    def verify(self, *paths):
        run = subprocess.run([DANGLE, "debug", "verify", *paths], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 0, run.stdout[-3000:] + run.stderr[-3000:])
        files, functions = map(int, re.search(r"^(\d+) files, (\d+) functions, 0 complaints$", run.stdout, re.MULTILINE).groups())
        self.assertGreater(files, 0)
        self.assertGreaterEqual(functions, files)  # each module has a body

    def test_own_files(self):
        self.verify(ROOT / "tests", ROOT / "models" / "stubs", ROOT / "examples", ROOT / "bench")

    def test_standard_library(self):
        library = pathlib.Path(sysconfig.get_path("stdlib"))
        if not (library / "asyncio").is_dir():
            self.skipTest("the standard library is not there as files")
        self.verify(library)


if __name__ == "__main__":
    unittest.main()
