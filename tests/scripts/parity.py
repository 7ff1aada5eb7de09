#!/usr/bin/env python3
"""Do dangle and CPython's compiler refuse the same files?

    python3 tests/scripts/parity.py --dangle build/release/dangle [FOLDER]

Compiles (never runs) every file of a folder, CPython's own standard library with its tests by default, with the python3 that runs this
script, and compares with where dangle reports DNG902 or DNG204. Prints the files on which they disagree, both ways; ends with 1 if there
are more disagreements than --limit.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import sysconfig
import warnings

RULES = "DNG204,DNG902"


def run_dangle(dangle, folder, *arguments):
    command = [str(dangle), "scan", "--isolated", *arguments, "."]
    run = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {run.returncode}")
    return run.stdout.decode("utf-8", "surrogateescape")


def list_files(dangle, folder):
    """The files that dangle scans: (path below the root, path on disk)."""
    lines = run_dangle(dangle, folder, "--print=files", "--stop-after=files").splitlines()
    names = [line.split(":", 1)[0] for line in lines if not line.startswith("import root:")]
    root = next(parent for parent in [folder, *folder.parents] if all((parent / name).exists() for name in names))
    return {name: root / name for name in names if name.endswith(".py")}


def refusals_of_cpython(files):
    refused = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, path in files.items():
            try:
                compile(path.read_bytes(), name, "exec", dont_inherit=True)
            except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
                refused[name] = f"{getattr(error, 'lineno', None) or '?'}: {getattr(error, 'msg', None) or error}"
    return refused


def refusals_of_dangle(dangle, folder):
    refused = {}
    report = json.loads(run_dangle(dangle, folder, "--profile=all", f"--select={RULES}", "--format=json"))
    for finding in report["findings"]:
        refused.setdefault(finding["path"], f"{finding['line']}: {finding['rule']} {finding['message']}")
    return refused


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dangle", type=pathlib.Path, required=True)
    parser.add_argument("--limit", type=int, default=None, help="end with 1 if more files than this differ")
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path(sysconfig.get_path("stdlib")))
    options = parser.parse_args()
    dangle, folder = options.dangle.resolve(), options.folder.resolve()

    files = list_files(dangle, folder)
    theirs = refusals_of_cpython(files)
    ours = {name: text for name, text in refusals_of_dangle(dangle, folder).items() if name in files}
    only_ours, only_theirs = sorted(ours.keys() - theirs.keys()), sorted(theirs.keys() - ours.keys())
    print(f"{len(files)} files; CPython refuses {len(theirs)}, dangle {len(ours)}, both {len(ours.keys() & theirs.keys())}")
    print(f"\nvalid, but dangle refuses: {len(only_ours)}")
    for name in only_ours:
        print(f"  {name}:{ours[name]}")
    print(f"\nrefused by CPython, but not by dangle: {len(only_theirs)}")
    for name in only_theirs:
        print(f"  {name}:{theirs[name]}")
    return 1 if options.limit is not None and len(only_ours) + len(only_theirs) > options.limit else 0


if __name__ == "__main__":
    sys.exit(main())
