"""What hostile mail costs: 25 MB of it, and the nine bodies that stop readers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import goals
from benchmarks.goals import Figure
from mcenter.mail import parsing
from tests.support import hostile_bodies, large_mails, slow_lines
from tests.support.measured import measured

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_SECONDS = 2
MOST_MEGABYTES = 256
LONGEST_BODY = 1


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one mail cost to read, in a process of its own."""

    name: str
    seconds: float
    megabytes: float


def report() -> list[Figure]:
    """Print what the worst mails cost, and give the figures."""
    costs = [_cost(name, raw) for name, raw in _mails()]
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
            name="the largest, what the process grew by at its peak",
            value=largest.megabytes,
            unit="MB",
            most=MOST_MEGABYTES,
            note=largest.name,
        ),
    ]
    bodies = [_body(name, text) for name, text in hostile_bodies.BODIES.items()]
    size = large_mails.SIZE // 1_000_000
    goals.table(
        "Reading hostile mail",
        [
            (f"{len(costs)} mails of up to {size} MB, each in a process", mails),
            ("the nine bodies, as text or as HTML, the slower", bodies),
        ],
    )
    return [*mails, *bodies]


def _mails() -> Iterator[tuple[str, bytes]]:
    """Build one after another: all at once would not fit into memory."""
    for name, build in large_mails.SHAPES.items():
        yield name, build()
    for name, line in slow_lines.LINES.items():
        yield name, slow_lines.mail(line)
    for name, unit in slow_lines.MARKUP.items():
        yield name, slow_lines.rich_mail(unit)


def _cost(name: str, raw: bytes) -> Cost:
    cost = measured(raw)
    return Cost(name=name, seconds=cost.seconds, megabytes=cost.megabytes)


def _body(name: str, text: str) -> Figure:
    seconds = max(_seconds(raw) for raw in hostile_bodies.mails(text))
    return Figure(name=name, value=seconds, unit="s", most=LONGEST_BODY)


def _seconds(raw: bytes) -> float:
    begin = time.process_time()
    parsing.read(raw)
    return time.process_time() - begin
