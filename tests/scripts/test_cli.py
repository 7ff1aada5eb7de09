"""What the executable promises at its edge: exit codes, streams, configuration, the same bytes for any number of threads."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DANGLE = pathlib.Path(os.environ.get("DANGLE") or ROOT / "build" / "release" / "dangle")

BAD = "def load(url):\n    return await fetch(url)\n"
GOOD = "async def load(url):\n    return await fetch(url)\n"
STEPS = """import asyncio


async def fetch(url):
    return url


async def fetch_all(urls):
    tasks = []
    for url in urls:
        tasks.append(asyncio.create_task(fetch(url)))
    await asyncio.gather(*tasks)
"""
SILENT = """from elsewhere import decorated, take


class Holder:
    def __init__(self, path):
        self.file = open(path)


class Plain:
    pass


@decorated
async def wrapped():
    pass


def hand_on(file):
    take(file)


def to_unknown_callee(path):
    take(open(path))


def to_unknown_callee_through_a_helper(path):
    file = open(path)
    hand_on(file)


def to_unknown_method(path):
    Plain().keep(open(path))


def into_unknown_object(path, box):
    box.file = open(path)


async def of_decorated():
    wrapped()


def captured(path):
    file = open(path)
    return lambda: file.read()


def returned(path):
    return open(path)


def closed(path):
    with open(path) as file:
        take(file.read())
