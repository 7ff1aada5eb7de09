#!/usr/bin/env python3
"""Scans pinned public projects and the standard library, and shows what changed since the last accepted run.

    ./dev primer                        scan all, show the difference against verdicts.jsonl
    ./dev primer --only aiohttp         … of one project (may be repeated)
    ./dev primer --stats                … and what unknown code silenced, summed over the projects
    ./dev primer --accept               write the findings into verdicts.jsonl; new ones are `unread`
    ./dev primer --sample 60            show the first 60 findings by identity, with their verdicts (no scan)
    ./dev primer --verdict ID VERDICT WHY   record what reading the source showed: true, harmless or false

Archives and unpacked projects stay in .cache/primer (or $DANGLE_PRIMER_CACHE); nothing in them is run. verdicts.jsonl holds one line for each
finding of the default profile, known by its content identity (SARIF fingerprint `dangle/v1`). Findings that went away
stay there with `"present": false`, so that their verdict is known when they come back. What only `--profile all`
reports is counted, and compared with the last run on this machine.
Ends with 1 if a scan crashed, hung or failed.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import tomllib
import zipfile

# An environment of whoever runs this is none of the code that is scanned.
for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
    os.environ.pop(variable, None)

HERE = pathlib.Path(__file__).resolve().parent
# Several checkouts of dangle can share one cache of projects.
CACHE = pathlib.Path(os.environ.get("DANGLE_PRIMER_CACHE") or HERE.parent.parent / ".cache" / "primer").resolve()
VERDICTS = HERE / "verdicts.jsonl"
VERDICT_WORDS = ("true", "harmless", "false", "unread")
PROFILES = ("default", "all")
TIMEOUT_SECONDS = 900
IDENTITY = "dangle/v1"


@dataclasses.dataclass
class Project:
    name: str
    version: str
    kind: str
    sha256: str = ""

    @property
    def folder(self):
        return CACHE / "projects" / f"{self.name}-{self.version}"


def standard_library():
    return Project("cpython-lib", sysconfig.get_python_version() + "." + str(sys.version_info.micro), "standard library")


def load_projects(only):
    with open(HERE / "projects.toml", "rb") as stream:
        projects = [Project(**entry) for entry in tomllib.load(stream)["project"]]
    projects.append(standard_library())
    unknown = set(only) - {project.name for project in projects}
    if unknown:
        sys.exit(f"primer: unknown project {', '.join(sorted(unknown))}")
    return [project for project in projects if not only or project.name in only]


def download(project):
    """The wheel of a project: for one platform, so that the hash is the same everywhere."""
    archives = CACHE / "archives" / project.name
    archives.mkdir(parents=True, exist_ok=True)

    def right_one():
        for path in archives.glob("*.whl"):
            if hashlib.sha256(path.read_bytes()).hexdigest() == project.sha256:
                return path
        return None

    if right_one() is None:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        for platform in ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "any"):
            command += ["--platform", platform]
        command += ["--python-version", "3.11", "--implementation", "cp", "--disable-pip-version-check"]
        subprocess.run([*command, "--dest", str(archives), f"{project.name}=={project.version}"], check=True)
    archive = right_one()
    if archive is None:
        sys.exit(f"primer: no archive of {project.name} {project.version} has the pinned hash")
    return archive


def unpack(project):
    """Lays a project out as a root of its own. Done once."""
    if project.folder.exists():
        return
    partial = project.folder.with_name(project.folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    if project.sha256:
        with zipfile.ZipFile(download(project)) as archive:
            archive.extractall(partial)
    else:
        skip = shutil.ignore_patterns("site-packages", "dist-packages", "__pycache__")
        shutil.copytree(sysconfig.get_path("stdlib"), partial / "Lib", ignore=skip, symlinks=True)
    # Marks the root: without it the scan would take dangle's own tree for the project.
    (partial / "pyproject.toml").write_text(f'[project]\nname = "{project.name}"\nversion = "{project.version}"\n')
    partial.rename(project.folder)


def count_lines(project):
    return sum(path.read_bytes().count(b"\n") for path in project.folder.rglob("*.py") if path.is_file())


@dataclasses.dataclass
class Scan:
    project: Project
    profile: str
    exit_code: int
    seconds: float
    cpu_seconds: float
    peak_megabytes: int
    findings: list
    errors: str

    @property
    def failed(self):
        return self.exit_code not in (0, 1)


def run_scan(dangle, project, profile, extra):
    """One scan, alone on its core or not: CPU seconds are what to compare."""
    # A folder of its own: several runs may share the cache.
    with tempfile.TemporaryDirectory(prefix="primer-") as out:
        return scan_into(pathlib.Path(out), dangle, project, profile, extra)


def scan_into(out, dangle, project, profile, extra):
    # Paths in reports and identities begin at the project's root, also where the cache lies in a checkout.
    (project.folder / ".git").mkdir(exist_ok=True)
    sarif = out / f"{project.name}.{profile}.sarif"
    stderr_path = out / f"{project.name}.{profile}.stderr"
    command = [str(dangle), "scan", "--profile", profile, "--output", f"sarif:{sarif}", "--no-cache", *extra, "."]
    begin = time.monotonic()
    with open(stderr_path, "wb") as stderr:
        process = subprocess.Popen(
            command, cwd=project.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr
        )
        usage = wait(process, begin + TIMEOUT_SECONDS)
    errors = stderr_path.read_text(errors="replace").strip()
    findings = []
    if sarif.exists():
        try:
            findings = read_findings(project, json.loads(sarif.read_text(encoding="utf-8")))
        except (ValueError, KeyError) as error:
            errors += f"\nunreadable SARIF: {error!r}"
            process.returncode = process.returncode or 3
    elif process.returncode in (0, 1):
        errors += "\nno SARIF was written"
        process.returncode = 3
    seconds = time.monotonic() - begin
    cpu = usage.ru_utime + usage.ru_stime
    return Scan(project, profile, process.returncode, seconds, cpu, usage.ru_maxrss // 1024, findings, errors)


def wait(process, deadline):
    """Waits for a child and returns what it used; kills it at the deadline."""
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage
        if time.monotonic() > deadline:
            os.kill(process.pid, 9)
            deadline = float("inf")
        time.sleep(0.01)


def first_sentence(text):
    match = re.match(r"(.*?\.)(\s|$)", text, re.DOTALL)
    return match[1] if match else text


def read_findings(project, sarif):
    findings = []
    for run in sarif["runs"]:
        for result in run.get("results", []):
            if result.get("suppressions"):
                continue
            place = result["locations"][0]["physicalLocation"]
            path = place["artifactLocation"]["uri"]
            line = place.get("region", {}).get("startLine", 1)
            findings.append(
                {
                    "identity": result["partialFingerprints"][IDENTITY],
                    "project": project.name,
                    "rule": result["ruleId"],
                    "place": f"{path}:{line}",
                    "message": first_sentence(result["message"]["text"]),
                }
            )
    return findings


def read_verdicts():
    if not VERDICTS.exists():
        return {}
    lines = VERDICTS.read_text(encoding="utf-8").splitlines()
    return {entry["project"] + ":" + entry["identity"]: entry for entry in map(json.loads, lines)}


def write_verdicts(entries):
    ordered = sorted(entries.values(), key=lambda e: (e["project"], e["rule"], e["place"], e["identity"]))
    VERDICTS.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in ordered), encoding="utf-8")


def key_of(finding):
    return finding["project"] + ":" + finding["identity"]


def describe(entry):
    verdict = entry.get("verdict", "unread")
    return f"{entry['rule']} {entry['project']} {entry['place']}: {entry['message']} [{verdict}] {entry['identity']}"


def show_difference(known, scans):
    """New, gone and changed findings of the default profile, for the projects that were scanned."""
    current = {key_of(f): f for scan in scans if scan.profile == "default" and not scan.failed for f in scan.findings}
    scanned = {scan.project.name for scan in scans if scan.profile == "default" and not scan.failed}
    before = {key: e for key, e in known.items() if e["project"] in scanned and e.get("present", True)}
    new = [known.get(key, current[key]) | current[key] for key in current if key not in before]
    gone = [entry for key, entry in before.items() if key not in current]
    changed = [
        (before[key], current[key])
        for key in current
        if key in before and any(before[key][field] != current[key][field] for field in ("rule", "place", "message"))
    ]
    for title, entries in (("new", new), ("gone", gone)):
        print(f"\n{title}: {len(entries)}")
        for entry in sorted(entries, key=lambda e: (e["project"], e["rule"], e["place"])):
            print(f"  {describe(entry)}")
    print(f"\nchanged: {len(changed)}")
    for old, now in changed:
        print(f"  {now['project']} {old['place']} -> {now['place']}: {now['rule']} {now['message']}")
    return current, scanned


def accept(known, current, scanned):
    for entry in known.values():
        if entry["project"] in scanned:
            entry["present"] = key_of(entry) in current
    for key, finding in current.items():
        old = known.get(key, {})
        known[key] = finding | {
            "verdict": old.get("verdict", "unread"),
            "why": old.get("why", ""),
            "present": True,
        }
    # What nobody read and nobody sees any more carries no knowledge.
    write_verdicts({k: e for k, e in known.items() if e["present"] or e["verdict"] != "unread"})


def show_doubtful(scans):
    """What only `--profile all` reports: counts by rule, and the difference against the last run here."""
    last_path = CACHE / "last-doubtful.json"
    last = json.loads(last_path.read_text()) if last_path.exists() else {}
    sure = {(s.project.name, f["identity"]) for s in scans if s.profile == "default" for f in s.findings}
    for scan in scans:
        if scan.profile != "all" or scan.failed:
            continue
        doubtful = {f["identity"]: f for f in scan.findings if (scan.project.name, f["identity"]) not in sure}
        before = set(last.get(scan.project.name, []))
        new, gone = len(doubtful.keys() - before), len(before - doubtful.keys())
        counts = collections.Counter(f["rule"] for f in doubtful.values())
        if doubtful or gone:
            print(f"  {scan.project.name}: {show_counts(counts)}  (+{new} -{gone})")
        last[scan.project.name] = sorted(doubtful)
    last_path.write_text(json.dumps(last))


def show_counts(counts):
    return " ".join(f"{rule}:{count}" for rule, count in sorted(counts.items())) or "-"


def show_table(scans, lines):
    print(f"{'project':<18} {'version':<10} {'kLOC':>7} {'exit':>4} {'CPU s':>7} {'MB':>5} {'found':>6} {'/kLOC':>6}  rules")
    total_lines = total_found = total_cpu = 0
    total = collections.Counter()
    for scan in (s for s in scans if s.profile == "default"):
        counts = collections.Counter(f["rule"] for f in scan.findings)
        kloc = lines[scan.project.name] / 1000
        found = len(scan.findings)
        print(
            f"{scan.project.name:<18} {scan.project.version:<10} {kloc:7.1f} {scan.exit_code:4} {scan.cpu_seconds:7.2f} "
            f"{scan.peak_megabytes:5} {found:6} {found / max(kloc, 0.001):6.2f}  {show_counts(counts)}"
        )
        total += counts
        total_lines, total_found, total_cpu = total_lines + kloc, total_found + found, total_cpu + scan.cpu_seconds
    print(
        f"{'all':<18} {'':<10} {total_lines:7.1f} {'':4} {total_cpu:7.2f} {'':5} {total_found:6} "
        f"{total_found / max(total_lines, 0.001):6.2f}  {show_counts(total)}"
    )


SILENCED = re.compile(r"^silenced by (.+): (Await \d+(?:, \w+ \d+)*)$", re.MULTILINE)


def read_silenced(scan):
    """{who: {protocol: sites}} of what `--stats` says."""
    return {
        who: {name: int(number) for name, number in (item.split(" ") for item in counts.split(", "))}
        for who, counts in SILENCED.findall(scan.errors)
    }


def show_silenced(scans):
    """Who silenced how many sites: a table of all projects, then a line for each project."""
    tables = {scan.project.name: read_silenced(scan) for scan in scans if scan.profile == "default" and not scan.failed}
    total = collections.defaultdict(collections.Counter)
    for table in tables.values():
        for who, counts in table.items():
            total[who].update(counts)
    if not total:
        return
    protocols = list(next(iter(total.values())))
    print("\n| silenced by | " + " | ".join(protocols) + " | all |\n|---|" + "---:|" * (len(protocols) + 1))
    for who, counts in total.items():
        print(f"| {who} | " + " | ".join(str(counts[name]) for name in protocols) + f" | {sum(counts.values())} |")
    print("\n| project | " + " | ".join(re.sub(r"^(\(\w\)).*", r"\1", who) for who in total) + " |\n|---|" + "---:|" * len(total))
    for project, table in tables.items():
        print(f"| {project} | " + " | ".join(str(sum(table.get(who, {}).values())) for who in total) + " |")


def show_sample(count):
    """The first findings by identity: a choice that nobody made. Each with its place on this machine."""
    entries = sorted((e for e in read_verdicts().values() if e.get("present", True)), key=lambda e: e["identity"])
    folders = {project.name: project.folder for project in load_projects([])}
    for entry in entries[:count]:
        print(describe(entry))
        print(f"    {folders.get(entry['project'], '?')}/{entry['place']}")
        if entry.get("why"):
            print(f"    {entry['why']}")
    words = collections.Counter(entry["verdict"] for entry in entries[:count])
    print(f"{min(count, len(entries))} of {len(entries)}: " + ", ".join(f"{n} {w}" for w, n in sorted(words.items())))


def record_verdict(identity, verdict, why):
    if verdict not in VERDICT_WORDS:
        sys.exit(f"primer: a verdict is one of {', '.join(VERDICT_WORDS)}")
    entries = read_verdicts()
    chosen = [entry for entry in entries.values() if entry["identity"].startswith(identity)]
    if len(chosen) != 1:
        sys.exit(f"primer: {len(chosen)} findings have an identity that begins with {identity}")
    chosen[0].update(verdict=verdict, why=why)
    write_verdicts(entries)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dangle", type=pathlib.Path, required=True, help="the executable")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--accept", action="store_true")
    parser.add_argument(
        "--stats", action="store_true", help="scan with --stats (its output lies in .cache/primer/out) and sum up what was silenced"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="scans at a time, each with -j 1")
    parser.add_argument("--sample", type=int, metavar="COUNT")
    parser.add_argument("--verdict", nargs=3, metavar=("ID", "VERDICT", "WHY"))
    options = parser.parse_args()
    if options.sample is not None:
        return show_sample(options.sample)
    if options.verdict is not None:
        return record_verdict(*options.verdict)

    dangle = options.dangle.resolve()
    projects = load_projects(options.only)
    extra = ["-j", "1", *(["--stats"] if options.stats else [])]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(unpack, projects))
        lines = dict(zip((p.name for p in projects), pool.map(count_lines, projects)))
        pairs = [(project, profile) for project in projects for profile in PROFILES]
        scans = list(pool.map(lambda pair: run_scan(dangle, *pair, extra), pairs))

    show_table(scans, lines)
    print("\nonly under --profile all (new and gone since the last run here):")
    show_doubtful(scans)
    if options.stats:
        show_silenced(scans)
    known = read_verdicts()
    current, scanned = show_difference(known, scans)
    if options.accept:
        accept(known, current, scanned)
    failures = [scan for scan in scans if scan.failed]
    for scan in failures:
        print(f"\nFAILED {scan.project.name} --profile {scan.profile}: ended with {scan.exit_code}\n{scan.errors[-2000:]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
