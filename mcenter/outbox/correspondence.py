"""
What we have written to people: which mails, about what, telling of which messages.

Rule 1: nothing here changes a mail; what is asked may be asked at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import Select, fn

from mcenter import blobs
from mcenter.models import (
    Blob,
    Delivery,
    Message,
    OutboundEmail,
    Participant,
    database,
)
from mcenter.outbox import reminded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from peewee import Expression

    from mcenter.models import Person


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A mail of ours as far as its texts go: to whom, about which thread."""

    thread: int | None
    person: int
    beginning: bytes


def was_told(person: Person, topic: str, *, since: datetime) -> bool:
    """Tell whether a mail about this topic was made for a person since then."""
    return count_told(person, topic, since=since) > 0


def count_told(person: Person, topic: str, *, since: datetime) -> int:
    """Count the mails about this topic that were made for a person since then."""
    theirs = (OutboundEmail.person == person) & (OutboundEmail.topic == topic)
    lately = theirs & (OutboundEmail.created_at > since)
    return OutboundEmail.select().where(lately).count()


def sent_to(participants: Sequence[Participant], *, most: int) -> dict[int, list[str]]:
    """List the Message-IDs of the latest mails to each of these, oldest first."""
    told = _told(participants)
    # A digest is of no thread, and belongs to none; what nobody tried, nobody has.
    of_thread = OutboundEmail.thread.is_null(False)
    never_went = (OutboundEmail.status == "cancelled") & (
        OutboundEmail.first_tried_at.is_null()
    )
    latest_first = fn.ROW_NUMBER().over(
        partition_by=[told.c.part], order_by=[OutboundEmail.id.desc()]
    )
    mails = (
        OutboundEmail.select(
            told.c.part.alias("part"),
            OutboundEmail.id,
            OutboundEmail.message_id,
            latest_first.alias("place"),
        )
        .join(told, on=OutboundEmail.id == told.c.mail)
        .where(of_thread & ~never_went)
    )
    query = Select([mails], [mails.c.part, mails.c.message_id])
    rows = query.where(mails.c.place <= most).order_by(mails.c.id).bind(database)
    found: dict[int, list[str]] = {part.id: [] for part in participants}
    for part, message_id in rows.tuples():
        found[part].append(message_id)
    return found


def named(message_ids: Sequence[str], *, most: int) -> list[Sent]:
    """List the latest mails of these Message-IDs."""
    return _latest(OutboundEmail.message_id.in_(list(message_ids)[-100:]), most)


def latest(participants: Sequence[Participant], *, most: int) -> list[Sent]:
    """List the latest mails to these participants."""
    return _latest(_to(participants), most)


def last_told(participant: Participant, message_ids: Sequence[str]) -> int:
    """Give the newest message that these mails told a participant of; 0 for none."""
    mails = OutboundEmail.message_id.in_(list(message_ids)[-100:])
    to_them = mails & (OutboundEmail.person == participant.person_id)
    query = Delivery.select(fn.MAX(Delivery.message)).join(OutboundEmail)
    carried = query.switch(Delivery).join(Message)
    # A digest is of no thread: what it told of this one is what counts.
    here = Message.thread == participant.thread_id
    told: int = carried.where(to_them & here).scalar() or 0
    of_thread = to_them & (OutboundEmail.thread == participant.thread_id)
    return max(told, _reminded_of(participant, of_thread))


def _reminded_of(participant: Participant, mails: Expression) -> int:
    """Give the newest message that reminders told of: what was there for them."""
    reminders = OutboundEmail.select(fn.MAX(OutboundEmail.created_at)).where(
        mails & (OutboundEmail.kind == reminded.KIND)
    )
    theirs = (Message.thread == participant.thread_id) & (Message.side == "customer")
    there = theirs & (Message.created_at <= reminders)
    newest: int = Message.select(fn.MAX(Message.id)).where(there).scalar() or 0
    return newest


def _to(participants: Sequence[Participant]) -> Expression:
    """Give the condition of mails that told these of messages, or reminded them."""
    told = _told(participants)
    condition: Expression = OutboundEmail.id.in_(Select([told], [told.c.mail]))
    return condition


def _told(participants: Sequence[Participant]) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    """Select each of these, as `part`, with each `mail` that told or reminded them."""
    keys = [part.id for part in participants]
    part, mail = Delivery.participant, Delivery.outbound_email
    carried = Delivery.select(part.alias("part"), mail.alias("mail"))
    mails = OutboundEmail.alias()
    here = (mails.thread == Participant.thread) & (mails.person == Participant.person)
    reminders = Participant.select(Participant.id, mails.id).join(mails, on=here)
    theirs = Participant.id.in_(keys) & (mails.kind == reminded.KIND)
    # What stands in both stands there once.
    return (carried.where(part.in_(keys)) | reminders.where(theirs)).alias("told")


def _latest(which: Expression, most: int) -> list[Sent]:
    query = (
        OutboundEmail.select(
            OutboundEmail.thread, OutboundEmail.person, blobs.beginning()
        )
        .join(Blob)
        .where(which)
        .order_by(OutboundEmail.id.desc())
    )
    rows: Any = query.limit(most).tuples()
    return [
        Sent(thread=thread, person=person, beginning=bytes(content))
        for thread, person, content in rows
    ]
