"""
Which mails an operator means: by their ids, or all of a rule and since a day.

Rule 1: what was named by its id and cannot be had fails the call; of many, each is done
on its own, and those that could not be are told of, with status 1.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from mcenter.commands import output
from mcenter.errors import McenterError, UsageMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

Row = TypeVar("Row")
Done = TypeVar("Done")


def midnight(day: date | None) -> datetime | None:
    """The beginning of a day, in UTC."""
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)


def named(ids: Sequence[int], *others: object) -> bool:
    """Whether rows are named by id; UsageMistake unless there is one way or another."""
    if ids and any(other is not None for other in others):
        raise UsageMistake("Give ids, or what names several mails, not both.")
    if not ids and all(other is None for other in others):
        raise UsageMistake(
            "Which mails? Give their ids, or --rule, --since, --from or --thread."
        )
    return bool(ids)


def each(
    rows: Sequence[Row], act: Callable[[Row], Done]
) -> tuple[list[Done], list[tuple[Row, McenterError]]]:
    """Do it to each; that the only one cannot be done is raised, of many it is told."""
    done: list[Done] = []
    refused: list[tuple[Row, McenterError]] = []
    for row in rows:
        try:
            done.append(act(row))
        except McenterError as error:
            if len(rows) == 1:
                raise
            output.complain(f"Error: {error}")
            refused.append((row, error))
    return done, refused
