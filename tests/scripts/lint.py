#!/usr/bin/env python3
"""The checks of the sources that no compiler makes. Each is a function from a tree to complaints, and each is
shown to fail on a planted violation by test_lint.py.

    python3 tests/scripts/lint.py             all checks, and a report of the largest files
    python3 tests/scripts/lint.py --no-format without clang-format
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# A folder includes only itself and the folders before it (design: "The folders").
LAYERS = ["base", "report", "ir", "frontend", "semantics", "dataflow", "checkers", "cli"]

# Libraries, when they are included with quotes (as Abseil's own style has it).
LIBRARIES = ["absl", "benchmark", "boost", "CLI", "gmock", "gtest", "rapidjson", "toml++"]

# Soft limits; a file beyond them is named in the report, beyond the hard limit it is a complaint.
SOFT_LINES = 500
HARD_LINES = 1000

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
OPEN_END = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
OPEN_END_WITH_ISSUE = re.compile(r"\bTODO\(#\d+\)")
# Written apart, so that this file does not hold what it forbids.
FORBIDDEN_TEXT = [re.compile(r"\bstd::(format|expected|views)\b"), re.compile(r"\bassert\(")]


def cxx_files(root):
    folders = [*LAYERS, "tests", "bench"]
    files = (path for folder in folders for path in (root / folder).rglob("*") if path.suffix in (".h", ".cc"))
    return sorted(path for path in files if path.is_file())


def read(path):
    return path.read_text(encoding="utf-8")


def without_comments_and_strings(text):
    """Blanks comments and literals, keeping the lines."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match[0])

    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def check_layering(root):
    for path in cxx_files(root):
        relative = path.relative_to(root)
        folder = relative.parts[0]
        text = read(path)
        for match in INCLUDE.finditer(text):
            place = f"{relative}:{line_of(text, match.start())}"
            included = pathlib.PurePosixPath(match[1])
            target = included.parts[0]
            if target in LIBRARIES:
                continue
            if ".." in included.parts or not (root / included).is_file():
                yield f'{place}: "{included}" is no file of the project seen from its root'
            elif folder in LAYERS:
                if target not in LAYERS:
                    yield f"{place}: {folder}/ must not include {target}/"
                elif LAYERS.index(target) > LAYERS.index(folder):
                    yield f"{place}: {folder}/ must not include {target}/, which stands above it"


def check_tree_sitter_is_hidden(root):
    """Only frontend/syntax* sees tree-sitter."""
    for path in cxx_files(root):
        relative = path.relative_to(root)
        if relative.parts[0] == "frontend" and relative.name.startswith("syntax"):
            continue
        if relative.parts[0] == "bench":  # measures the bare parser
            continue
        for match in re.finditer(r"tree_sitter/|\bTSNode\b", without_comments_and_strings(read(path)) + includes_of(path)):
            yield f"{relative}: uses tree-sitter ({match[0]}); only frontend/syntax may"
            break


def includes_of(path):
    return "\n".join(re.findall(r"^\s*#\s*include\s+<[^>]+>", read(path), re.MULTILINE))


def check_header_guards(root):
    for path in cxx_files(root):
        if path.suffix != ".h":
            continue
        relative = path.relative_to(root)
        guard = "DANGLE_" + re.sub(r"[^A-Z0-9]", "_", str(relative).upper()) + "_"
        text = read(path)
        if not re.search(rf"^#ifndef {guard}\n#define {guard}$", text, re.MULTILINE):
            yield f"{relative}: the guard must be {guard}"
        elif not text.rstrip().endswith(f"#endif  // {guard}"):
            yield f"{relative}: must end with '#endif  // {guard}'"


def check_headers_say_what_they_are(root):
    """Public headers open with what the thing is: a comment before the first include."""
    for path in cxx_files(root):
        relative = path.relative_to(root)
        if path.suffix != ".h" or relative.parts[0] not in LAYERS:
            continue
        head = read(path).split("#include", 1)[0]
        if not re.search(r"^//", head, re.MULTILINE):
            yield f"{relative}: opens without a comment on what it is"


def check_open_ends(root):
    for path in cxx_files(root):
        for number, line in enumerate(read(path).splitlines(), 1):
            if OPEN_END.search(OPEN_END_WITH_ISSUE.sub("", line)):
                yield f"{path.relative_to(root)}:{number}: an open end without the number of an issue"


def check_language(root):
    """What g++ 12 and clang 14 do not have, and habits of other houses."""
    for path in cxx_files(root):
        if path.relative_to(root).parts[0] not in LAYERS:
            continue
        text = without_comments_and_strings(read(path))
        for pattern in [*FORBIDDEN_TEXT, re.compile(r"\busing namespace\b"), re.compile(r"\bdynamic_cast\b")]:
            for match in pattern.finditer(text):
                yield f"{path.relative_to(root)}:{line_of(text, match.start())}: '{match[0]}' is not used here"


def check_sizes(root):
    for path in cxx_files(root):
        lines = read(path).count("\n")
        if lines > HARD_LINES:
            yield f"{path.relative_to(root)}: {lines} lines, more than {HARD_LINES}"


def check_format(root):
    formatter = shutil.which("clang-format-14")
    if formatter is None:
        yield "clang-format-14 is missing: ./dev setup all"
        return
    files = cxx_files(root)
    if not files:
        return
    run = subprocess.run(
        [formatter, "--dry-run", "-Werror", *map(str, files)], cwd=root, capture_output=True, text=True, check=False
    )
    places = (line.removeprefix(f"{root}/").split(":") for line in run.stderr.splitlines() if "error:" in line)
    first_lines = {}
    for path, line, *_ in places:
        first_lines.setdefault(path, line)
    for path, line in first_lines.items():
        yield f"{path}:{line}: not formatted from here on (./dev format)"


STATIC_CHECKS = [
    check_layering,
    check_tree_sitter_is_hidden,
    check_header_guards,
    check_headers_say_what_they_are,
    check_open_ends,
    check_language,
    check_sizes,
]


def report_sizes(root, limit=10):
    sizes = sorted(((read(path).count("\n"), path) for path in cxx_files(root)), reverse=True)
    total = sum(size for size, _ in sizes)
    print(f"{len(sizes)} C++ files, {total} lines; largest:")
    for size, path in sizes[:limit]:
        mark = "  (wants splitting)" if size > SOFT_LINES else ""
        print(f"  {size:5} {path.relative_to(root)}{mark}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-format", action="store_true", help="leave out clang-format")
    options = parser.parse_args()
    checks = STATIC_CHECKS if options.no_format else [*STATIC_CHECKS, check_format]
    count = 0
    for check in checks:
        for complaint in check(ROOT):
            print(complaint)
            count += 1
    report_sizes(ROOT)
    print(f"lint: {count} complaints")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
