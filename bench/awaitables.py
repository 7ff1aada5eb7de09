#!/usr/bin/env python3
"""Does dangle know which calls give something to be awaited? Its answers beside pyright's, on a sample of real calls.

usage: awaitables.py --dangle build/release/dangle --pyright PATH --python ENVIRONMENT [--count 500] PROJECT…

From the async functions of the projects calls are chosen by the hash of their place: `--count` that stand under an `await` and as many that do
not. In one copy of each project every chosen call is put into `reveal_type(…)`, without its `await`; pyright and dangle (`--print=revealed`)
both say what they reveal there, so dangle cannot learn from the `await`. A type *is* awaitable if all that it may be (None aside) is a
coroutine, a future, a task or has `__await__`; it *may be* if some of it is. Calls of which one of the two says nothing (Unknown, Any) are told by
themselves. Printed are the counts and every disagreement.
"""

import argparse
import ast
import collections
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

REVEALED = re.compile(r"^(.*):(\d+): (.*)$")


class Calls(ast.NodeVisitor):
    """The calls in async functions, each with whether it is awaited; those whose `await` or reveal_type would change the meaning left out."""

    def __init__(self):
        self.depth = 0
        self.awaited = []
        self.plain = []

    def visit_AsyncFunctionDef(self, node):
        self.depth += 1
        for statement in node.body:
            self.visit(statement)
        self.depth -= 1

    def visit_FunctionDef(self, node):
        depth, self.depth = self.depth, 0
        for statement in node.body:
            self.visit(statement)
        self.depth = depth

    def visit_Lambda(self, node):
        pass

    def visit_Await(self, node):
        if self.depth > 0 and isinstance(node.value, ast.Call):
            self.awaited.append(node)
            self.generic_visit(node.value)
        else:
            self.generic_visit(node)

    def visit_Call(self, node):
        if self.depth > 0 and not (isinstance(node.func, ast.Name) and node.func.id in ("super", "reveal_type")):
            self.plain.append(node)
        self.generic_visit(node)


def sample(projects, count):
    """The chosen calls by project and file: {(project, file): [(node, is awaited)]}."""
    found = {True: [], False: []}
    for project in projects:
        for path in sorted(project.rglob("*.py")):
            text = path.read_text(errors="replace")
            try:
                tree = ast.parse(text)
            except SyntaxError:
                continue
            calls = Calls()
            calls.visit(tree)
            name = str(path.relative_to(project))
            for is_awaited, nodes in ((True, calls.awaited), (False, calls.plain)):
                for node in nodes:
                    key = f"{project.name}/{name}:{node.lineno}:{node.col_offset}"
                    found[is_awaited].append((hashlib.sha256(key.encode()).hexdigest(), project, name, node))
    chosen = collections.defaultdict(list)
    taken = set()
    for is_awaited, candidates in found.items():
        number = 0
        for _, project, name, node in sorted(candidates, key=lambda candidate: candidate[0]):
            # Both tools tell the line only: one call a line.
            lines = {(project, name, line) for line in range(node.lineno, node.end_lineno + 1)}
            if number == count or lines & taken:
                continue
            taken |= lines
            number += 1
            chosen[(project, name)].append((node, is_awaited))
    return chosen


def instrument(text, calls):
    """The text with each call in a reveal_type; an `await` before it goes in front of nothing: its place is blanked."""
    encoded = [line.encode() for line in text.split("\n")]
    for node, is_awaited in sorted(calls, key=lambda call: (call[0].lineno, call[0].col_offset), reverse=True):
        call = node.value if is_awaited else node
        end, end_column = call.end_lineno - 1, call.end_col_offset
        encoded[end] = encoded[end][:end_column] + b")" + encoded[end][end_column:]
        begin, column = call.lineno - 1, call.col_offset
        if is_awaited and node.lineno == call.lineno:
            encoded[begin] = encoded[begin][: node.col_offset] + b"reveal_type(" + encoded[begin][column:]
        else:
            encoded[begin] = encoded[begin][:column] + b"reveal_type(" + encoded[begin][column:]
    return b"\n".join(encoded).decode()


# ---- What a printed type is ----------------------------------------------------------------------------------------------------


def members(printed):
    """The members of a printed union, brackets respected."""
    parts, depth, begin = [], 0, 0
    for at, letter in enumerate(printed):
        depth += letter in "[("
        depth -= letter in "])"
        if depth == 0 and printed.startswith(" | ", at):
            parts.append(printed[begin:at])
            begin = at + 3
    return [part.strip() for part in [*parts, printed[begin:]]]


