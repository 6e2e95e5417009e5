"""
Tables of figures: what was measured now, beside what was recorded elsewhere.

Rule 1: a ratio stands only between figures of one run: those measured now are held
against the floor measured now, those recorded against the floor recorded with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 58


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure; `ratio` is what it is of the floor, or as a multiple of it."""

    name: str
    figure: float | None
    ratio: float | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A figure that was taken elsewhere, on another machine, in a run of its own."""

    name: str
    figure: float


def rated(name: str, figure: float, floor: float, note: str = "") -> Row:
    """Give a figure with its ratio to the floor of the same run."""
    return Row(name=name, figure=figure, ratio=figure / floor, note=note)


def recorded(figures: Sequence[Recorded], *, floor: float) -> list[Row]:
    """Give recorded figures, held against the floor that was recorded with them."""
    return [rated(each.name, each.figure, floor) for each in figures]


def table(
    title: str, unit: str, ratio: str, parts: Sequence[tuple[str, Sequence[Row]]]
) -> None:
    """Print a table of parts, each with a heading: measured now, recorded elsewhere."""
    print(f"\n{title}\n{'=' * len(title)}")
    for heading, rows in parts:
        print(f"{heading:<{_WIDTH}} {unit:>10} {ratio:>10}")
        for row in rows:
            print(_line(row))
        print()


def lines(heading: str, texts: Sequence[str]) -> None:
    """Print what is no table, each line set in."""
    print(heading)
    for text in texts:
        print(f"  {text}")
    print()


def _line(row: Row) -> str:
    figure = "" if row.figure is None else _number(row.figure)
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    note = f"  {row.note}" if row.note else ""
    return f"  {row.name:<{_WIDTH - 2}} {figure:>10} {ratio:>10}{note}"


def _number(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"  # noqa: PLR2004
