"""
What operators hear of threads that wait on a vendor, reminded or beyond reminding.

Rule 1: of one waiting operators are told once, and of all that is overdue in one mail.
Rule 2: they get at most one such mail an hour; what comes meanwhile waits for the next.
Rule 3: a vendor who was reminded has the time between both to answer, even where a
thread had waited for long when it was opened again, or reminders were switched on.  A
little less will do: where a run comes but once a day, none is waited for in vain.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import SQL, fn

from mcenter.languages import Plural, Sentence
from mcenter.models import Participant, Staff, Thread, Vendor
from mcenter.people import participants, vendors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Notify, Reminders
    from mcenter.notices.alerts import Alerts

TOPIC = "overdue"
HOUR = timedelta(hours=1)
# Runs of a job do not come at the same second each day.
SLACK = timedelta(minutes=30)
# Threads that one mail names.
MOST_NAMED = 50


def tell(
    alerts: Alerts, reminders: Reminders, notify: Notify, *, now: datetime
) -> None:
    """
    Owe operators one mail about all threads that wait for too long.

    Part of the transaction that claims mails, after vendors were reminded.
    """
    if not reminders.operators_after:
        return
    overdue = _overdue(now - reminders.operators_after)
    if reminders.vendor_after:
        # What is not marked is a thread whose vendor is yet to be reminded.
        overdue &= Thread.reminded_at.is_null(False)
        time = reminders.operators_after - reminders.vendor_after
        if notify.vendors and time > timedelta(0):
            had_time = Thread.reminded_at <= now - time + min(time / 10, SLACK)
            overdue &= had_time | ~fn.EXISTS(_readers(notify.frequency))
    open_ = Vendor.select(Vendor.id).where(Vendor.closed_at.is_null())
    waits = Thread.select(Thread.id).where(overdue & Thread.vendor.in_(open_))
    named = _named(waits)
    # Who was told within the hour would never hear of these.
    if not named or alerts.were_told(TOPIC, since=now - HOUR):
        return
    subject, paragraphs = _words(named, waits.count())
    if alerts.tell(TOPIC, subject, *paragraphs, now=now, within=HOUR):
        Thread.update(escalated_at=now).where(Thread.id.in_(waits)).execute()


def _readers(frequency: str) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    """Give the query of the staff who could be reminded of a thread."""
    theirs = (Participant.thread == Thread.id) & (Participant.person == Staff.person)
    mute = Participant.select().where(theirs & participants.hears_nothing())
    reached = vendors.reached(frequency).where(Staff.vendor == Thread.vendor)
    return reached.where(~fn.EXISTS(mute))


def _overdue(until: datetime) -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    """Give the condition of thread_unescalated, word for word."""
    untold = (
        (Thread.waiting_on == SQL("'vendor'"))
        & (Thread.status == SQL("'open'"))
        & Thread.escalated_at.is_null()
    )
    return untold & (Thread.waiting_since <= until)


def _named(waits: Any) -> list[Thread]:  # noqa: ANN401  (peewee's queries are untyped)
    longest = waits.order_by(Thread.waiting_since, Thread.id).limit(MOST_NAMED)
    keys = [thread.id for thread in longest]
    query = Thread.select(Thread, Vendor).join(Vendor).where(Thread.id.in_(keys))
    return list(query.order_by(Thread.waiting_since, Thread.id))


def _words(named: Sequence[Thread], number: int) -> tuple[Plural, list[Any]]:
    subject = Plural(
        "%(number)d thread waits for its vendor",
        "%(number)d threads wait for their vendors",
        number,
    )
    more = number - len(named)
    rest = Plural(
        "%(number)d more thread waits as well.",
        "%(number)d more threads wait as well.",
        more,
    )
    return subject, [
        Sentence(
            "These customers have had no answer for long. Their vendors were reminded,"
            " or nobody there could be."
        ),
        *(
            Sentence(
                "Thread %(thread)s, %(vendor)s (%(slug)s), waits since %(time)s:"
                " mcenter show %(thread)s",
                {
                    "thread": thread.id,
                    "vendor": thread.vendor.name,
                    "slug": thread.vendor.slug,
                    "time": thread.waiting_since,
                },
            )
            for thread in named
        ),
        *([rest] if more else []),
    ]