class Judge:
    """Is a type awaitable? By its head, and for classes by whether their source has `__await__`."""

    def __init__(self, folders):
        self.classes = set()
        for folder in folders:
            for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.pyi")]):
                text = path.read_text(errors="replace")
                if "__await__" not in text:
                    continue
                try:
                    tree = ast.parse(text)
                except SyntaxError:
                    continue
                for node in ast.walk(tree):
                    if isinstance(node, ast.ClassDef) and any(getattr(part, "name", "") == "__await__" for part in node.body):
                        self.classes.add(node.name)

    def is_awaitable(self, member):
        head = re.split(r"[\[(<]", member)[0].strip()
        if member.startswith("type["):
            return False
        name = head.split(" ")[0].rpartition(".")[2]
        return (
            member.startswith("coroutine ")
            or name in ("CoroutineType", "Coroutine", "Awaitable", "Future", "Task", "_Future")
            or name in self.classes
        )

    def answer(self, printed):
        """yes, no, maybe (some member is), or unknown. Of what is partly unknown, an awaitable member is a claim; without one nothing is said."""
        parts = [part for part in members(printed) if part != "None"]
        if not parts:
            return "no"
        known = [part for part in parts if part not in ("Unknown", "Any", "Nothing")]
        answers = {self.is_awaitable(part) for part in known}
        if len(known) < len(parts) and True not in answers:
            return "unknown"
        return "maybe" if len(answers) == 2 else "yes" if True in answers else "no"


def pyright_answers(pyright, python, folder):
    settings = {"include": ["."], "typeCheckingMode": "off", "reportMissingImports": "none"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [pyright, "--outputjson", "-p", str(folder), "--pythonpath", python]
    report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    answers = {}
    for diagnostic in report["generalDiagnostics"]:
        match = re.match(r'Type of ".*" is "(.*)"$', diagnostic["message"], re.DOTALL)
        if match:
            name = str(pathlib.Path(diagnostic["file"]).relative_to(folder))
            answers[(name, diagnostic["range"]["start"]["line"] + 1)] = match.group(1).replace("\n", " ")
    return answers


def dangle_answers(dangle, python, folder):
    command = [dangle, "scan", "--isolated", "--print=revealed", "--stop-after=types", "--python", python, str(folder)]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return {(m.group(1), int(m.group(2))): m.group(3) for m in map(REVEALED.match, output.split("\n")) if m}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dangle", required=True)
    parser.add_argument("--pyright", required=True)
    parser.add_argument("--python", required=True, help="the environment with the projects' dependencies: its interpreter")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for pyright's answers")
    parser.add_argument("--unknown", action="store_true", help="print the calls that only one of the two knows, too")
    parser.add_argument("projects", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    chosen = sample(arguments.projects, arguments.count)
    site_packages = sorted(pathlib.Path(arguments.python).parent.parent.glob("lib/python3*/site-packages"))
    models = pathlib.Path(__file__).resolve().parent.parent / "models" / "stubs"
    judge = Judge([*arguments.projects, *site_packages, models])
    table = {True: collections.Counter(), False: collections.Counter()}
    lines = []
    for project in arguments.projects:
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / "project"
            shutil.copytree(project, folder, ignore=shutil.ignore_patterns(".git", "node_modules"))
            for (owner, name), calls in chosen.items():
                if owner == project:
                    path = folder / name
                    path.write_text(instrument(path.read_text(errors="replace"), calls))
            kept = arguments.keep / f"{project.name}.awaitables.json" if arguments.keep else None
            if kept is not None and kept.exists():
                theirs = {(name, line): kind for name, line, kind in json.loads(kept.read_text())}
            else:
                theirs = pyright_answers(arguments.pyright, arguments.python, folder)
                if kept is not None:
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    kept.write_text(json.dumps([[*place, kind] for place, kind in theirs.items()]))
            ours = dangle_answers(arguments.dangle, arguments.python, folder)
        for (owner, name), calls in sorted(chosen.items(), key=lambda item: item[0][1]):
            for node, is_awaited in calls if owner == project else []:
                call = node.value if is_awaited else node
                # Tools name the line of the argument or of the call.
                their = theirs.get((name, call.lineno))
                our = ours.get((name, call.lineno))
                if our is None or their is None:
                    table[is_awaited]["not revealed"] += 1
                    continue
                answers = (judge.answer(our), judge.answer(their))
                if "unknown" in answers:
                    who = "both" if answers[0] == answers[1] else "dangle" if answers[0] == "unknown" else "pyright"
                    table[is_awaited][f"unknown to {who}"] += 1
                    if arguments.unknown and who != "both":
                        lines.append(f"unknown to {who}: {project.name}/{name}:{call.lineno}: dangle {our}; pyright {their}")
                    continue
                same = answers[0] == answers[1]
                table[is_awaited]["agree" if same else "disagree"] += 1
                if not same:
                    lines.append(f"{project.name}/{name}:{call.lineno}: dangle {answers[0]} ({our}); pyright {answers[1]} ({their})")
    for is_awaited, counts in table.items():
        both = counts["agree"] + counts["disagree"]
        share = counts["agree"] / max(1, both)
        print(f"{'awaited' if is_awaited else 'not awaited'}: {counts['agree']} of {both} agree ({share:.1%}); {dict(sorted(counts.items()))}")
    for line in lines:
        print(" ", line)


if __name__ == "__main__":
    main()
