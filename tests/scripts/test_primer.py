"""The primer's bookkeeping: what is new, gone and changed, and that verdicts survive."""

import contextlib
import io
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "primer"))
import primer  # noqa: E402


def finding(identity, place="a.py:1", rule="DNG201"):
    return {"identity": identity, "project": "p", "rule": rule, "place": place, "message": "M."}


class PrimerTest(unittest.TestCase):
    def setUp(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        self.saved = primer.VERDICTS
        primer.VERDICTS = folder / "verdicts.jsonl"
        self.addCleanup(setattr, primer, "VERDICTS", self.saved)

    def run_with(self, findings, exit_code=1, accept=True):
        project = primer.Project("p", "1", "test")
        scans = [primer.Scan(project, "default", exit_code, 0, 0, 0, findings, "")]
        known = primer.read_verdicts()
        with contextlib.redirect_stdout(io.StringIO()) as output:
            current, scanned = primer.show_difference(known, scans)
        if accept:
            primer.accept(known, current, scanned)
        return output.getvalue()

    def test_new_gone_changed(self):
        self.assertIn("new: 2", self.run_with([finding("a"), finding("b")]))
        output = self.run_with([finding("a", place="a.py:9")])
        self.assertIn("new: 0", output)
        self.assertIn("gone: 1", output)
        self.assertIn("a.py:1 -> a.py:9", output)

    def test_without_accept_nothing_is_kept(self):
        self.run_with([finding("a")], accept=False)
        self.assertEqual(primer.read_verdicts(), {})

    def test_verdicts_survive_a_disappearance(self):
        self.run_with([finding("abc"), finding("b")])
        primer.record_verdict("ab", "true", "nobody awaits it")
        self.run_with([])
        self.assertEqual([e["identity"] for e in primer.read_verdicts().values()], ["abc"])
        self.assertIn("[true]", self.run_with([finding("abc")]))
        entry = primer.read_verdicts()["p:abc"]
        self.assertEqual((entry["verdict"], entry["why"], entry["present"]), ("true", "nobody awaits it", True))

    def test_a_failed_scan_says_nothing_about_findings(self):
        self.run_with([finding("a")])
        self.assertIn("gone: 0", self.run_with([], exit_code=3))
        self.assertTrue(primer.read_verdicts()["p:a"]["present"])

    def test_first_sentence(self):
        self.assertEqual(primer.first_sentence("'a.b' is lost. It leaks."), "'a.b' is lost.")

    def test_projects_are_pinned(self):
        projects = primer.load_projects([])
        self.assertGreaterEqual(len(projects), 9)
        for project in projects[:-1]:
            self.assertRegex(project.sha256, r"^[0-9a-f]{64}$")


if __name__ == "__main__":
    unittest.main()
