#!/usr/bin/env python3
"""How many calls in async functions does dangle resolve, of those whose callee pyright gives a type?

usage: resolution.py --dangle build/release/dangle --pyright PATH [--python ENVIRONMENT] [--top N] [--keep FOLDER] [--list] PROJECT…

Each project is copied, and in the copy every callee of a call inside an `async def` is wrapped: `a.b(x)` becomes `reveal_type(a.b)(x)`,
which changes no type. pyright reports the types; those that hold no Unknown and are not Any count as known. dangle scans the project as
it is (`--print=calls`), without and, where --python is given, with the environment. A callee that is a builtin by its bare name is
counted apart; calls of values that are declared as a Callable count as resolved and are also told by themselves. What dangle does not
resolve is listed by reason, the commonest first; with --list every such call. pyright takes minutes: with --keep its answers are kept in
the folder, by project, and read from there the next time.
"""

import argparse
import ast
import builtins
import collections
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

UNKNOWN = re.compile(r"\b(Unknown|Any)\b")
CALL = re.compile(r"^(.*):(\d+):(\d+):(\d+):(\d+): ([\w-]+)(?:: (.*))?$")


class Calls(ast.NodeVisitor):
    def __init__(self):
        self.depth = 0
        self.found = []

    def visit_AsyncFunctionDef(self, node):
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1

    def visit_FunctionDef(self, node):
        depth, self.depth = self.depth, 0
        self.generic_visit(node)
        self.depth = depth

    visit_Lambda = visit_FunctionDef

    def visit_Call(self, node):
        is_super = isinstance(node.func, ast.Name) and node.func.id == "super"
        if self.depth > 0 and not is_super:
            self.found.append(node)
        self.generic_visit(node)


def calls_of(text):
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    calls = Calls()
    calls.visit(tree)
    return [call for call in calls.found if call.lineno == call.func.lineno]


def code_point(line, byte_column):
    return len(line.encode()[:byte_column].decode(errors="replace"))


def instrument(text, calls):
    """The text with every callee wrapped, and by (line, column of what is revealed) the call."""
    lines = text.split("\n")
    inserts = collections.defaultdict(list)  # line → (column, order, what, call)
    for call in calls:
        function = call.func
        begin = code_point(lines[function.lineno - 1], function.col_offset)
        end = code_point(lines[function.end_lineno - 1], function.end_col_offset)
        # An outer callee begins before an inner one at the same place and ends after it.
        size = (function.end_lineno - function.lineno, function.end_col_offset - function.col_offset)
        inserts[function.lineno - 1].append((begin, 1, tuple(-n for n in size), "reveal_type(", call))
        inserts[function.end_lineno - 1].append((end, 0, size, ")", None))
    places = {}
    for number, parts in inserts.items():
        line, shift = lines[number], 0
        for column, _, _, what, call in sorted(parts, key=lambda part: part[:3]):
            at = column + shift
            line = line[:at] + what + line[at:]
            shift += len(what)
            if call is not None:
                places[(number, at + len(what))] = call
        lines[number] = line
    return "\n".join(lines), places


