"""
What is owed: a message, a participant, and what became of telling them.

Rule 1: a delivery is written in the transaction of its message.
Rule 2: nobody is owed what they wrote themselves.
Rule 3: a delivery is pending until its mail is settled, or until nobody needs it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from peewee import fn

from mcenter.mail.replies.lead_ins import ADDRESS
from mcenter.models import (
    Delivery,
    Message,
    Participant,
    Person,
    Thread,
    Vendor,
    database,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from peewee import Expression, ModelSelect

    from mcenter.models import OutboundEmail


# In characters: what is longer is read in the thread, not in a mail, of which Gmail
# shows the first 102 kB.  Of a body no more is read than shows that it is longer.
LONGEST_BODY = 80_000
_CARRY = "UPDATE delivery SET outbound_email_id = ? WHERE id = ?"
_SETTLE = """
UPDATE delivery SET status = ?, reason = ?
WHERE outbound_email_id = ? AND status <> 'unneeded'
"""


class Owed(NamedTuple):
    """To whom something is due, and how often they want to be told; null: no choice."""

    participant: int
    person: int
    frequency: str | None


def owe(message: Message, to: Iterable[Participant], *, now: datetime) -> None:
    """Owe a message to participants, its author excepted."""
    rows = [
        {"message": message, "participant": each, "status": "pending", "due_at": now}
        for each in to
        if each.person_id != message.author_id
    ]
    if rows:
        Delivery.insert_many(rows).execute()


def carried_by(mails: Sequence[OutboundEmail]) -> dict[int, list[Delivery]]:
    """List the pending deliveries that mails carry, by the mails' keys."""
    carried = Delivery.outbound_email.in_([mail.id for mail in mails])
    query = _in_full().where(carried & (Delivery.status == "pending"))
    rows: dict[int, list[Delivery]] = defaultdict(list)
    for row in query.order_by(Delivery.id):
        if row.outbound_email_id is not None:
            rows[row.outbound_email_id].append(row)
    return dict(rows)


