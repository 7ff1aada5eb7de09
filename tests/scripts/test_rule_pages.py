"""The pages of the rules: each rule has one, each page has its parts, what it names as fixtures exists, and the table
of the rules in docs/rules.md is up to date (`python3 tests/scripts/test_rule_pages.py --write` rewrites it)."""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PAGES = ROOT / "checkers" / "docs"
FIXTURES = ROOT / "tests" / "fixtures"
TABLE = ROOT / "docs" / "rules.md"
sys.path.insert(0, str(FIXTURES))
import run_fixtures  # noqa: E402

# A limit is hit only by inputs too large for a fixture; unit tests hit it.
WITHOUT_FIXTURES = {"DNG903"}
# Fixtures of these rules hold code that Python refuses: each file with an expectation must fail to compile.
REFUSED_BY_PYTHON = {"DNG204", "DNG902"}

HEADING = re.compile(r"^# (DNG\d{3}) ([a-z]+(?:-[a-z]+)*)\n\nSeverity: (P[123])\n")
SECTION = re.compile(r"^## (.+)\n((?:(?!^## ).*\n?)*)", re.MULTILINE)
ROW = re.compile(r"^\| (.+) \| (.+) \|$", re.MULTILINE)
REFERENCE = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
RULE_IN_SOURCE = re.compile(r'"(DNG\d{3})"')


def pages():
    return sorted(PAGES.glob("DNG*.md"))


def sections(text):
    return {match[1]: match[2].strip() for match in SECTION.finditer(text)}


def make_table():
    lines = ["# Rules", "", "Written from the pages in checkers/docs by `python3 tests/scripts/test_rule_pages.py --write`.", ""]
    lines += ["| Rule | Name | Severity | What it finds |", "|---|---|---|---|"]
    for page in pages():
        text = page.read_text(encoding="utf-8")
        rule, name, severity = HEADING.match(text).groups()
        what = " ".join(sections(text)["What it does"].split())
        sentence = re.match(r".*?\.(?= |$)", what)[0]
        lines.append(f"| [{rule}](../checkers/docs/{page.name}) | {name} | {severity} | {sentence} |".replace("` | `", "` or `"))
    return "\n".join(lines) + "\n"


def definitions(path):
    parts = run_fixtures.split_parts(path)
    return {name for part in parts for name, _, _ in run_fixtures.definition_extents(part.lines)}


class RulePagesTest(unittest.TestCase):
    def test_each_rule_of_the_sources_has_a_page(self):
        sources = [path for folder in ("frontend", "checkers", "dataflow", "cli") for path in (ROOT / folder).rglob("*.cc")]
        rules = {rule for path in sources for rule in RULE_IN_SOURCE.findall(path.read_text(encoding="utf-8"))}
        self.assertLessEqual(rules, {page.stem for page in pages()})

    def test_each_page_has_its_parts(self):
        for page in pages():
            with self.subTest(page=page.name):
                text = page.read_text(encoding="utf-8")
                heading = HEADING.match(text)
                self.assertIsNotNone(heading, "the heading is `# DNGnnn name`, then the severity")
                self.assertEqual(heading[1], page.stem)
                wanted = ["What it does", "Why is this bad?", "What it reports", "Severity and confidence"]
                if page.stem not in WITHOUT_FIXTURES:
                    wanted += ["Example", "Use instead", "What it stays silent on"]
                parts = sections(text)
                self.assertEqual([part for part in wanted if not parts.get(part)], [])

    def test_each_example_expects_its_rule(self):
        for page in pages():
            parts = sections(page.read_text(encoding="utf-8"))
            if "Example" not in parts:
                continue
            with self.subTest(page=page.name):
                self.assertIn(f"# expect: {page.stem}", parts["Example"])
                self.assertNotIn("# expect", parts["Use instead"])

    def test_each_item_has_fixtures(self):
        for page in pages():
            if page.stem in WITHOUT_FIXTURES:
                continue
            parts = sections(page.read_text(encoding="utf-8"))
            for part in ("What it reports", "What it stays silent on"):
                rows = [row for row in ROW.findall(parts[part]) if row[0] not in ("Item", "---")]
                self.assertTrue(rows, f"{page.name}: no table in '{part}'")
                for item, cell in rows:
                    with self.subTest(page=page.name, item=item):
                        references = REFERENCE.findall(cell)
                        self.assertTrue(references)
                        self.assertEqual(REFERENCE.sub("", cell).strip(), "", "only references to fixtures")
                        for file, name in references:
                            path = FIXTURES / page.stem.lower() / file
                            self.assertTrue(path.is_file(), f"{file} is no fixture")
                            if name:
                                self.assertIn(name, definitions(path), file)

    def test_fixtures_of_the_rules_are_python(self):
        for page in pages():
            for path in sorted((FIXTURES / page.stem.lower()).glob("**/*.py")) + sorted((FIXTURES / "mission").glob("*.py")):
                fixture = run_fixtures.load(path)
                refused = {e.file for e in fixture.expectations if e.rule in REFUSED_BY_PYTHON}
                for part in fixture.parts:
                    if not part.name.endswith(".py") or (page.stem in REFUSED_BY_PYTHON and part.name not in refused):
                        continue
                    with self.subTest(fixture=f"{path.relative_to(FIXTURES)} {part.name}"):
                        source = "".join(part.lines).encode("utf-8", "surrogateescape")
                        if part.name in refused:
                            with self.assertRaises((SyntaxError, ValueError)):
                                compile(source, part.name, "exec")
                        else:
                            compile(source, part.name, "exec")

    def test_the_table_is_up_to_date(self):
        self.assertEqual(TABLE.read_text(encoding="utf-8"), make_table(), "run this file with --write")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        TABLE.parent.mkdir(exist_ok=True)
        TABLE.write_text(make_table(), encoding="utf-8")
    else:
        unittest.main()
