"""
Say how well mail is read, each figure beside its goal.

    python benchmarks/score.py [--only NAME]

Mail is read from tests/corpus, and from the folder that MCENTER_CORPUS names or, where
it names none, from ../shared/corpus where that is.  Exit status 1: a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

# Run as a file, Python looks for modules in this folder and not in the one above.
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import corpus_figures, goals, hostile_figures, reading_speed
from benchmarks.goals import Figure
from benchmarks.timing import ROOT

NAMES = ("given", "own", "hostile", "generated")
OWN = ROOT / "tests" / "corpus"
BESIDE = ROOT.parent / "shared" / "corpus"


def main() -> None:
    """Measure what was asked for."""
    names = _parser().parse_args().only or NAMES
    given = _given()
    print(f"Python {platform.python_version()}")
    figures: list[Figure] = []
    if "given" in names and given is not None:
        figures += corpus_figures.report(f"Reading {_shown(given)}", given)
    if "own" in names:
        figures += corpus_figures.report(f"Reading {_shown(OWN)}", OWN)
    if "hostile" in names:
        figures += hostile_figures.report()
    if "generated" in names:
        figures += _generated(given)
    missed = sum(figure.missed for figure in figures)
    held = sum(figure.has_goal for figure in figures)
    print(f"{missed} of {held} goals missed." if missed else "No goal missed.")
    sys.exit(1 if missed else 0)


def _given() -> Path | None:
    """Give the folder of other mail; an error where it is named and is not there."""
    named = os.environ.get("MCENTER_CORPUS")
    if named and not Path(named).is_dir():
        sys.exit(f"MCENTER_CORPUS names {named}, which is no folder.")
    folder = Path(named) if named else BESIDE
    return folder if folder.is_dir() else None


def _shown(folder: Path) -> str:
    return os.path.relpath(folder, ROOT)


def _generated(corpus: Path | None) -> list[Figure]:
    mails, origin = reading_speed.generated(corpus)
    size = sum(map(len, mails)) / len(mails) / 1000
    speed = Figure(
        name="read in a second of one core",
        value=reading_speed.per_second(mails),
        unit="mails",
        least=2000,
    )
    heading = f"{len(mails):,} mails of {size:.1f} KB, by {origin}"
    goals.table("Reading generated mail", [(heading, [speed])])
    return [speed]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks/score.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--only", action="append", choices=NAMES, help="this alone; repeatable")
    return parser


if __name__ == "__main__":
    main()
