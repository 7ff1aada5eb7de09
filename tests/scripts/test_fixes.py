"""`dangle scan --fix`: for every fixture with edits, what they make of it parses, and the next scan finds what they mend no more,
and nothing that was not there before. Beside that: encodings, line ends, modes and the patch of `--diff`."""

import ast
import collections
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
DANGLE = pathlib.Path(os.environ.get("DANGLE", ROOT / "build" / "release" / "dangle")).resolve()
sys.path.insert(0, str(FIXTURES))
import run_fixtures  # noqa: E402

# Rules that must have a fixture whose fix is applied.
FIXABLE = {"DNG101", "DNG201", "DNG203", "DNG205", "DNG301", "DNG401"}
# Without the `await` that raised TypeError the call runs, and blocks.
UNCOVERED = {("holders.py", "DNG101")}
# More runs than any fixture needs for fixes that overlap.
MAX_RUNS = 5


def dangle(arguments, folder):
    return run_fixtures.run_dangle(DANGLE, ["--profile", "review", *arguments, "."], folder)


def findings_of(folder):
    run = dangle(["--format", "json"], folder)
    if run.returncode not in (0, 1):
        raise AssertionError(run.stderr.decode())
    return json.loads(run.stdout)["findings"]


def is_fixable(finding):
    return any(fix["edits"] for fix in finding["fixes"])


def parses(path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(path.read_bytes())
        return True
    except (SyntaxError, ValueError):
        return False


def check_fixture(path):
    """The complaints about a fixture, and the rules of which something was mended."""
    fixture = run_fixtures.load(path)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run_fixtures.lay_out(fixture, folder)
        before = findings_of(folder)
        mended = collections.Counter(finding["rule"] for finding in before if is_fixable(finding))
        if not mended:
            return [], set()
        parsed = [file for file in folder.rglob("*.py") if parses(file)]
        for _ in range(MAX_RUNS):
            if "overlapping" not in dangle(["--fix"], folder).stderr.decode():
                break
        complaints = [f"{path.name}: {file.name} no longer parses" for file in parsed if not parses(file)]
        known = collections.Counter(finding["rule"] for finding in before)
        after = findings_of(folder)
        left = collections.Counter(finding["rule"] for finding in after)
        for finding in after:
            if is_fixable(finding):
                complaints.append(f"{path.name}: after --fix still {finding['rule']}: {finding['message']}")
        for rule in known | left:
            if left[rule] > known[rule] - mended[rule] and (path.name, rule) not in UNCOVERED:
                complaints.append(f"{path.name}: {rule} {known[rule]} times before, {mended[rule]} with edits, {left[rule]} times after")
        return complaints, set(mended)


@unittest.skipUnless(DANGLE.exists(), "dangle is not built")
class FixesTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "dangle.toml").write_text("test-paths = []\n")

    def fix(self, source, *arguments, name="app.py"):
        """The bytes of a file after --fix, and the run."""
        path = self.folder / name
        path.write_bytes(source)
        run = dangle(["--fix", *arguments], self.folder)
        return path.read_bytes(), run

    def test_every_fixture(self):
        rules = set()
        complaints = []
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for more, mended in pool.map(check_fixture, sorted(FIXTURES.rglob("*.py"))):
                complaints += more
                rules |= mended
        self.assertEqual(complaints, [])
        self.assertLessEqual(FIXABLE, rules)

    SAVE = b"async def save(): ...\n\n\nasync def f():\n    save()\n"
    SAVED = SAVE.replace(b"    save()", b"    await save()")

    def test_line_ends_and_marks_stay(self):
        for convert in (lambda b: b.replace(b"\n", b"\r\n"), lambda b: b"\xef\xbb\xbf" + b, lambda b: b.rstrip(b"\n"), lambda b: b.replace(b"    ", b"\t")):
            fixed, run = self.fix(convert(self.SAVE))
            self.assertEqual(fixed, convert(self.SAVED))
            self.assertEqual(run.returncode, 0, run.stderr)

    def test_inserted_lines_end_like_the_others(self):
        source = b"import time\n\n\nasync def f():\n    time.sleep(1)\n".replace(b"\n", b"\r\n")
        fixed, _ = self.fix(source)
        self.assertEqual(fixed, b"import asyncio\nimport time\n\n\nasync def f():\n    await asyncio.sleep(1)\n".replace(b"\n", b"\r\n"))

    def test_encoding_stays(self):
        source = b"# coding: latin-1\nasync def save(x): ...\n\n\nasync def f():\n    x = '\xe9\xe8'; save('\xfc')\n"
        fixed, _ = self.fix(source)
        self.assertEqual(fixed, source.replace(b"; save", b"; await save"))

    def test_mode_and_link_stay(self):
        target = self.folder / "real.py"
        target.write_bytes(self.SAVE)
        target.chmod(0o750)
        run = dangle(["--fix"], self.folder)
        self.assertEqual((target.read_bytes(), target.stat().st_mode & 0o777), (self.SAVED, 0o750), run.stderr)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["dangle.toml", "real.py"])

    def test_patch_applies_and_nothing_is_written(self):
        lines = b"".join(b"x%d = 0\n" % i for i in range(20))
        source = self.SAVE + lines + b"\n\nasync def g():\n    save()\n    y = 1\n    save()"
        same, run = self.fix(source, "--diff")
        self.assertEqual(same, source)
        self.assertEqual(run.returncode, 1)
        if shutil.which("patch"):
            subprocess.run(["patch", "-s", "-p1"], cwd=self.folder, input=run.stdout, check=True)
            patched = (self.folder / "app.py").read_bytes()
            fixed, _ = self.fix(source)
            self.assertEqual(patched, fixed)
        self.assertEqual(run.stdout.count(b"\n+    await save()"), 3)

    def test_what_is_left_is_reported_where_it_is_now(self):
        source = b"import time\n\n\nasync def f():\n    time.sleep(1)\n\n\nasync def g(p):\n    h = open(p)\n    print(h)\n"
        _, run = self.fix(source, "--select", "DNG101,DNG301", "--format", "json")
        self.assertEqual(run.returncode, 1)
        self.assertIn("1 fix made in 1 file", run.stderr.decode())
        lines = [finding["line"] for finding in json.loads(run.stdout)["findings"]]
        self.assertEqual(lines, [10])

    def test_nothing_to_fix(self):
        _, run = self.fix(b"x = 1\n")
        self.assertEqual(run.returncode, 0)
        _, run = self.fix(b"x = 1\n", "--diff")
        self.assertEqual((run.returncode, run.stdout), (0, b""))


if __name__ == "__main__":
    unittest.main()
