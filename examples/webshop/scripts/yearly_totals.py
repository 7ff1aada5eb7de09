"""Sums up the yearly reports. Last used when the shop still ran on Python 2."""

import csv
import sys


def total(path):
    with open(path) as report:
        return sum(float(row["total"]) for row in csv.DictReader(report))


def main():
    for path in sys.argv[1:]:
        print path, total(path)


if __name__ == "__main__":
    main()
