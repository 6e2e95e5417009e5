"""
When a person may be told: their window, the hour of their digest, their quiet hours.

Rule 1: the clock on their wall decides, whatever is done to it: a moment is in quiet
hours when that clock says so, and hours that it shows twice are quiet twice.
Rule 2: an hour that it skips is the moment at which it skips it.
Rule 3: a digest that would be due in quiet hours is due at their end.
Rule 4: one that was missed goes as soon as it may, unless the next one is near: then
both are one.  It waits so once, that runs which come but once a day leave out nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mcenter.people.preferences import BUNDLED, DAILY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import time, tzinfo

    from mcenter.people.preferences import Preference

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
# No digest that comes late comes so shortly before the next one: a quarter of a day.
NEAR = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True)
class Ready:
    """When something may be told, and why not before; at once has no reason."""

    at: datetime
    reason: str = ""
    """quiet hours, window or digest."""


def ready(
    preference: Preference,
    since: datetime,
    now: datetime,
    waited_for: datetime | None = None,
) -> Ready:
    """
    Give when a person is told of what has been there since then; `now`, or later.

    `since` is of the first message of a bundle, and of each message of a digest, and
    `waited_for` when it was to be looked at.
    """
    due, reason = since, ""
    if preference.frequency == BUNDLED:
        due, reason = since + preference.window, "window"
    elif preference.frequency == DAILY:
        due, reason = _digest_at(preference, since), "digest"
        if due < now and (waited_for or due) <= due:
            due = _late_at(preference, now)
    if due <= now:
        due, reason = now, ""
    at = after_quiet(preference, due)
    return Ready(at=at, reason=reason if at == due else "quiet hours")


def ready_at(
    preference: Preference,
    since: datetime,
    now: datetime,
    waited_for: datetime | None = None,
) -> datetime:
    """Give when a person is told of what has been there since then."""
    return ready(preference, since, now, waited_for).at


def after_quiet(preference: Preference, moment: datetime) -> datetime:
    """Give the first moment from this one on that is not in quiet hours."""
    if preference.quiet is None:
        return moment
    begin, end = preference.quiet
    while True:
        clock = moment.astimezone(preference.zone).time()
        if not _is_between(clock, begin, end):
            return moment
        over = moment + _ahead(clock, end)
        # Where the clock is changed before, what it says then is looked at anew.
        moment = _change(moment, over, preference.zone) or over


def _digest_at(preference: Preference, since: datetime) -> datetime:
    """Give when the first digest is due that can tell of what is there since then."""
    today = since.astimezone(preference.zone).date()
    for day in _days_around(today):
        showing = _first_showing(day, preference.digest_at, preference.zone)
        due = after_quiet(preference, showing)
        if due >= since:
            return due
    raise ValueError(preference.zone)  # pragma: no cover  (a clock goes on)


def _late_at(preference: Preference, now: datetime) -> datetime:
    """Give when a digest goes that was missed: now, or with the next one."""
    at = after_quiet(preference, now)
    following = _digest_at(preference, at)
    return following if following - at < NEAR else now


def _days_around(day: date) -> Iterator[date]:
    """Give days from the last but one on: quiet hours may end a day later."""
    return (day + DAY * number for number in range(-2, 4))


def _first_showing(day: date, clock: time, zone: tzinfo) -> datetime:
    """Give the first moment of a day at which the clock there says this, or more."""
    wanted = datetime.combine(day, clock, tzinfo=zone)
    moment = wanted.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wanted.replace(tzinfo=None):
        return moment
    # Skipped: as the clock went before, it is after the change; as then, before it.
    before = wanted.replace(fold=1).astimezone(UTC)
    return _change(before, moment, zone) or moment


def _is_between(clock: time, begin: time, end: time) -> bool:
    if begin < end:
        return begin <= clock < end
    return clock >= begin or clock < end


def _ahead(clock: time, end: time) -> timedelta:
    """Give how long a clock that is not changed takes from one time to another."""
    day = date.min
    return (datetime.combine(day, end) - datetime.combine(day, clock)) % DAY


def _change(begin: datetime, end: datetime, zone: tzinfo) -> datetime | None:
    """Find when, after the one and up to the other, a clock was changed."""
    before = begin.astimezone(zone).utcoffset()
    if end.astimezone(zone).utcoffset() == before:
        return None
    while end - begin > TICK:
        middle = begin + (end - begin) // 2
        if middle.astimezone(zone).utcoffset() == before:
            begin = middle
        else:
            end = middle
    return end
