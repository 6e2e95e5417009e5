"""What hostile mail costs: 25 MB of it, and the nine bodies that stop readers."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import goals, hostile_mails
from benchmarks.goals import Figure
from benchmarks.timing import timed
from mcenter.mail import parsing
from tests.support import hostile_bodies

MOST_SECONDS = 2
MOST_MEGABYTES = 256
LONGEST_BODY = 1
_MEGA = 1024 * 1024
_ONCE = Path(__file__).with_name("reading_once.py")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one mail cost to read."""

    name: str
    seconds: float
    megabytes: float


def report() -> list[Figure]:
    """Print what the worst mails cost, and give the figures."""
    costs = [_cost(name) for name in hostile_mails.MAILS]
    slowest = max(costs, key=lambda cost: cost.seconds)
    largest = max(costs, key=lambda cost: cost.megabytes)
    mails = [
        Figure(
            name="the slowest, seconds of CPU",
            value=slowest.seconds,
            unit="s",
            most=MOST_SECONDS,
            note=slowest.name,
        ),
        Figure(
            name="the largest, memory at its peak, Python and all",
            value=largest.megabytes,
            unit="MB",
            most=MOST_MEGABYTES,
            note=largest.name,
        ),
    ]
    bodies = [_body(name, text) for name, text in hostile_bodies.BODIES.items()]
    size = hostile_mails.SIZE // 1_000_000
    goals.table(
        "Reading hostile mail",
        [
            (f"{len(costs)} mails of {size} MB, each in a process", mails),
            ("the nine bodies, as text or as HTML, the slower", bodies),
        ],
    )
    return [*mails, *bodies]


def _cost(name: str) -> Cost:
    told = json.loads(timed([sys.executable, _ONCE, name]).output)
    return Cost(name=name, seconds=told["seconds"], megabytes=told["memory"] / _MEGA)


def _body(name: str, text: str) -> Figure:
    seconds = max(_seconds(raw) for raw in hostile_bodies.mails(text))
    return Figure(name=name, value=seconds, unit="s", most=LONGEST_BODY)


def _seconds(raw: bytes) -> float:
    begin = time.process_time()
    parsing.read(raw)
    return time.process_time() - begin
