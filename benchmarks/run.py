"""
Measure mcenter beside the practical floors, and print tables.

    python benchmarks/run.py [--runs N] [--only NAME] [--quick]

No figure is a test: machines differ and drift.  What counts is a ratio between things
that were measured in turn in one run.
"""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
from pathlib import Path

# Run as a file, Python looks for modules in this folder and not in the one above.
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import ingest, listing, sending, startup

NAMES = ("ingest", "sending", "list", "start-up")


def main() -> None:
    """Run what was asked for."""
    asked = _parser().parse_args()
    names = asked.only or NAMES
    quick = asked.quick
    runs = asked.runs or (1 if quick else 3)
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    if "ingest" in names:
        ingest.run(runs=runs, mails=asked.mails or (200 if quick else 1000))
    if "sending" in names:
        sending.run(runs=runs, mails=asked.mails or (100 if quick else 500))
    if "list" in names:
        listing.run(runs=runs, threads=asked.threads or (1000, 10_000))
    if "start-up" in names:
        startup.run(runs=runs, installed=asked.install)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--runs", type=int, metavar="N", help="medians of so many runs (3)")
    add("--only", action="append", choices=NAMES, help="this one alone; repeatable")
    add("--quick", action="store_true", help="one run of few mails: does it work?")
    add("--mails", type=int, metavar="N", help="so many mails in and out (1000, 500)")
    add(
        "--threads",
        type=int,
        action="append",
        metavar="N",
        help="lists in a store of so many threads; repeatable (1000, 10000)",
    )
    add("--install", action="store_true", help="time start-up in a plain pip install")
    return parser


if __name__ == "__main__":
    main()