def next_due(now: datetime, limit: int) -> list[Owed]:
    """List to whom something is due that is in no mail yet, the longest due first."""
    query: Any = (
        Delivery.select(Delivery.participant, Participant.person, Person.frequency)
        .join(Participant)
        .join(Person)
        .where(_unmailed() & (Delivery.due_at <= now))
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [Owed(*each) for each in query.limit(limit).tuples()]


def due_to(
    parts: Sequence[int], persons: Sequence[int], *, now: datetime, limit: int
) -> list[Delivery]:
    """List what is due to these participants, and to all parts of these persons."""
    of_persons = Participant.select(Participant.id).where(
        Participant.person.in_(persons)
    )
    # By the index of participants: what is due to others is not read.
    due_at = Delivery.due_at + 0 <= Delivery.due_at.db_value(now)
    pending = (Delivery.status == "pending") & due_at
    unmailed = pending & (fn.IFNULL(Delivery.outbound_email, 0) == 0)
    rows: list[Delivery] = []
    if parts:
        query = _in_full().where(Delivery.participant.in_(parts) & unmailed)
        rows.extend(query.order_by(Delivery.id).limit(limit))
    if persons:
        query = _in_full().where(Delivery.participant.in_(of_persons) & unmailed)
        rows.extend(query.order_by(Delivery.id).limit(limit))
    return sorted(rows, key=lambda row: row.id)


def waiting_since(parts: Sequence[int]) -> dict[int, datetime]:
    """Give when the first message was written that these have yet to be told of."""
    if not parts:
        return {}
    query: Any = (
        Delivery.select(Delivery.participant, fn.MIN(Message.created_at))
        .join(Message)
        .switch(Delivery)
        .join(Participant)
        .where(Delivery.participant.in_(parts) & _unmailed())
        .where(Delivery.message > Participant.read_up_to)
        .group_by(Delivery.participant)
    )
    return dict(query.tuples())


def waiting() -> int:
    """Count what is owed and in no mail yet."""
    return Delivery.select().where(_unmailed()).count()


def drop(rows: Sequence[Delivery], reason: str) -> None:
    """Say why these need not be sent."""
    _set(rows, status="unneeded", reason=reason)


def put_off(rows: Sequence[Delivery], until: datetime) -> None:
    """Let these be looked at again at a later moment."""
    _set(rows, due_at=until)


def postpone(
    whose: Expression, until: datetime, *, but: Sequence[Delivery] = ()
) -> None:
    """Let all wait that is owed to these participants, and in no mail yet, but some."""
    parts = Participant.select(Participant.id).where(whose)
    earlier = Delivery.participant.in_(parts) & (Delivery.due_at < until)
    some = Delivery.id.not_in([row.id for row in but])
    Delivery.update(due_at=until).where(earlier & _unmailed() & some).execute()


def look_again(person: Person, *, now: datetime) -> None:
    """Let all that waits for a person be looked at by the next notifier, as if new."""
    parts = Participant.select(Participant.id).where(Participant.person == person)
    later = Delivery.participant.in_(parts) & (Delivery.due_at > now)
    owed_at = Message.select(Message.created_at).where(Message.id == Delivery.message)
    Delivery.update(due_at=owed_at).where(later & _unmailed()).execute()


def carry(rows: Sequence[Delivery], mail: OutboundEmail) -> None:
    """Note which mail carries these."""
    for row in rows:
        database.execute_sql(_CARRY, (mail.id, row.id))


def settle(mail: OutboundEmail, status: str, reason: str | None) -> None:
    """Give the deliveries of a mail the mail's end; the reason names no address."""
    if reason is not None:
        reason = ADDRESS.sub("address", reason)
    database.execute_sql(_SETTLE, (status, reason, mail.id))


def owe_again(mail: OutboundEmail, *, now: datetime) -> None:
    """Owe once more what a failed mail carried, to be carried by another mail."""
    failed = (Delivery.outbound_email == mail) & (Delivery.status == "failed")
    Delivery.update(
        status="pending", reason=None, due_at=now, outbound_email=None
    ).where(failed).execute()


def release(participants: Sequence[Participant]) -> list[int]:
    """End what is owed to these; give the keys of pending mails that carried it."""
    owed = Delivery.participant.in_([each.id for each in participants])
    pending = owed & (Delivery.status == "pending")
    rows = Delivery.select().where(pending)
    mails = {row.outbound_email_id for row in rows if row.outbound_email_id}
    Delivery.update(status="unneeded", reason="cancelled").where(pending).execute()
    return sorted(mails)


def of_messages(messages: Sequence[Message]) -> list[Delivery]:
    """List the deliveries of messages, in the order they were owed."""
    query = Delivery.select(Delivery, Participant).join(Participant)
    found = Delivery.message.in_([each.id for each in messages])
    return list(query.where(found).order_by(Delivery.id))


def of_mails(mails: Sequence[OutboundEmail]) -> list[Delivery]:
    """List the deliveries that mails carry, in the order they were owed."""
    query = Delivery.select(Delivery, Participant).join(Participant)
    carried = Delivery.outbound_email.in_([each.id for each in mails])
    return list(query.where(carried).order_by(Delivery.id))


def _unmailed() -> Expression:
    return (Delivery.status == "pending") & Delivery.outbound_email.is_null()


def _in_full() -> ModelSelect[Delivery]:
    """Join all that is asked of deliveries; of each message what a mail may tell."""
    author, customer = Person.alias(), Person.alias()
    told = fn.SUBSTR(Message.body, 1, LONGEST_BODY + 1).alias("body")
    return (
        Delivery.select(
            Delivery,
            Message.id,
            Message.thread,
            Message.author,
            Message.side,
            Message.created_at,
            told.bind_to(Message),
            author.id,
            author.name,
            Participant,
            Person,
            Thread,
            customer.id,
            customer.name,
            Vendor,
        )
        .join(Message)
        .join(author)
        .switch(Delivery)
        .join(Participant)
        .join(Person)
        .switch(Participant)
        .join(Thread)
        .join(customer)
        .switch(Thread)
        .join(Vendor)
    )


def _set(rows: Sequence[Delivery], **columns: object) -> None:
    Delivery.update(columns).where(Delivery.id.in_([row.id for row in rows])).execute()
