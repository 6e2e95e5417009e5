"""
What several commands take: kinds of argument, and options that are shared.

Rule 1: digits are ASCII digits; int() takes other scripts' digits and `1_0` too.
Rule 2: what cannot be parsed is a usage error, before anything is opened.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import click

HIGHEST_ID = 2**63 - 1


class Number(click.ParamType[int]):
    """A whole number from 1, in ASCII digits without a leading zero."""

    def __init__(self, name: str, highest: int) -> None:
        self.name = name
        self._highest = highest

    def convert(
        self,
        value: str | int,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """The number; a usage error for anything else."""
        if isinstance(value, int):
            return value
        if re.fullmatch(r"[1-9][0-9]{0,18}", value) and int(value) <= self._highest:
            return int(value)
        raise click.BadParameter(
            f"expected a whole number from 1 to {self._highest}", ctx=ctx, param=param
        )


class Matching(click.ParamType[str]):
    """A text of one form."""

    def __init__(self, name: str, pattern: str, expected: str) -> None:
        self.name = name
        self._pattern = pattern
        self._expected = expected

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The text as it is; a usage error when it has another form."""
        if not re.fullmatch(self._pattern, value):
            raise click.BadParameter(f"expected {self._expected}", ctx=ctx, param=param)
        return value


class Address(click.ParamType[str]):
    """An addr-spec (RFC 5322 section 3.4.1)."""

    name = "address"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The cleaned address; a usage error when there is none."""
        from mcenter import addr_spec  # noqa: PLC0415  # `--help` does without.

        try:
            return addr_spec.parse(value)
        except ValueError as error:
            raise click.BadParameter(str(error), ctx=ctx, param=param) from None


class Date(click.ParamType[date]):
    """A day, as 2026-01-31."""

    name = "date"

    def convert(
        self,
        value: str | date,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        """The day; a usage error when there is none of that name."""
        if isinstance(value, date):
            return value
        try:
            # IMAP writes a year in four digits, and has none before 1000.
            if re.fullmatch(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value)
        except ValueError:
            pass  # The 31st of February reads like a day, and is told of below.
        raise click.BadParameter(
            "expected a day such as 2026-01-31", ctx=ctx, param=param
        )


class Duration(click.ParamType[timedelta]):
    """A time such as 30s or 1m30s, as the configuration has them."""

    name = "duration"

    def __init__(self, shortest: timedelta, longest: timedelta) -> None:
        self._shortest = shortest
        self._longest = longest

    def convert(
        self,
        value: str | timedelta,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> timedelta:
        """The time; a usage error when it is none, too short or too long."""
        from mcenter.config import readers  # noqa: PLC0415  # `--help` does without.

        if isinstance(value, timedelta):
            return value
        try:
            length = readers.duration(self._shortest)(value)
        except ValueError:
            length = None
        if length is None or length > self._longest:
            raise click.BadParameter(
                "expected a time such as 30s or 1m30s, from"
                f" {self._shortest.total_seconds():.0f}s to"
                f" {self._longest.total_seconds():.0f}s",
                ctx=ctx,
                param=param,
            )
        return length


THREAD = Number("thread", HIGHEST_ID)
ROW_ID = Number("id", HIGHEST_ID)
COUNT = Number("count", 100_000)
ADDRESS = Address()
DATE = Date()
ABOUT = Matching(
    "about",
    r"[a-z][a-z0-9_-]{0,31}:[!-~]{1,128}",
    "KIND:REF, such as order:123",
)
LOCALE = Matching(
    "locale",
    r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*",
    "a language such as en or pt-BR",
)
RULE = Matching("rule", r"[a-z][a-z0-9_]*", "the name of a rule, such as no_carrier")

address_argument = click.argument("address", type=ADDRESS)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object."
)
limit_option = click.option(
    "-n", "limit", type=COUNT, metavar="N", default=25, help="At most N rows."
)
some_option = click.option(
    "-n",
    "limit",
    type=COUNT,
    metavar="N",
    help="At most N rows; else 25 on a screen, all in JSON.",
)
about_option = click.option(
    "--about", type=ABOUT, metavar="KIND:REF", help="What it is about: order:123."
)
