"""
Time whole processes, in turn, and take the median.

Rule 1: figures are compared only when they were taken in turn, in one run: machines
drift by tens of percent, and what is measured an hour later is another machine.
Rule 2: a process that fails ends the benchmark; a quick failure is no speed.
"""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
_KEPT = {"HOME", "LANG", "LC_ALL", "PATH", "TMPDIR"}
_CHUNK = 65_536


class Failed(Exception):
    """A process did not end as it should; the text is what it said."""


@dataclass(frozen=True, kw_only=True)
class Timed:
    """How long a process took, in seconds, and what it printed."""

    seconds: float
    output: str


def timed(command: Sequence[str | Path]) -> Timed:
    """Run a process to its end.  Raises Failed unless it ends with 0."""
    start = time.perf_counter()
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        raise Failed(f"{command} ended with {done.returncode}: {done.stderr}")
    return Timed(seconds=seconds, output=done.stdout)


def timed_on_terminal(command: Sequence[str | Path]) -> Timed:
    """Run a process whose standard output is a terminal."""
    ours, theirs = pty.openpty()
    environment = {**_environment(), "TERM": "xterm", "COLUMNS": "100", "PAGER": "cat"}
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(theirs)
        output = _drained(ours)
    seconds = time.perf_counter() - start
    os.close(ours)
    if process.returncode != 0:
        raise Failed(f"{command} ended with {process.returncode}")
    return Timed(seconds=seconds, output=output)


def in_turn(
    runs: int, contestants: Mapping[str, Callable[[], float]]
) -> dict[str, float]:
    """Call each contestant once a round, for so many rounds; the median of each."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, contestant in contestants.items():
            taken[name].append(contestant())
    return {name: statistics.median(figures) for name, figures in taken.items()}


def mcenter(config: Path, *arguments: str) -> list[str]:
    """Give the words that run one command as a process of its own."""
    return [PYTHON, "-m", "mcenter", "--config", str(config), *arguments]


def _environment() -> dict[str, str]:
    """Keep what a process needs, and nothing that configures it."""
    return {name: value for name, value in os.environ.items() if name in _KEPT}


def _drained(terminal: int) -> str:
    pieces = []
    try:
        while piece := os.read(terminal, _CHUNK):
            pieces.append(piece)
    except OSError:
        # That is how Linux says that the other end of a terminal is closed.
        pass
    return b"".join(pieces).decode("utf-8", "replace")
