#!/usr/bin/env python3
"""usage: pack_typeshed.py FOLDER OUTPUT

Compiles typeshed (a folder with stdlib/ and stubs/) into one file that the executable carries and maps: an index that is sorted by
module, and the text of each stub without comments, docstrings and defaults' values, with tests of the platform folded to Linux. What holds
for some versions of Python only stands between '@if BITS' and '@end' (bit 12: Python 3.12), for the target is known when a scan begins.
The layout is that of semantics/typeshed.h.

Nothing of the stubs is run: they are parsed (ast) and printed again. A stub in a newer syntax than that of the Python that builds is kept
as it is, without its comment lines.
"""

import ast
import pathlib
import struct
import sys

OLDEST = 8
NEWEST = 14
MAGIC = b"DTS1"


def compare(left, operator, right):
    table = {
        ast.Lt: lambda: left < right,
        ast.LtE: lambda: left <= right,
        ast.Gt: lambda: left > right,
        ast.GtE: lambda: left >= right,
        ast.Eq: lambda: left == right,
        ast.NotEq: lambda: left != right,
    }
    return table[type(operator)]() if type(operator) in table else None


def is_sys(node, attribute):
    return isinstance(node, ast.Attribute) and node.attr == attribute and isinstance(node.value, ast.Name) and node.value.id == "sys"


def minors(test):
    """The minor versions of Python 3, as bits, in which the test holds on Linux; None if that cannot be told."""
    every = sum(1 << minor for minor in range(OLDEST, NEWEST + 1))
    if isinstance(test, ast.BoolOp):
        values = [minors(value) for value in test.values]
        if None in values:
            return None
        result = values[0]
        for value in values[1:]:
            result = result | value if isinstance(test.op, ast.Or) else result & value
        return result
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        value = minors(test.operand)
        return None if value is None else every & ~value
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    right = test.comparators[0]
    if is_sys(test.left, "platform") and isinstance(right, ast.Constant):
        return every if compare("linux", test.ops[0], right.value) else 0
    if is_sys(test.left, "version_info") and isinstance(right, ast.Tuple):
        version = tuple(element.value for element in right.elts)
        return sum(1 << minor for minor in range(OLDEST, NEWEST + 1) if compare((3, minor, 99)[: max(2, len(version))], test.ops[0], version))
    return None


EVERY = sum(1 << minor for minor in range(OLDEST, NEWEST + 1))


def guarded(bits, body):
    """What stands in a stub for some versions only, between lines that the reader of the packed form knows."""
    if not bits or not body:
        return []
    if bits == EVERY:
        return body
    return [ast.Expr(ast.Constant(f"@if {bits}")), *body, ast.Expr(ast.Constant("@end"))]


class Stripper(ast.NodeTransformer):
    def visit_If(self, node):
        bits = minors(node.test)
        self.generic_visit(node)
        if bits is None:
            node.body = node.body or [ast.Pass()]
            return node
        return guarded(bits, node.body) + guarded(EVERY & ~bits, node.orelse)

    def body_of(self, node):
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            del node.body[0]
        had_tests = any(isinstance(statement, ast.If) for statement in node.body)
        self.generic_visit(node)
        if not isinstance(node, ast.Module) and (had_tests or not node.body):
            node.body.append(ast.Expr(ast.Constant(...)))
        return node

    visit_Module = visit_ClassDef = body_of

    def visit_FunctionDef(self, node):
        node = self.body_of(node)
        arguments = node.args
        # `None` says something about the type.
        arguments.defaults = [self.short(default) for default in arguments.defaults]
        arguments.kw_defaults = [default and self.short(default) for default in arguments.kw_defaults]
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    @staticmethod
    def short(default):
        is_none = isinstance(default, ast.Constant) and default.value is None
        return default if is_none else ast.Constant(...)


def stripped(text):
    try:
        return ast.unparse(ast.fix_missing_locations(Stripper().visit(ast.parse(text)))) + "\n"
    except SyntaxError:
        return "".join(line + "\n" for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#"))


def read_versions(path):
    """{"asyncio.taskgroups": (11, 255)}: the first and the last minor version that has it."""
    versions = {}
    for line in path.read_text().split("\n"):
        line = line.split("#")[0].strip()
        if not line:
            continue
        name, _, span = line.partition(":")
        first, _, last = span.strip().partition("-")
        versions[name] = (int(first.split(".")[1]), int(last.split(".")[1]) if last else 255)
    return versions


def version_of(name, versions):
    while name:
        if name in versions:
            return versions[name]
        name = name.rpartition(".")[0]
    return (0, 255)


def collect(folder):
    """{module: (text, is_package, is_third_party, first, last)}; of two packages with a module of one name the first by name keeps it."""
    modules = {}
    versions = read_versions(folder / "stdlib" / "VERSIONS")
    roots = [(folder / "stdlib", False)] + [(root, True) for root in sorted((folder / "stubs").iterdir()) if root.is_dir()]
    for root, is_third_party in roots:
        for path in sorted(root.rglob("*.pyi")):
            parts = path.relative_to(root).with_suffix("").parts
            if any(part.startswith("@") for part in parts):
                continue
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            span = (0, 255) if is_third_party else version_of(name, versions)
            if name not in modules and span[1] >= OLDEST:
                modules[name] = (stripped(path.read_text()), is_package, is_third_party, *span)
    return modules


def main():
    folder, output = map(pathlib.Path, sys.argv[1:3])
    modules = {name.encode(): rest for name, rest in collect(folder).items()}
    entry = struct.Struct("<IIIIBBBB")
    names = b"".join(sorted(modules))
    offset = len(MAGIC) + 4 + entry.size * len(modules)
    name_at, text_at = offset, offset + len(names)
    index, texts = [], []
    for name in sorted(modules):
        text, is_package, is_third_party, first, last = modules[name]
        data = text.encode()
        index.append(entry.pack(name_at, len(name), text_at, len(data), is_package, is_third_party, first, last))
        texts.append(data)
        name_at += len(name)
        text_at += len(data)
    output.write_bytes(MAGIC + struct.pack("<I", len(modules)) + b"".join(index) + names + b"".join(texts))


if __name__ == "__main__":
    main()
