#!/usr/bin/env python3
"""Lets the official SARIF validator judge SARIF files, with GitHub's rules and its notes too.

    python3 tests/scripts/validate_sarif.py FILE…

The validator comes from npm by version and hash (tests/scripts/sarif_validator/), once, into .cache. It exits with 0
whatever it finds, so its output is read. Exit 0: nothing to say about any file; 1: complaints, one a line; 2: the
validator cannot be had (no npm, no network).
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LOCK_FOLDER = ROOT / "tests" / "scripts" / "sarif_validator"
INSTALL_FOLDER = ROOT / ".cache" / "sarif-validator"

# "URIs should be reachable": says no to every URI on a machine without a network.
IGNORED_RULES = {"SARIF2006"}


class ValidatorMissing(Exception):
    pass


def install():
    """The validator's binary. npm's own wrapper passes the `;` of --rule-kind to a shell and so checks only half."""
    binary = INSTALL_FOLDER / "node_modules" / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
    wanted = (LOCK_FOLDER / "package-lock.json").read_bytes()
    stamp = INSTALL_FOLDER / "installed-lock.json"
    if binary.exists() and stamp.exists() and stamp.read_bytes() == wanted:
        return binary
    npm = shutil.which("npm")
    if npm is None or sys.platform != "linux":
        raise ValidatorMissing("npm on Linux is needed to fetch the SARIF validator")
    INSTALL_FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCK_FOLDER / name, INSTALL_FOLDER / name)
    process = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=INSTALL_FOLDER,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if process.returncode != 0:
        raise ValidatorMissing(f"npm cannot fetch the SARIF validator:\n{process.stderr}")
    binary.chmod(0o755)
    stamp.write_bytes(wanted)
    return binary


def describe(result):
    location = result["locations"][0]["physicalLocation"].get("region", {}) if result.get("locations") else {}
    message = result["message"]
    words = message.get("text") or " ".join([message.get("id", ""), *message.get("arguments", [])])
    return f"{location.get('startLine', '?')}: {result.get('level', 'warning')} {result['ruleId']}: {words}"


def validate(file, binary):
    """Complaints about one file, as text."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder, "output.sarif")
        arguments = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "--output", output]
        process = subprocess.run(
            [binary, "validate", pathlib.Path(file).resolve(), *arguments, "--log", "ForceOverwrite"],
            env=dict(os.environ, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if not output.exists():
            return [f"{file}: the validator wrote nothing:\n{process.stdout}{process.stderr}"]
        run = json.loads(output.read_text(encoding="utf-8-sig"))["runs"][0]
    complaints = [f"{file}:{describe(result)}" for result in run.get("results", []) if result["ruleId"] not in IGNORED_RULES]
    invocation = run.get("invocations", [{}])[0]
    if not invocation.get("executionSuccessful", True):
        complaints.append(f"{file}: the validator failed:\n{process.stdout}{process.stderr}")
    return complaints


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        binary = install()
    except ValidatorMissing as reason:
        print(reason, file=sys.stderr)
        return 2
    complaints = [complaint for file in sys.argv[1:] for complaint in validate(file, binary)]
    print("\n".join(complaints) if complaints else f"{len(sys.argv) - 1} valid")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
