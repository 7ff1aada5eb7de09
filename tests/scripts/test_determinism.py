"""The same bytes whatever the number of threads, the order of the paths, or the hash seeds of a run."""

import os
import pathlib
import random
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DANGLE = pathlib.Path(os.environ.get("DANGLE", ROOT / "build" / "release" / "dangle"))
FORMATS = ("text", "sarif", "json")


@unittest.skipUnless(DANGLE.exists(), "dangle is not built")
class DeterminismTest(unittest.TestCase):
    def scan(self, paths, threads):
        """All reports of one scan of everything in the tree that is Python, fixtures included."""
        with tempfile.TemporaryDirectory() as folder:
            outputs = [pathlib.Path(folder, name) for name in FORMATS]
            options = [part for path in outputs for part in ("--output", f"{path.name}:{path}")]
            run = subprocess.run(
                [DANGLE, "scan", "--profile", "all", "--no-cache", "-j", str(threads), *options, *paths],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertIn(run.returncode, (0, 1), run.stderr)
            return [path.read_bytes() for path in outputs]

    def test_threads_and_order(self):
        paths = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "fixtures").glob("*/"))
        paths.append("examples/webshop")
        expected = self.scan(paths, 1)
        self.assertIn(b"DNG", expected[0])
        for threads in (1, 2, 5):
            random.Random(threads).shuffle(paths)
            for name, want, got in zip(FORMATS, expected, self.scan(paths, threads)):
                with self.subTest(threads=threads, format=name):
                    self.assertEqual(want == got, True, f"-j {threads} and another order of paths change the {name} report")


if __name__ == "__main__":
    unittest.main()
