"""
Which received mails an operator means: by rule, day, From and thread.

Rule 1: what is given holds together: each narrows what the others name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcenter.commands import options, selection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WAITING = ("held", "failed")
NAMES = ("rule", "since", "sender", "thread")

Command = TypeVar("Command", bound="Callable[..., object]")

_FILTERS = (
    click.option(
        "--rule", type=options.RULE, metavar="RULE", help="Mail that this rule judged."
    ),
    click.option(
        "--since",
        type=options.DATE,
        metavar="DATE",
        help="Mail received on that day, as 2026-01-31, or later.",
    ),
    click.option(
        "--from",
        "sender",
        type=options.ADDRESS,
        metavar="ADDRESS",
        help="Mail of this From, be it true or not.",
    ),
    click.option(
        "--thread",
        type=options.THREAD,
        metavar="THREAD",
        help="Mail that names this thread.",
    ),
)


def filters(act: Command) -> Command:
    """Add --rule, --since, --from and --thread."""
    for option in reversed(_FILTERS):
        act = option(act)
    return act


def of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give these options as `inbox.listed` takes them."""
    return {**given, "since": selection.midnight(given["since"])}