"""


@unittest.skipUnless(DANGLE.exists(), "dangle is not built")
class CommandLine(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name).resolve()
        self.addCleanup(self.temporary.cleanup)

    def write(self, path, text):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def run_dangle(self, *arguments):
        return subprocess.run([str(DANGLE), *arguments], cwd=self.folder, capture_output=True, timeout=120, check=False)

    def scan(self, *arguments):
        return self.run_dangle("scan", *arguments)

    def rules(self, *arguments):
        report = json.loads(self.scan("--format", "json", *arguments).stdout)
        return [finding["rule"] for finding in report["findings"]]

    def test_exit_codes(self):
        self.write("good.py", GOOD)
        self.assertEqual(self.scan(".").returncode, 0)
        self.write("bad.py", BAD)
        self.assertEqual(self.scan(".").returncode, 1)
        self.assertEqual(self.scan("--exit-zero", ".").returncode, 0)
        self.assertEqual(self.scan("--ignore", "DNG204", ".").returncode, 0)
        self.assertEqual(self.scan("nowhere").returncode, 2)
        self.assertEqual(self.scan("--no-such-option").returncode, 2)
        self.assertEqual(self.scan("--select", "DNG777", ".").returncode, 2)
        self.assertEqual(self.scan("--output", "sarif:/nowhere/x.sarif", ".").returncode, 3)

    def test_output_goes_to_stdout_and_everything_else_to_stderr(self):
        self.write("bad.py", BAD)
        run = self.scan("--stats", "--verbose", ".")
        self.assertIn(b"DNG204", run.stdout)
        self.assertNotIn(b"project root", run.stdout)
        self.assertIn(b"project root", run.stderr)
        self.assertNotIn(b"\x1b[", run.stdout)
        self.assertIn(b"\x1b[", self.scan("--color", "always", ".").stdout)

    def test_reports_into_files(self):
        self.write("bad.py", BAD)
        self.scan("--output", "sarif:out.sarif", "--output", "json:out.json", ".")
        sarif = json.loads((self.folder / "out.sarif").read_text())
        self.assertEqual(sarif["runs"][0]["results"][0]["ruleId"], "DNG204")
        self.assertEqual(json.loads((self.folder / "out.json").read_text())["findings"][0]["rule"], "DNG204")

    def test_configuration(self):
        self.write("bad.py", BAD)
        self.write("dangle.toml", 'ignore = ["DNG204"]\n')
        self.assertEqual(self.rules("."), [])
        self.assertEqual(self.rules("--isolated", "."), ["DNG204"])
        self.write("dangle.toml", 'ignroe = ["DNG204"]\n')
        run = self.scan(".")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"dangle.toml:1: unknown key 'ignroe'; did you mean 'ignore'?", run.stderr)

    def test_suppressions(self):
        self.write("bad.py", BAD.replace("(url)\n", "(url)  # dangle: ignore[DNG204] -- generated\n"))
        self.assertEqual(self.rules("."), [])

    def test_unreadable_and_undecodable_files(self):
        self.write("a.py", b"x = '\xff'\n")
        self.write("b.py", b"x = 1\x00\n")
        self.write("bad.py", BAD)
        self.assertEqual(self.rules("."), ["DNG902", "DNG902", "DNG204"])

    def test_damage_loses_one_statement(self):
        self.write("a.py", "class A:\n    def f(self):\n        x = g(1,\n        return x\n\n    def h(self):\n        await x\n")
        self.assertEqual(self.rules("."), ["DNG902", "DNG204"])

    def test_the_same_bytes_for_any_number_of_threads_and_order(self):
        for i in range(60):
            self.write(f"pkg/m{i}.py", BAD + GOOD * (i % 7) + ("x = (\n" if i % 5 == 0 else ""))
        self.write("pyproject.toml", "")
        reports = {self.scan("--format", "sarif", "-j", str(threads), ".").stdout for threads in (1, 2, 5)}
        paths = [f"pkg/m{i}.py" for i in range(60)]
        reports.add(self.scan("--format", "sarif", *paths).stdout)
        reports.add(self.scan("--format", "sarif", *reversed(paths)).stdout)
        self.assertEqual(len(reports), 1)

    def test_rules_and_pages(self):
        rules = self.run_dangle("rules").stdout.decode().splitlines()
        self.assertEqual(rules, sorted(rules))
        pages = sorted(page.stem for page in (ROOT / "checkers" / "docs").glob("DNG*.md"))
        self.assertEqual([line.split()[0] for line in rules], pages)
        for line in rules:
            page = self.run_dangle("explain", line.split()[0])
            self.assertEqual(page.returncode, 0)
            self.assertTrue(page.stdout.startswith(f"# {line.split()[0]} {line.split()[1]}".encode()), line)
        self.assertEqual(self.run_dangle("explain", "DNG0").returncode, 2)

    def test_phases(self):
        self.write("good.py", GOOD)
        for phase in ("files", "syntax", "ir", "ir-dot", "facts", "states", "summaries", "findings"):
            run = self.scan("--print", phase, "--stop-after", phase, ".")
            self.assertEqual(run.returncode, 0, phase)
        self.assertIn(b"good.py: good", self.scan("--print=files", "--stop-after=files", ".").stdout)
        self.assertEqual(self.scan("--print", "magic", ".").returncode, 2)

    def test_stats_say_who_silenced(self):
        self.write("app.py", SILENT)
        run = self.scan("--stats", ".")
        self.assertEqual((run.returncode, run.stdout.count(b"DNG")), (0, 0), run.stdout)
        lines = [line for line in run.stderr.decode().splitlines() if line.startswith("silenced by")]
        self.assertEqual(len(lines), 10)
        counts = {line.split(": ")[0].removeprefix("silenced by "): line.split(": ")[1] for line in lines}
        one = "Await 0, Release 1, KeepAlive 0, Lock 0"
        self.assertEqual(counts["(a) an unresolved callee or class"], "Await 0, Release 2, KeepAlive 0, Lock 0")
        self.assertEqual(counts["(b) an unresolved method of a known receiver"], one)
        self.assertEqual(counts["(d) a store into an object of unknown type"], one)
        self.assertEqual(counts["(e) an unknown decorator of the function that is called"], one.replace("Await 0, Release 1", "Await 1, Release 0"))
        self.assertEqual(counts["capture by a closure"], one)
        self.assertEqual(counts["a field, a global or a container that outlives the function"], one)
        self.assertEqual(counts["return to a caller that is not known"], one)

    def test_steps_of_the_solver(self):
        self.write("pkg/__init__.py", "")
        self.write("pkg/app.py", STEPS)
        run = self.run_dangle("debug", "states", "pkg.app.fetch_all", ".", "--html", "page.html")
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, b"", b""))
        page = (self.folder / "page.html").read_text(encoding="utf-8")
        self.assertIn("pkg.app.fetch_all, pkg/app.py:8", page)
        self.assertIn("asyncio.create_task(fetch(url)), KeepAlive", page)
        self.assertIn("changed, around the loop: the target waits", page)
        self.assertNotIn("<script", page)
        links = set(re.findall(r'href="#(\w+)"', page))
        anchors = re.findall(r' id="(\w+)"', page)
        self.assertEqual(len(anchors), len(set(anchors)))
        self.assertEqual(links - set(anchors), set())
        steps = re.findall(r"<h3>Step (\d+) of (\d+): b\d+, visit (\d+)</h3>", page)
        self.assertGreater(max(int(visit) for _, _, visit in steps), 1)
        self.assertEqual(sum(step == "1" for step, _, _ in steps), page.count("<article"))
        text = self.run_dangle("debug", "states", "fetch_all", ".").stdout.decode()
        self.assertIn("pkg.app.fetch_all, line 11: asyncio.create_task(fetch(url)), KeepAlive\n  Never lost.\n", text)

    def test_steps_of_an_unknown_function(self):
        self.write("app.py", STEPS)
        self.write("other.py", STEPS)
        run = self.run_dangle("debug", "states", "app.fetch_al", ".", "--html", "page.html")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"no such function: app.fetch_al (near: app.fetch_all", run.stderr)
        self.assertFalse((self.folder / "page.html").exists())
        run = self.run_dangle("debug", "states", "fetch_all", ".")
        self.assertEqual(run.returncode, 2)
        self.assertIn(b"several functions are called fetch_all: app.fetch_all, other.fetch_all", run.stderr)
        self.assertEqual(self.run_dangle("debug", "states", "f", "nowhere").returncode, 2)
        self.assertEqual(self.run_dangle("debug", "states", "app.fetch", ".", "--html", "/nowhere/x.html").returncode, 3)

    def test_models_check(self):
        """All of dangle's own stubs are in order; a mistake is shown with its place and its remedy."""
        run = subprocess.run([DANGLE, "models", "check", ROOT / "models" / "stubs"], capture_output=True, text=True, timeout=120)
        self.assertEqual((run.returncode, run.stderr), (0, ""), run.stdout)
        self.assertRegex(run.stdout, r"\A0 problems in \d+ stubs\n\Z")
        self.write("stubs/acme.pyi", "def dial() -> int: ...\ndef close(link: Discharges[Relase]) -> None: ...\n")
        self.write("dangle.toml", 'models = ["stubs"]\n')
        run = subprocess.run([DANGLE, "models", "check"], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 2)
        self.assertIn("stubs/acme.pyi:2:28: no protocol is called 'Relase'; did you mean 'Release'?\n1 problem in 1 stub\n", run.stdout)
        run = subprocess.run([DANGLE, "models", "check", "missing"], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("no such folder of models: missing", run.stderr)


if __name__ == "__main__":
    unittest.main()
