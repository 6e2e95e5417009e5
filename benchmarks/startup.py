"""
Start-up: what a command costs before it does anything, beside `python -c pass`.

Measured with the very interpreter that runs this, or, with `installed`, in a virtual
environment of its own with a plain `pip install .`: an editable install starts slower.
"""

from __future__ import annotations

import shutil
import sys
import venv
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import configuration, store_filler
from benchmarks.report import Recorded, Row, rated, recorded, table
from benchmarks.store_filler import Plan
from benchmarks.timing import ROOT, in_turn, timed, timed_on_terminal
from tests.support import servers

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_RUNS = 7
_UNWANTED = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__", "tests")
THREADS = 1000
MILLI = 1000
RECORDED_FLOOR = 14
RECORDED = (
    Recorded(name="mu find (C++)", figure=1.1 * RECORDED_FLOOR),
    Recorded(name="notmuch search (C)", figure=2.0 * RECORDED_FLOOR),
    Recorded(
        name="Click with lazy commands, doing nothing", figure=3.9 * RECORDED_FLOOR
    ),
    Recorded(name="with raw SQL, plain print", figure=4.0 * RECORDED_FLOOR),
    Recorded(name="with peewee, plain print", figure=6.4 * RECORDED_FLOOR),
    Recorded(name="with peewee and a rich table", figure=10.8 * RECORDED_FLOOR),
    Recorded(name="roundup-admin list issue", figure=23 * RECORDED_FLOOR),
    Recorded(name="todo list", figure=27 * RECORDED_FLOOR),
    Recorded(name="llm logs list", figure=75 * RECORDED_FLOOR),
)


def run(*, runs: int, installed: bool) -> None:
    """Measure each command so many times, seven at least, and print the table."""
    with servers.directory("benchmark") as here:
        binaries = _install(here) if installed else Path(sys.executable).parent
        path = here / "store" / "mcenter.db"
        plan = Plan(threads=THREADS, messages=10)
        store_filler.fill(path, plan, now=datetime.now(UTC))
        config = configuration.write(here, path, "")
        where = "a plain install" if installed else "this interpreter's install"
        _report(binaries, config, max(runs, LEAST_RUNS), where)


def _install(here: Path) -> Path:
    """Make a virtual environment with a plain install; give where its programs are."""
    # A copy: setuptools leaves what it builds beside the sources.
    source = shutil.copytree(ROOT, here / "source", ignore=_UNWANTED)
    venv.create(here / "venv", with_pip=True, symlinks=True)
    binaries = here / "venv" / "bin"
    timed([binaries / "pip", "install", "--quiet", source])
    return binaries


def _report(binaries: Path, config: Path, runs: int, where: str) -> None:
    program = [binaries / "mcenter", "--config", config]
    threads = [*program, "threads"]
    contestants: dict[str, Callable[[], float]] = {
        "python -c pass": lambda: timed([binaries / "python", "-c", "pass"]).seconds,
        "--help": lambda: timed([*program, "--help"]).seconds,
        "threads --json": lambda: timed([*threads, "--json"]).seconds,
        "threads, piped": lambda: timed(threads).seconds,
        "threads, on a terminal": lambda: timed_on_terminal(threads).seconds,
    }
    goals = {
        "--help": "goal: at most 5",
        "threads --json": "goal: at most 7",
        "threads, piped": "goal: at most 7",
        "threads, on a terminal": "goal: at most 12",
    }
    took = in_turn(runs, contestants)
    floor = took["python -c pass"]
    measured: list[Row] = [
        rated(name, MILLI * taken, MILLI * floor, goals.get(name, ""))
        for name, taken in took.items()
    ]
    table(
        f"Start-up, in {where}, a store of {THREADS:,} threads",
        "ms",
        "multiple",
        [
            (f"measured now, in turn, median of {runs}", measured),
            ("recorded elsewhere", recorded(RECORDED, floor=RECORDED_FLOOR)),
        ],
    )
