"""examples/webshop: dangle finds each defect of DEFECTS.md, in its function, and nothing else in any profile."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHOP = ROOT / "examples" / "webshop"
DANGLE = pathlib.Path(os.environ.get("DANGLE", ROOT / "build" / "release" / "dangle"))
ROW = re.compile(r"^\| (DNG\d{3}) \| (\S+) \| (\S+) \|", re.MULTILINE)


def planted():
    return ROW.findall((SHOP / "DEFECTS.md").read_text(encoding="utf-8"))


def module_of(file):
    """scripts/ holds no modules of the package: its files are named by themselves."""
    return file.removesuffix(".py").replace("/", ".")


@unittest.skipUnless(DANGLE.exists(), "dangle is not built")
class WebshopTest(unittest.TestCase):
    maxDiff = None

    def scan(self, profile):
        with tempfile.TemporaryDirectory() as folder:
            sarif = pathlib.Path(folder, "shop.sarif")
            run = subprocess.run(
                [DANGLE, "scan", "--profile", profile, "--output", f"sarif:{sarif}", SHOP],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(run.returncode, 1, run.stderr)
            results = json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"]
        found = []
        for result in results:
            location = result["locations"][0]
            # From the root of the repository; where there is none, from the shop's own.
            file = location["physicalLocation"]["artifactLocation"]["uri"].removeprefix("examples/webshop/")
            name = (location.get("logicalLocations") or [{}])[0].get("fullyQualifiedName", "")
            found.append((result["ruleId"], file, name))
        return sorted(found)

    def test_each_defect_and_nothing_else(self):
        for profile in ("default", "review", "all"):
            with self.subTest(profile=profile):
                found = self.scan(profile)
                wanted = sorted(planted())
                self.assertEqual([row[:2] for row in found], [row[:2] for row in wanted])
                for (_, file, name), (_, _, function) in zip(found, wanted):
                    stem = module_of(file).rpartition(".")[2]
                    self.assertTrue(name.endswith(f"{stem}.{function}"), f"{file}: {name} is not {function}")


class DefectsTest(unittest.TestCase):
    def test_one_defect_for_each_rule(self):
        rules = [rule for rule, _, _ in planted()]
        self.assertEqual(len(rules), len(set(rules)))
        pages = {page.stem for page in (ROOT / "checkers" / "docs").glob("DNG*.md")}
        # DNG903 is about inputs too large for an example.
        self.assertEqual(set(rules), pages - {"DNG903"})


if __name__ == "__main__":
    unittest.main()
