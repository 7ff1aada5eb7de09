#!/usr/bin/env python3
"""Runs programs of the differential test under this Python and prints their logs, as interpret_programs does for the IR.

Where the model of the IR differs from CPython on purpose, CPython is brought to it here (docs/differential.md says which and why).
"""

import ast
import functools
import gc
import sys
import warnings
from asyncio import CancelledError

SEPARATOR = "#---- program\n"
SEED_MARK = "\n# ---- seed\n"
MAX_EVENTS = 20_000
MAX_SHOWN = 8  # depth of what is shown of a container: a list may hold itself


class Log:
    def __init__(self):
        self.lines = []
        self.is_too_long = False

    def log(self, *things):
        self.lines.append("H " + " ".join(map(show, things)))
        if len(self.lines) > MAX_EVENTS:
            self.is_too_long = True
            raise MemoryError("too many events")

    def fin(self, *things):
        self.lines.append("S " + " ".join(map(show, things)))

    def die(self, name):
        self.lines.append("S kill " + name)


def show(thing, depth=0):
    if depth > MAX_SHOWN:
        return "..."

    def each(things):
        return [show(one, depth + 1) for one in things]

    if isinstance(thing, str):
        return thing
    if thing is None or isinstance(thing, (bool, int)):
        return str(thing)
    if isinstance(thing, type):
        return thing.__name__
    if isinstance(thing, tuple):
        return "(" + ", ".join(each(thing)) + ")"
    if isinstance(thing, list):
        return "[" + ", ".join(each(thing)) + "]"
    if isinstance(thing, (set, frozenset)):
        return "{" + ", ".join(sorted(each(thing))) + "}"
    if isinstance(thing, dict):
        return "{" + ", ".join(key + ": " + value for key, value in zip(each(thing), each(thing.values()))) + "}"
    if not isinstance(thing, BaseException) and "name" in getattr(thing, "__dict__", ()):
        return "<" + show(thing.name, depth + 1) + ">"
    return type(thing).__name__


def forget_frames():
    """A frame that was left by an exception is dead at once in the model; in CPython the traceback keeps it. So the traceback goes,
    with the locals of the frames that it holds, before the first statement that could see the difference: of a handler, of a
    `finally`, of an `__exit__`. Frames that still run refuse to be cleared."""
    pending = [sys.exc_info()[1]]
    seen = set()
    while pending:
        error = pending.pop()
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        if isinstance(error, AttributeError):
            error.obj = None  # it would keep the object alive, for the hint "did you mean"
        trace = error.__traceback__
        error.__traceback__ = None
        while trace is not None:
            try:
                trace.tb_frame.clear()
            except RuntimeError:
                pass
            trace = trace.tb_next
        pending += [error.__context__, error.__cause__]
        error.__context__ = error.__cause__ = None


def insert_forget_frames(node):
    """Writes the call of forget_frames to where it has to stand, in all statements below `node`."""
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        for child in getattr(node, field, ()):
            insert_forget_frames(child)
    if isinstance(node, ast.ExceptHandler):
        node.body[:0] = ast.parse("__forget_frames__()").body
    elif isinstance(node, ast.Try) and node.finalbody:
        node.finalbody[:0] = ast.parse("__forget_frames__()").body
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in ("__exit__", "__aexit__"):
        # A cleared frame still holds its function, and that its cells: so the parameter that holds the traceback is emptied too.
        node.body[:0] = ast.parse(f"__forget_frames__()\n{node.args.args[-1].arg} = None").body


def compiled(text):
    tree = ast.parse(text)
    insert_forget_frames(tree)
    return compile(tree, "program", "exec")


# What all programs begin with is compiled once.
compiled_prelude = functools.cache(compiled)


def run(text):
    log = Log()
    prelude, _, own = text.rpartition(SEED_MARK)
    codes = [compiled_prelude(prelude), compiled(own)]
    names = {
        "__builtins__": __builtins__,
        "__name__": "program",
        "__forget_frames__": forget_frames,
        "log": log.log,
        "fin": log.fin,
        "die": log.die,
        "CancelledError": CancelledError,
    }
    # An asynchronous generator that nobody holds is closed by the loop later: after the end of the program.
    orphans = []
    ignored = []

    def unraisable(failure):
        if "ignored GeneratorExit" in str(failure.exc_value):
            ignored.append(True)

    sys.unraisablehook = unraisable
    sys.set_asyncgen_hooks(finalizer=orphans.append)
    try:
        for code in codes:
            exec(code, names)
        lines = [*log.lines, "H end"]
    except BaseException as error:
        forget_frames()
        lines = [*log.lines, "H end by " + show(error)]
    # What suspends while it is closed for good keeps its frame in CPython, in an order that nobody promises: not compared.
    return ["H SKIPPED"] if ignored or log.is_too_long else lines


def main():
    gc.disable()
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:
        programs = file.read().split(SEPARATOR)[1:]
    out = []
    for number, text in enumerate(programs):
        out.append(f"== {number}\n" + "".join(line + "\n" for line in run(text)))
        if number % 200 == 199:
            gc.collect()
    sys.stdout.write("".join(out))


if __name__ == "__main__":
    main()
