"""The official validator has nothing to say about our SARIF; and it is really asked."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import validate_sarif

REPORT_TESTS = validate_sarif.ROOT / "build" / "release" / "dangle_report_tests"


class ValidateSarifTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        try:
            cls.binary = validate_sarif.install()
        except validate_sarif.ValidatorMissing as reason:
            raise unittest.SkipTest(str(reason))
        if not REPORT_TESTS.exists():
            raise unittest.SkipTest(f"{REPORT_TESTS} is not built")

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.sample = pathlib.Path(folder.name, "sample.sarif")
        subprocess.run(
            [REPORT_TESTS, "--gtest_filter=SarifSampleTest.*"],
            env=dict(os.environ, DANGLE_SAMPLE_SARIF=str(self.sample)),
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def test_the_sample_with_every_feature_is_valid(self):
        self.assertEqual(validate_sarif.validate(self.sample, self.binary), [])

    def test_a_planted_error_and_a_planted_note_are_found(self):
        sarif = json.loads(self.sample.read_text(encoding="utf-8"))
        rule = sarif["runs"][0]["tool"]["driver"]["rules"][0]
        del rule["help"], rule["helpUri"]
        self.sample.write_text(json.dumps(sarif), encoding="utf-8")
        complaints = validate_sarif.validate(self.sample, self.binary)
        self.assertTrue(any("error GH2012" in complaint for complaint in complaints), complaints)
        self.assertTrue(any("note SARIF2012" in complaint for complaint in complaints), complaints)


if __name__ == "__main__":
    unittest.main()
