"""
What the next mail to a participant carries: deliveries that are due and still needed.

Rule 1: whether somebody is to be told is asked when the mail is composed, not before.
Rule 2: what is not needed says why; what a brake stops waits until it lets go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from peewee import fn

from mcenter import deliveries, participants, people
from mcenter.models import OutboundEmail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mcenter.config import Limits, Notify
    from mcenter.models import Delivery, Participant

HOUR = timedelta(hours=1)
# Deliveries looked at in one go: several mails' worth, so that bundles come together.
LOOK = 500


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What one mail is to carry to one participant, and to which address."""

    participant: Participant
    address: str
    deliveries: Sequence[Delivery]


def due(
    now: datetime, notify: Notify, limits: Limits, *, most: int
) -> tuple[list[Parcel], int]:
    """
    Pack what is due, at most so many mails; count what turned out to be unneeded.

    Part of the transaction that freezes the mails.
    """
    rows = deliveries.due(now - notify.delay, LOOK)
    rows.sort(key=lambda row: row.participant_id)
    parcels: list[Parcel] = []
    unneeded = 0
    for _, group in groupby(rows, key=lambda row: row.participant_id):
        owed = list(group)
        needed = _needed(owed, notify)
        unneeded += len(owed) - len(needed)
        for part in _parts(needed, bundle=notify.bundle):
            if len(parcels) < most and not _braked(part, limits, now):
                parcels.append(_parcel(part))
    return parcels, unneeded


def _needed(owed: Sequence[Delivery], notify: Notify) -> list[Delivery]:
    needed = []
    for row in owed:
        reason = _why_not(row, notify)
        if reason is None:
            needed.append(row)
        else:
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
    if bundle and needed:
        yield needed
    elif not bundle:
        yield from ([row] for row in needed)


def _braked(part: list[Delivery], limits: Limits, now: datetime) -> bool:
    """Let a part wait when its person or thread had enough mail within the hour."""
    participant = part[0].participant
    brakes = (
        (OutboundEmail.person, participant.person_id, limits.mails_per_person_hour),
        (OutboundEmail.thread, participant.thread_id, limits.mails_per_thread_hour),
    )
    for column, key, most in brakes:
        frees = _frees_at(column, key, most, now)
        if frees is not None:
            deliveries.postpone(part, frees)
            return True
    return False


def _frees_at(column: Any, key: int, most: int, now: datetime) -> datetime | None:  # noqa: ANN401  (a peewee field)
    lately = (column == key) & (OutboundEmail.created_at > now - HOUR)
    counts = OutboundEmail.select(
        fn.COUNT(OutboundEmail.id).alias("count"),
        fn.MIN(OutboundEmail.created_at).alias("oldest"),
    )
    row: Any = counts.where(lately).namedtuples().get()
    if not most or row.count < most:
        return None
    oldest: datetime = row.oldest
    return oldest + HOUR


def _parcel(part: list[Delivery]) -> Parcel:
    participant = part[0].participant
    address = people.mail_address(participant.person)
    if address is None:  # pragma: no cover  (needed deliveries have an address)
        raise LookupError("a needed delivery without an address")
    part.sort(key=lambda row: row.message_id)
    return Parcel(participant=participant, address=address.addr_spec, deliveries=part)