def pyright_types(pyright, python, project):
    """{file: {(line, column of the call): known?}} of the calls in async functions; line from 1, column from 1."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "project"
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".git", "node_modules"))
        places = {}
        for path in sorted(copy.rglob("*.py")):
            text = path.read_text(errors="replace")
            changed, found = instrument(text, calls_of(text))
            if found:
                path.write_text(changed)
                places[str(path)] = (found, text.split("\n"))
        settings = {"include": ["."], "typeCheckingMode": "off", "reportMissingImports": "none"}
        (copy / "pyrightconfig.json").write_text(json.dumps(settings))
        command = [pyright, "--outputjson", "-p", str(copy)] + (["--pythonpath", python] if python else [])
        report = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
        result = collections.defaultdict(dict)
        for diagnostic in report["generalDiagnostics"]:
            match = re.match(r'Type of ".*" is "(.*)"$', diagnostic["message"], re.DOTALL)
            if not match or diagnostic["file"] not in places:
                continue
            found, lines = places[diagnostic["file"]]
            start = diagnostic["range"]["start"]
            call = found.get((start["line"], start["character"]))
            if call is None:
                continue
            name = str(pathlib.Path(diagnostic["file"]).relative_to(copy))
            at = (call.lineno, code_point(lines[call.lineno - 1], call.col_offset) + 1)
            end = (call.end_lineno, code_point(lines[call.end_lineno - 1], call.end_col_offset) + 1)
            is_builtin = isinstance(call.func, ast.Name) and hasattr(builtins, call.func.id)
            kind = match.group(1)
            head = kind.split("->")[0] if not kind.startswith("(") else kind.rpartition(") -> ")[0] and "callable"
            result[name][(*at, *end)] = (not UNKNOWN.fullmatch(kind.strip()) and not UNKNOWN.search(head), is_builtin)
        return result


def kept_types(arguments, project):
    """What pyright_types gives, from the folder of --keep where it has been asked before."""
    kept = arguments.keep / f"{project.name}.json" if arguments.keep else None
    if kept is None or not kept.exists():
        types = pyright_types(arguments.pyright, arguments.python, project)
        if kept is None:
            return types
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({name: [[*place, *known] for place, known in calls.items()] for name, calls in types.items()}))
    return {name: {tuple(call[:4]): tuple(call[4:]) for call in calls} for name, calls in json.loads(kept.read_text()).items()}


def dangle_calls(dangle, python, project):
    command = [dangle, "scan", "--isolated", "--print=calls", "--stop-after=calls", "--python", python or "none", str(project)]
    calls = collections.defaultdict(dict)
    for line in subprocess.run(command, capture_output=True, text=True, check=False).stdout.split("\n"):
        match = CALL.match(line)
        if match:
            calls[match.group(1)][tuple(int(match.group(i)) for i in range(2, 6))] = (match.group(6), match.group(7))
    return calls


def compare(arguments, project, python):
    known = kept_types(arguments, project)
    calls = dangle_calls(arguments.dangle, python, project)
    counts, reasons = collections.Counter(), collections.Counter()
    for name, places in known.items():
        own = calls.get(name, {})
        for place, (is_known, is_builtin) in places.items():
            if place not in own:
                counts["not found"] += 1
                continue
            kind, reason = own[place]
            # What is declared as a Callable has no function in anything that is read; its result is known from the declaration.
            is_resolved = not kind.startswith("unknown")
            group = "builtin" if is_builtin else "known" if is_known else "unknown to pyright"
            counts[group] += 1
            counts[group + " resolved"] += is_resolved
            counts["known, declared Callable"] += group == "known" and kind == "declared"
            if group == "known" and not is_resolved:
                reasons[reason] += 1
                if arguments.list:
                    print(f"    {name}:{place[0]}:{place[1]}: {reason}")
    return counts, reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--dangle", required=True)
    parser.add_argument("--pyright", required=True)
    parser.add_argument("--python", help="the environment with the projects' dependencies: its interpreter")
    parser.add_argument("--top", type=int, default=20)
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for pyright's answers")
    parser.add_argument("--list", action="store_true", help="print every call that is not resolved")
    parser.add_argument("projects", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    for python in [None] + ([arguments.python] if arguments.python else []):
        total, reasons = collections.Counter(), collections.Counter()
        print("with" if python else "without", "the environment")
        for project in arguments.projects:
            counts, own = compare(arguments, project, python)
            share = counts["known resolved"] / max(1, counts["known"])
            print(f"  {project.name}: {counts['known resolved']} of {counts['known']} ({share:.1%}); {dict(sorted(counts.items()))}")
            total += counts
            reasons += own
        print(f"  all: {total['known resolved']} of {total['known']} ({total['known resolved'] / max(1, total['known']):.1%})")
        for reason, count in reasons.most_common(arguments.top):
            print(f"    {count:5} {reason}")


if __name__ == "__main__":
    main()
