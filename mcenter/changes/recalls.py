"""
Reminders that are taken back: nobody is reminded of what waits on them no more.

Rule 1: a reminder that was tried may have arrived: only the end of a right stops it,
and that its reader wants no mail at all any more.
Rule 2: what else a mail that is taken back would have told of, its reader hears of in
another mail; of nothing they hear twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import outbox, people
from mcenter.models import OutboundEmail, Thread
from mcenter.outbox import reminded
from mcenter.outbox.withdrawals import PATIENT
from mcenter.people import participants, preferences
from mcenter.store import transaction
from mcenter.threads import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Notify
    from mcenter.models import Person, Vendor


def untried(now: datetime, *, most: int) -> list[OutboundEmail]:
    """List the reminders and alerts of the next so many mails that were never tried."""
    mails = _due(now, most, PATIENT)
    return [mail for mail in mails if mail.first_tried_at is None]


def withdraw(now: datetime, notify: Notify, *, most: int) -> None:
    """
    Take back what among the next so many mails would not be written now.

    Part of the transaction that freezes and leases.
    """
    kinds = frozenset({reminded.KIND})
    while stale := [
        mail for mail in _due(now, most, kinds) if not _stands(mail, notify)
    ]:
        # Others have moved up in the place of those that were stopped.
        recall(stale)


def recall(mails: Sequence[OutboundEmail]) -> None:
    """Stop reminders on their way; what they name is told in others, if need be."""
    with transaction():
        stopped = set(outbox.cancel(mails))
        for mail in mails:
            if mail.id in stopped:
                owe_again(mail)


def owe_again(mail: OutboundEmail) -> None:
    """Let a person be told by another mail of what this one has not told them."""
    if mail.kind == reminded.KIND:
        mail.topic = reminded.topic_of(reminded.threads_of(mail), recalled=True)
        mail.save(only=("topic",))


def settle(mail: OutboundEmail) -> None:
    """Note that what a mail did not tell of is told, or need not be."""
    mail.topic = reminded.topic_of(reminded.threads_of(mail))
    mail.save(only=("topic",))


def dismiss(person: Person, vendor: Vendor) -> None:
    """Stop what is on its way to a person of a vendor's threads, tried or not."""
    mails = reminded.pending(person)
    recall([mail for mail in mails if _is_of(mail, vendor)])


def begin_anew(person: Person) -> None:
    """Take back what was not tried yet: somebody's parts in threads are to change."""
    mails = reminded.pending(person)
    recall([mail for mail in mails if mail.first_tried_at is None])


def forget(thread: Thread) -> None:
    """Leave nothing of a thread in reminders of several: of those, the rows stay."""
    lists = reminded.lists_naming(thread.id)
    recall(lists)
    for mail in lists:
        others = [key for key in reminded.threads_of(mail) if key != thread.id]
        is_owed = mail.topic == reminded.topic_of(
            reminded.threads_of(mail), recalled=True
        )
        mail.topic = reminded.topic_of(others, recalled=is_owed)
        mail.save(only=("topic",))
    outbox.wipe(lists)
    # What has no bytes any more can be tried no more.
    failed = OutboundEmail.id.in_([mail.id for mail in lists])
    OutboundEmail.update(status="cancelled").where(
        failed & (OutboundEmail.status == "failed")
    ).execute()


def is_wanted(thread: Thread, person: Person, notify: Notify) -> bool:
    """Tell whether a person, by their right and their choice, is told of a thread."""
    part = participants.find(thread, person)
    if part is not None and (part.muted if part.follows is None else not part.follows):
        return False
    works_there = participants.side_of(thread, person) == "vendor"
    return works_there and may_be_told(person, notify)


def may_be_told(person: Person, notify: Notify) -> bool:
    """Tell whether a vendor's mails reach a person at all."""
    never = preferences.of(person, notify).frequency == preferences.NEVER
    return notify.vendors and not never and people.mail_address(person) is not None


def waits(thread: Thread, *, at: datetime) -> bool:
    """Tell whether a thread waits on its vendor as it did at a time."""
    since = thread.waiting_since
    on_vendor = thread.status == "open" and thread.waiting_on == "vendor"
    same = since is not None and since < at
    return on_vendor and same and not progress.is_closed(thread)


def _due(now: datetime, most: int, kinds: frozenset[str]) -> list[OutboundEmail]:
    """List what is of these kinds among the next so many mails."""
    due = (OutboundEmail.status == "pending") & (OutboundEmail.due_at <= now)
    query = OutboundEmail.select().where(due & OutboundEmail.leased_until.is_null())
    mails = query.order_by(OutboundEmail.due_at, OutboundEmail.id).limit(most)
    return [mail for mail in mails if mail.kind in kinds]


def _stands(mail: OutboundEmail, notify: Notify) -> bool:
    """Tell whether a reminder may go as it is: all waits still, and on its reader."""
    preference = preferences.of(mail.person, notify)
    if mail.first_tried_at is not None:
        return preference.frequency != preferences.NEVER
    if not preference.allows(mail.body):
        return False
    found = reminded.threads(mail)
    return len(found) == len(reminded.threads_of(mail)) and all(
        waits(thread, at=mail.created_at) and is_wanted(thread, mail.person, notify)
        for thread in found
    )


def _is_of(mail: OutboundEmail, vendor: Vendor) -> bool:
    return any(thread.vendor_id == vendor.id for thread in reminded.threads(mail))
