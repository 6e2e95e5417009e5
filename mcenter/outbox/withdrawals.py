"""
Mails that were frozen and not tried yet: whether they may, and need, still go.

Rule 1: what was tried may have arrived: then only the end of a right stops it, and
that its reader wants no mail at all any more.
Rule 2: a mail that nobody needs any more is cancelled.  A digest of which a part is not
needed is composed anew, and so is one that has become a part of the next one, and what
would go in its reader's quiet hours, or tell more than its reader wants to be told now.
Rule 3: what answers somebody's own act goes at any hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import outbox
from mcenter.outbox import claims, deliveries
from mcenter.outbox.decisions import Decisions, Dropped
from mcenter.outbox.needs import Needs
from mcenter.people import hours, preferences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Notify
    from mcenter.models import Delivery, OutboundEmail

# What tells of no message, and can wait until its reader is up.
PATIENT = frozenset({"alert", "reminder"})
# What stops a mail that was tried.
ENDS = frozenset({"cancelled", "unsubscribed"})


def withdraw(now: datetime, notify: Notify, *, most: int) -> Decisions:
    """
    Stop the frozen mails among the next so many that must not, or need not, go.

    Part of the transaction that freezes and leases.
    """
    decided = Decisions()
    while True:
        mails = claims.due(now, limit=most)
        rows = deliveries.carried_by(mails)
        needs = Needs([row for each in rows.values() for row in each], notify)
        stopped = [
            _stop(mail, rows[mail.id], needs, decided)
            if mail.id in rows
            else _let_wait(mail, notify, now)
            for mail in mails
        ]
        anew = [
            mail
            for mail, is_stopped in zip(mails, stopped, strict=True)
            if not is_stopped and _is_unwanted(mail, rows.get(mail.id, ()), needs, now)
        ]
        outbox.recall(anew)
        # Others have moved up in the place of those that were stopped.
        if not anew and not any(stopped):
            return decided


def _stop(
    mail: OutboundEmail, rows: Sequence[Delivery], needs: Needs, decided: Decisions
) -> bool:
    """Drop what a mail need not carry, if it must not go with it; True: it is over."""
    reasons = {row.id: needs.why_not(row) for row in rows}
    if mail.first_tried_at:
        reasons = {
            key: reason if reason in ENDS else None for key, reason in reasons.items()
        }
    gone = [row for row in rows if reasons[row.id]]
    if not gone or (len(gone) < len(rows) and mail.kind != "digest"):
        return False
    for row in gone:
        reason = reasons[row.id] or ""
        deliveries.drop([row], reason)
        decided.dropped.append(Dropped(delivery=row, reason=reason))
    outbox.recall([mail])
    return True


def _is_unwanted(
    mail: OutboundEmail, rows: Sequence[Delivery], needs: Needs, now: datetime
) -> bool:
    """Tell whether its reader wants a mail like that, but not now, or not this one."""
    if mail.first_tried_at or not rows:
        return False
    preference = needs.preference(rows[0].participant.person)
    if mail.kind == "digest":
        ready = (
            hours.ready_at(preference, needs.rested(row), now, row.due_at)
            for row in rows
        )
        is_early = all(at > now for at in ready)
    else:
        is_early = hours.after_quiet(preference, now) > now
    return is_early or not preference.allows(mail.body)


def _let_wait(mail: OutboundEmail, notify: Notify, now: datetime) -> bool:
    """Put a mail off until its reader's quiet hours are over; True: it waits."""
    if mail.first_tried_at or mail.kind not in PATIENT:
        return False
    until = hours.after_quiet(preferences.of(mail.person, notify), now)
    if until > now:
        claims.put_off(mail, until)
    return until > now
