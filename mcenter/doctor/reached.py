"""Whom mail reaches, and who would hear of what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import people
from mcenter.doctor.finding import Finding, advice, ok
from mcenter.notices import guesses
from mcenter.people import vendors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MOST_NAMED = 10


def reached(frequency: str, now: datetime) -> Iterator[Finding]:
    """
    Operators and vendors are told by mail; nobody guesses others' addresses.

    `frequency` is what [notify] says for who chose nothing.
    """
    operators = [each for each in people.operators() if people.mail_address(each)]
    if operators:
        yield ok("operators", f"Operators who would hear by mail: {len(operators)}.")
    else:
        told = "No operator has an address that takes mail: nobody hears of alerts."
        yield advice("operators", f"{told} See person add --operator.")
    unread = [vendor.slug for vendor in vendors.unreachable(frequency)]
    if unread:
        slugs = ", ".join(unread[:MOST_NAMED])
        more = " and others" if len(unread) > MOST_NAMED else ""
        yield advice("vendors", f"No mail reaches anybody of: {slugs}{more}.")
    else:
        yield ok("vendors", "Mail reaches somebody of every vendor.")
    guessed = guesses.count(now)
    if guessed:
        told = f"Mails of a day to reply addresses nobody was given: {guessed}"
        more = " or more" if guessed >= guesses.MANY else ""
        yield advice("tokens", f"{told}{more}; see inbox list --rule {guesses.RULE}.")
