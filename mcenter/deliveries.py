"""
What is owed: a message, a participant, and what became of telling them.

Rule 1: a delivery is written in the transaction of its message.
Rule 2: nobody is owed what they wrote themselves.
Rule 3: a delivery is pending until its mail is settled, or until nobody needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.replies.lead_ins import ADDRESS
from mcenter.models import Delivery, Message, Participant, Thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from peewee import Expression, ModelSelect

    from mcenter.models import OutboundEmail


def owe(message: Message, to: Iterable[Participant], *, now: datetime) -> None:
    """Owe a message to participants, its author excepted."""
    rows = [
        {"message": message, "participant": each, "status": "pending", "due_at": now}
        for each in to
        if each.person != message.author
    ]
    if rows:
        Delivery.insert_many(rows).execute()


def carried_by(mail: OutboundEmail) -> list[Delivery]:
    """List the pending deliveries that a mail carries."""
    query = _with_participants()
    carried = (Delivery.outbound_email == mail) & (Delivery.status == "pending")
    return list(query.where(carried).order_by(Delivery.id))


def due(now: datetime, limit: int) -> list[Delivery]:
    """List what is due and in no mail yet, the longest due first."""
    query = _with_participants().where(
        (Delivery.status == "pending")
        & Delivery.outbound_email.is_null()
        & (Delivery.due_at <= now)
    )
    return list(query.order_by(Delivery.due_at, Delivery.id).limit(limit))


def waiting() -> int:
    """Count what is owed and in no mail yet."""
    unmailed = (Delivery.status == "pending") & Delivery.outbound_email.is_null()
    return Delivery.select().where(unmailed).count()


def drop(rows: Sequence[Delivery], reason: str) -> None:
    """Say why these need not be sent."""
    _set(rows, status="unneeded", reason=reason)


def postpone(
    whose: Expression, until: datetime, *, but: Sequence[Delivery] = ()
) -> None:
    """Let all wait that is owed to these participants, and in no mail yet, but some."""
    parts = Participant.select(Participant.id).where(whose)
    owed = Delivery.participant.in_(parts) & (Delivery.status == "pending")
    earlier = owed & Delivery.outbound_email.is_null() & (Delivery.due_at < until)
    some = Delivery.id.not_in([row.id for row in but])
    Delivery.update(due_at=until).where(earlier & some).execute()


def carry(rows: Sequence[Delivery], mail: OutboundEmail) -> None:
    """Note which mail carries these."""
    _set(rows, outbound_email=mail)


def settle(mail: OutboundEmail, status: str, reason: str | None) -> None:
    """Give the deliveries of a mail the mail's end; the reason names no address."""
    if reason is not None:
        reason = ADDRESS.sub("address", reason)
    carried = (Delivery.outbound_email == mail) & (Delivery.status != "unneeded")
    Delivery.update(status=status, reason=reason).where(carried).execute()


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


def _with_participants() -> ModelSelect[Delivery]:
    return (
        Delivery.select(Delivery, Message, Participant, Thread)
        .join(Message)
        .switch(Delivery)
        .join(Participant)
        .join(Thread)
    )


def _set(rows: Sequence[Delivery], **columns: object) -> None:
    Delivery.update(columns).where(Delivery.id.in_([row.id for row in rows])).execute()
