"""
What the next mail to a participant carries: deliveries that are due and still needed.

Rule 1: whether somebody is to be told is asked when the mail is composed, not before.
Rule 2: what is not needed says why; what a brake stops waits until it lets go.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import fn

from mcenter import claims, deliveries, outbox, participants, people
from mcenter.decisions import Decisions, Dropped, Parcel, Postponed
from mcenter.models import OutboundEmail, Participant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from mcenter.config import Limits, Notify
    from mcenter.models import Delivery

HOUR = timedelta(hours=1)
# Deliveries looked at in one go: several mails' worth, so that bundles come together.
LOOK = 500
# What one mail carries at most: servers refuse larger mails than people read.
BUNDLE_POSTS = 50
BUNDLE_CHARACTERS = 500_000


def due(now: datetime, notify: Notify, limits: Limits, *, most: int) -> Decisions:
    """
    Decide on what is due, and pack at most so many mails.

    Part of the transaction that freezes the mails.
    """
    decided = Decisions()
    while True:
        rows = deliveries.due(now - notify.delay, LOOK)
        brakes: dict[tuple[str, int], datetime] = {}
        for owed in _by_participant(rows):
            if len(decided.packed) >= most:
                return decided
            frees = _lets_go_at(owed[0].participant, brakes)
            if frees is not None:
                decided.postponed += _braked(owed, frees)
                continue
            needed = _needed(owed, notify, decided)
            for part in _parts(needed, bundle=notify.bundle):
                if len(decided.packed) >= most:
                    break
                on = _brake_on(part, decided.packed, limits, now)
                if on is None:
                    decided.packed.append(_parcel(part))
                else:
                    brakes.update([on])
                    decided.postponed += _braked(part, on[1])
        # Where none of so many was needed now, others behind them may be.
        if decided.packed or len(rows) < LOOK:
            return decided


def withdraw(now: datetime, notify: Notify, *, most: int) -> Decisions:
    """
    Stop the frozen mails among the next so many that must not, or need not, go.

    Part of the transaction that freezes and leases.
    """
    decided = Decisions()
    while True:
        stopped = [_withdrawn(mail, notify) for mail in claims.due(now, limit=most)]
        for dropped in stopped:
            decided.dropped += dropped
        # Others have moved up in the place of those that were stopped.
        if not any(stopped):
            return decided


def _withdrawn(mail: OutboundEmail, notify: Notify) -> list[Dropped]:
    """Stop a mail that nobody needs, or, once tried, that nobody may have any more."""
    rows = deliveries.carried_by(mail)
    reasons = [_why_not(row, notify) for row in rows]
    # What was tried may have arrived: then only the end of a right stops it.
    wanted = {"cancelled"} if mail.first_tried_at else set(filter(None, reasons))
    if not rows or not set(reasons) <= wanted:
        return []
    dropped = []
    for row, reason in zip(rows, reasons, strict=True):
        dropped.append(Dropped(delivery=row, reason=reason or ""))
        deliveries.drop([row], reason or "")
    outbox.cancel([mail])
    return dropped


def _by_participant(rows: Sequence[Delivery]) -> Iterable[list[Delivery]]:
    """Put together what is one participant's, whoever waited longest first."""
    owed: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows:
        owed[row.participant_id].append(row)
    return owed.values()


def _needed(
    owed: Sequence[Delivery], notify: Notify, decided: Decisions
) -> list[Delivery]:
    needed = []
    for row in owed:
        reason = _why_not(row, notify)
        if reason is None:
            needed.append(row)
        else:
            decided.dropped.append(Dropped(delivery=row, reason=reason))
            deliveries.drop([row], reason)
    return needed


def _why_not(row: Delivery, notify: Notify) -> str | None:
    """Give the reason why nobody needs this delivery; None when it is needed."""
    part = row.participant
    told = {
        "customer": notify.customers,
        "vendor": notify.vendors,
        "operator": notify.operators,
    }
    # The order tells the reason that the person themselves would give.
    if part.revoked_at or participants.side_of(part.thread, part.person) != part.side:
        return "cancelled"
    if part.read_up_to >= row.message_id:
        return "read"
    if part.muted:
        return "muted"
    if not told[part.side]:
        return "unsent"
    return None if people.mail_address(part.person) else "suppressed"


def _parts(needed: list[Delivery], *, bundle: bool) -> Iterator[list[Delivery]]:
    """Part what is needed into mails: one each, or bundles that a server will take."""
    part: list[Delivery] = []
    room = BUNDLE_CHARACTERS
    for row in needed:
        size = len(row.message.body)
        if part and (not bundle or size > room or len(part) >= BUNDLE_POSTS):
            yield part
            part, room = [], BUNDLE_CHARACTERS
        part.append(row)
        room -= size
    if part:
        yield part


def _lets_go_at(
    participant: Participant, brakes: dict[tuple[str, int], datetime]
) -> datetime | None:
    """Tell when the brake lets go that stops mail to a participant; None without."""
    of_thread = brakes.get(("thread", participant.thread_id))
    return brakes.get(("person", participant.person_id), of_thread)


def _braked(rows: Sequence[Delivery], until: datetime) -> list[Postponed]:
    return [Postponed(delivery=row, reason="brake", until=until) for row in rows]


def _brake_on(
    part: list[Delivery], packed: Sequence[Parcel], limits: Limits, now: datetime
) -> tuple[tuple[str, int], datetime] | None:
    """
    Name the brake of a person or thread that had enough mail, and when it lets go.

    All that is owed to them then waits, in one statement, but for what is packed.
    """
    participant = part[0].participant
    person, thread = participant.person_id, participant.thread_id
    to_person = sum(each.participant.person_id == person for each in packed)
    in_thread = sum(each.participant.thread_id == thread for each in packed)
    brakes = (
        ("person", person, to_person, limits.mails_per_person_hour),
        ("thread", thread, in_thread, limits.mails_per_thread_hour),
    )
    for name, key, packed_now, most in brakes:
        made = getattr(OutboundEmail, name) == key
        frees = _frees_at(made, packed_now, most, now)
        if frees is not None:
            taken = [row for parcel in packed for row in parcel.deliveries]
            deliveries.postpone(getattr(Participant, name) == key, frees, but=taken)
            return (name, key), frees
    return None


def _frees_at(made: Any, packed_now: int, most: int, now: datetime) -> datetime | None:  # noqa: ANN401  (peewee's expressions are untyped)
    """Tell when the brake lets go; None while it is off."""
    counts = OutboundEmail.select(
        fn.COUNT(OutboundEmail.id).alias("count"),
        fn.MIN(OutboundEmail.created_at).alias("oldest"),
    )
    row: Any = counts.where(made & (OutboundEmail.created_at > now - HOUR))
    count, oldest = row.tuples().get()
    if not most or count + packed_now < most:
        return None
    # What is packed now is made now.
    return (oldest or now) + HOUR


def _parcel(part: list[Delivery]) -> Parcel:
    participant = part[0].participant
    address = people.mail_address(participant.person)
    if address is None:  # pragma: no cover  (needed deliveries have an address)
        raise LookupError("a needed delivery without an address")
    part.sort(key=lambda row: row.message_id)
    return Parcel(participant=participant, address=address.addr_spec, deliveries=part)
