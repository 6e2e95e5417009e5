"""
How a person wants to be told, as options of `person set`.

Rule 1: `default` gives a choice back to [notify]; an option that is not given changes
nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcenter.commands import options
from mcenter.errors import UsageMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Command = TypeVar("Command", bound=Callable[..., object])

DEFAULT = "default"
WINDOW = options.Duration(timedelta(0), timedelta(days=7))
WORDS = ("mute", "unmute", "follow", "unfollow")
_COLUMNS = {
    "frequency": "notify",
    "window_seconds": "window",
    "body": "body",
    "quiet_hours": "quiet",
    "timezone": "timezone",
}


class _Choice(click.ParamType[str]):
    """A choice as the store has it, or `default`."""

    def __init__(
        self, name: str, read: Callable[[str], str | None], expected: str
    ) -> None:
        self.name = name
        self._read = read
        self._expected = expected

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The choice; a usage error for what is none."""
        if value == DEFAULT:
            return DEFAULT
        try:
            read = self._read(value)
        except ValueError:
            read = None
        if read is None:
            raise click.BadParameter(
                f"expected {self._expected}, or {DEFAULT}", ctx=ctx, param=param
            )
        return read


def _one_of(*names: str) -> Callable[[str], str | None]:
    return lambda value: value if value in names else None


def _window(value: str) -> str:
    try:
        length = WINDOW.convert(value, None, None)
    except click.BadParameter as error:
        raise ValueError from error
    return str(int(length.total_seconds()))


def _quiet(value: str) -> str | None:
    from mcenter.config import readers  # noqa: PLC0415  # `--help` does without.

    return "" if value == "none" else readers.quiet_hours(value) or None


def _timezone(value: str) -> str | None:
    from mcenter.config import readers  # noqa: PLC0415  # `--help` does without.

    return readers.timezone(value) or None


_OPTIONS = (
    click.option(
        "--notify",
        type=_Choice(
            "when",
            _one_of("at-once", "bundled", "daily", "never"),
            "at-once, bundled, daily or never",
        ),
        metavar="WHEN",
        help="at-once, bundled, daily, never, or default.",
    ),
    click.option(
        "--window",
        type=_Choice("time", _window, "a time such as 30m, of a week at most"),
        metavar="TIME",
        help="How long a bundle waits: 30m, or default.",
    ),
    click.option(
        "--body",
        type=_Choice(
            "body", _one_of("full", "excerpt", "hint"), "full, excerpt or hint"
        ),
        metavar="HOW",
        help="How much a mail tells: full, excerpt, hint, or default.",
    ),
    click.option(
        "--quiet",
        type=_Choice("hours", _quiet, "hours such as 22:00-07:00, none"),
        metavar="HOURS",
        help="No mail then: 22:00-07:00, none, or default.",
    ),
    click.option(
        "--timezone",
        type=_Choice("zone", _timezone, "a time zone such as Europe/Berlin"),
        metavar="ZONE",
        help="Their clock: Europe/Berlin, or default.",
    ),
    click.option(
        "--mute",
        type=options.THREAD,
        multiple=True,
        metavar="THREAD",
        help="No mail about it; may be repeated, as the next three.",
    ),
    click.option(
        "--unmute",
        type=options.THREAD,
        multiple=True,
        metavar="THREAD",
        help="Undo it.",
    ),
    click.option(
        "--follow",
        type=options.THREAD,
        multiple=True,
        metavar="THREAD",
        help="Mail about what colleagues write there as well.",
    ),
    click.option(
        "--unfollow",
        type=options.THREAD,
        multiple=True,
        metavar="THREAD",
        help="Undo it.",
    ),
)


def choice_options(command: Command) -> Command:
    """Add the options; their values come as keyword arguments of their names."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def wanted(given: Mapping[str, Any]) -> dict[str, object]:
    """Give what is chosen by the store's columns; None is for [notify] to say."""
    chosen = {
        column: given[option]
        for column, option in _COLUMNS.items()
        if given[option] is not None
    }
    return {
        column: None if value == DEFAULT else _kept(column, value)
        for column, value in chosen.items()
    }


def words(given: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Give what is said of threads.  Raises UsageMistake for two words on one."""
    said: dict[int, str] = {}
    for word in WORDS:
        for thread in given[word]:
            if said.setdefault(thread, word) != word:
                raise UsageMistake(f"Thread {thread} is named by two options.")
    return [(word, thread) for thread, word in said.items()]


def _kept(column: str, value: str) -> object:
    return int(value) if column == "window_seconds" else value
