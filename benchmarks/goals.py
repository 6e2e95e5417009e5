"""
Figures beside the goals that were set for them.

Rule 1: a figure that misses its goal says so, on its own line.
Rule 2: what was not measured has no line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 58


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure, and the least or the most that it may be, if there is a goal."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def has_goal(self) -> bool:
        """Whether a goal was set."""
        return self.least is not None or self.most is not None

    @property
    def missed(self) -> bool:
        """Whether there is a goal, and this is not it."""
        too_small = self.least is not None and self.value < self.least
        return too_small or (self.most is not None and self.value > self.most)


def share(
    name: str, count: int, total: int, *, least: float = 0, most: float = 100
) -> Figure:
    """Give a part of all in percent; goals at the ends of the scale are none."""
    return Figure(
        name=f"{name}, {count:,} of {total:,}",
        value=100 * count / total,
        unit="%",
        least=least or None,
        most=most if most < 100 else None,  # noqa: PLR2004
    )


def table(title: str, parts: Sequence[tuple[str, Sequence[Figure]]]) -> None:
    """Print a table of parts, each with a heading; what has no figures is left out."""
    print(f"\n{title}\n{'=' * len(title)}")
    for heading, figures in parts:
        if not figures:
            continue
        print(f"{heading:<{_WIDTH}} {'':>10} {'goal':>10}")
        for figure in figures:
            print(_line(figure))
        print()


def _line(figure: Figure) -> str:
    goal = figure.least if figure.most is None else figure.most
    bound = "" if goal is None else _number(goal, figure.unit)
    measured = _number(figure.value, figure.unit)
    notes = [*(["missed"] * figure.missed), *([figure.note] * bool(figure.note))]
    note = f"  {', '.join(notes)}" if notes else ""
    return f"  {figure.name:<{_WIDTH - 2}} {measured:>10} {bound:>10}{note}"


def _number(value: float, unit: str) -> str:
    """A whole number as it is, large ones without a fraction, others shortened."""
    whole = value == int(value) or value >= 100  # noqa: PLR2004
    shown = f"{value:,.0f}" if whole else f"{value:.3g}"
    return f"{shown} {unit}".rstrip()
