#!/usr/bin/env python3
"""Stands in for dangle where the harness itself is tested.

Reports what comments `# report: DNG201 message` ask for (`report-review:`, `report-may:` in the wider profiles only),
and prints a file's lines in upper case for every phase. `# crash` makes it end with 3.
"""

import json
import pathlib
import re
import sys

PROFILES = {"default": {"report"}, "review": {"report", "report-review"}, "all": {"report", "report-review", "report-may"}}


def main():
    arguments = sys.argv[2:]
    if arguments[0].startswith("--print="):
        sys.stdout.write(pathlib.Path(arguments[-1]).read_text().upper())
        return 0
    kinds = PROFILES[arguments[arguments.index("--profile") + 1]]
    output = arguments[arguments.index("--output") + 1].removeprefix("sarif:")
    results = []
    for path in sorted(pathlib.Path(".").rglob("*.py")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if "# crash" in line:
                return 3
            for kind, rule, message in re.findall(r"# (report[\w-]*): (DNG\d+) ?([^#]*)", line):
                if kind not in kinds:
                    continue
                place = {"artifactLocation": {"uri": str(path)}, "region": {"startLine": number}}
                results.append(
                    {"ruleId": rule, "message": {"text": message.strip()}, "locations": [{"physicalLocation": place}]}
                )
    pathlib.Path(output).write_text(json.dumps({"runs": [{"results": results}]}))
    return 1 if results else 0


if __name__ == "__main__":
    sys.exit(main())
