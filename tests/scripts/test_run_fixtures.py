"""The harness of the fixtures, tried with a stand-in for dangle that reports what a fixture tells it to."""

import contextlib
import io
import os
import pathlib
import shutil
import sys
import tempfile
import textwrap
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "fixtures"))
import run_fixtures  # noqa: E402


class FixturesTest(unittest.TestCase):
    def test_names_and_comments_agree(self):
        for path in run_fixtures.find_fixtures(run_fixtures.FIXTURES, []):
            with self.subTest(fixture=os.path.relpath(path, run_fixtures.FIXTURES)):
                self.assertEqual(run_fixtures.load(path).complaints, [])


class HarnessTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)

    def check(self, text, name="x.py"):
        path = self.root / name
        path.write_text(textwrap.dedent(text))
        return run_fixtures.check_fixture(HERE / "fake_dangle.py", path)

    def assert_clean(self, text):
        self.assertEqual(self.check(text), [])

    def assert_complaints(self, text, *words):
        complaints = self.check(text)
        self.assertEqual(len(complaints), len(words), complaints)
        for complaint, word in zip(complaints, words):
            self.assertIn(word, complaint)

    def test_expected_and_reported(self):
        self.assert_clean("""\
            def f_bad():
                a()  # expect: DNG201 # report: DNG201
                b()  # expect: DNG201, DNG301 # report: DNG301 # report: DNG201
            """)

    def test_missing(self):
        self.assert_complaints("a()  # expect: DNG201\n", "[default] 1: missing DNG201", "[all] 1: missing DNG201")

    def test_unexpected(self):
        self.assert_complaints("a()  # report: DNG201\n", "[default] 1: unexpected x.py:1: DNG201", "[all] 1: unexpected")

    def test_one_expectation_takes_one_result(self):
        self.assert_complaints("a()  # expect: DNG201 # report: DNG201 # report: DNG201\n", "[default]", "[all]")

    def test_wrong_line(self):
        complaints = self.check("a()  # expect: DNG201\nb()  # report: DNG201\n")
        self.assertEqual(len(complaints), 4, complaints)

    def test_offset(self):
        self.assert_clean("a()  # report: DNG902\n# expect[-1]: DNG902\n")

    def test_text(self):
        self.assert_clean('a()  # expect: DNG201 "of a" # report: DNG201 result of a\n')
        self.assert_complaints(
            'a()  # expect: DNG201 "of b" # report: DNG201 result of a\n', 'does not say "of b"', 'does not say "of b"'
        )

    def test_may_is_only_for_all(self):
        self.assert_clean("a()  # expect-may: DNG201 # report-may: DNG201\n")
        self.assert_complaints("a()  # expect-may: DNG201 # report: DNG201\n", "[default] 1: unexpected")
        self.assert_complaints("a()  # expect: DNG201 # report-may: DNG201\n", "[default] 1: missing")

    def test_review(self):
        self.assert_clean("a()  # expect-review: DNG201 # report-review: DNG201\n")
        self.assert_complaints("a()  # expect-review: DNG201 # report-may: DNG201\n", "[review] 1: missing")

    def test_unreadable_expectations(self):
        for text in ("# expect: DNG2", "# expect:", "# expect: DNG201 save", "# expected: DNG201"):
            self.assertTrue(any("cannot read" in c for c in self.check(f"a()  {text}\n")), text)

    def test_splits(self):
        self.assert_clean("""\
            a()
            # --- pkg/other.py
            b()  # expect: DNG201 # report: DNG201
            # --- dangle.toml
            key = 1
            """)
        self.assert_complaints("a()\n# --- pkg/other.py\nb()  # report: DNG201\n", "3: unexpected pkg/other.py:1", "3:")

    def test_layout(self):
        path = self.root / "x.py"
        path.write_text("# a comment\n# --- a.py\na\r\n# --- b/c.py\nb")
        folder = self.root / "out"
        run_fixtures.lay_out(run_fixtures.load(path), folder)
        files = {str(f.relative_to(folder)): f.read_text() for f in folder.rglob("*") if f.is_file()}
        self.assertEqual(files, {"a.py": "a\n", "b/c.py": "b", "dangle.toml": "test-paths = []\n"})

    def test_odd_bytes_survive(self):
        path = self.root / "x.py"
        path.write_bytes(b"\xef\xbb\xbf# \xe9\x00\r\nx = '\x0c\xc2\x85'\r")
        folder = self.root / "out"
        run_fixtures.lay_out(run_fixtures.load(path), folder)
        self.assertEqual((folder / "x.py").read_bytes(), path.read_bytes())

    def test_names(self):
        self.assert_complaints("def f_bad():\n    a()\n", "f_bad holds no expectation")
        self.assert_complaints("def f_ok():\n    a()  # expect: DNG201 # report: DNG201\n", "f_ok holds an expectation")
        self.assert_complaints("def FP_f():\n    a()\n", "must be named")
        # The extent of a function ends where the indentation does, not at a closing bracket.
        self.assert_clean("def f_bad(\n    x,\n):\n    a()  # expect: DNG201 # report: DNG201\n\ndef g_ok(): pass\n")

    def test_confessions(self):
        self.assert_clean("def FP_f_ok():\n    # Why.\n    a()  # expect: DNG201 # report: DNG201\n")
        self.assert_clean("# Why.\ndef FN_f_bad():\n    a()\n")
        self.assert_complaints("def FP_f_ok():\n    # Why.\n    a()\n", "expects none")
        self.assert_complaints("def FP_f_ok():\n    a()  # expect: DNG201 # report: DNG201\n", "needs a comment")
        self.assert_complaints("def FN_f_bad():\n    a()\n", "needs a comment")
        self.assert_complaints(
            "def FN_f_bad():\n    # Why.\n    a()  # expect: DNG201 # report: DNG201\n", "expects a finding"
        )

    def test_crash(self):
        self.assert_complaints("# crash\n", "ended with 3", "ended with 3")

    def test_goldens(self):
        golden = self.root / "x.py.ir.exp"
        golden.write_text("A = 1\n")
        self.assert_complaints("a = 1\nb = 2\n", "x.py.ir.exp:2: expected '(end)', got 'B = 2'")
        run_fixtures.check_fixture(HERE / "fake_dangle.py", self.root / "x.py", write_goldens=True)
        self.assertEqual(golden.read_text(), "A = 1\nB = 2\n")
        self.assert_clean("a = 1\nb = 2\n")

    def test_main_counts(self):
        (self.root / "good.py").write_text("a()\n")
        (self.root / "bad.py").write_text("a()  # report: DNG201\n")
        arguments = ["--dangle", str(HERE / "fake_dangle.py"), "--root", str(self.root)]
        with contextlib.redirect_stdout(io.StringIO()) as output:
            self.assertEqual(run_fixtures.main(arguments), 1)
            self.assertEqual(run_fixtures.main([*arguments, "good"]), 0)
        self.assertIn("fixtures: 1 passed, 1 failed\n", output.getvalue())

    def test_known_gaps(self):
        bad = self.root / "bad.py"
        bad.write_text("a()  # report: DNG201\n")
        arguments = ["--dangle", str(HERE / "fake_dangle.py"), "--root", str(self.root)]
        with contextlib.redirect_stdout(io.StringIO()) as output:
            self.assertEqual(run_fixtures.main([*arguments, "--write-gaps"]), 0)
            self.assertEqual(run_fixtures.main(arguments), 0)
            bad.write_text("a()\n")
            self.assertEqual(run_fixtures.main(arguments), 1)
        self.assertIn("mended, remove it from known_gaps.txt: bad.py [all] 1: unexpected DNG201", output.getvalue())


if __name__ == "__main__":
    unittest.main()
