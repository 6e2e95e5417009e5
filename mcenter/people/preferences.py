"""
How a person wants to be told: how often, how much, and when not.

Rule 1: what a person has not chosen, [notify] says.
Rule 2: a time zone that is known no more is UTC, and stops nobody's mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mcenter.config import readers

if TYPE_CHECKING:
    from datetime import time, tzinfo

    from mcenter.config import Notify
    from mcenter.models import Person

AT_ONCE, BUNDLED, DAILY, NEVER = "at-once", "bundled", "daily", "never"
# A person's columns: null is what they have not chosen.
COLUMNS = ("frequency", "window_seconds", "body", "quiet_hours", "timezone")
# How much a mail tells of messages, the least first.
BODIES = ("hint", "excerpt", "full")


@dataclass(frozen=True, kw_only=True)
class Preference:
    """One person's choices, with [notify]'s where they made none."""

    frequency: str
    window: timedelta
    """How long a bundle waits from its first message on."""
    digest_at: time
    body: str
    """full, excerpt or hint."""
    quiet: tuple[time, time] | None
    """From when to when no mail is sent; the second may be of the next day."""
    zone: tzinfo

    def allows(self, body: str | None) -> bool:
        """Tell whether a mail may tell so much; of what is not known, it tells all."""
        return BODIES.index(body or "full") <= BODIES.index(self.body)


def of(person: Person, notify: Notify) -> Preference:
    """Give how a person wants to be told."""
    window = person.window_seconds
    quiet = notify.quiet_hours if person.quiet_hours is None else person.quiet_hours
    return Preference(
        frequency=person.frequency or notify.frequency,
        window=notify.window if window is None else timedelta(seconds=window),
        digest_at=notify.digest_at,
        body=person.body or notify.body,
        quiet=_hours(quiet),
        zone=_zone(person.timezone or notify.timezone),
    )


def is_told(side: str, notify: Notify) -> bool:
    """Tell whether [notify] has mail for a side at all."""
    told = {
        "customer": notify.customers,
        "vendor": notify.vendors,
        "operator": notify.operators,
    }
    return told[side]


def reset(person: Person) -> None:
    """Let a person have chosen nothing; they are saved by the caller."""
    for column in COLUMNS:
        setattr(person, column, None)


def _hours(quiet: str) -> tuple[time, time] | None:
    if not quiet:
        return None
    begin, end = map(readers.time_of_day, quiet.split("-"))
    return begin, end


def _zone(name: str) -> tzinfo:
    try:
        return UTC if name in {"", "UTC"} else ZoneInfo(name)
    except (OSError, LookupError, ValueError):
        return UTC
