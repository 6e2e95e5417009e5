"""
Two parts of one person in a thread: one is told from then on, the other one's heir.

Rule 1: what was sent stays with the part it was sent to, and so does its token; what is
still owed is owed to the heir.
Rule 2: part of the transaction that makes two persons one (mergers.merge).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import deliveries, outbox, participants
from mcenter.models import Delivery, InboundEmail, Message, OutboundEmail, Participant

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.models import Person

BATCH = 500


def join(part: Participant, heir: Participant) -> None:
    """Let what one part is owed, and has read, be the other one's of its thread."""
    heir.read_up_to = max(heir.read_up_to, part.read_up_to)
    heir.save()
    _take_side(heir, muted=part.muted)
    InboundEmail.update(holder=heir).where(InboundEmail.holder == part).execute()
    pending = (Delivery.participant == part) & (Delivery.status == "pending")
    owed = {row.message_id: row.due_at for row in Delivery.select().where(pending)}
    # The row stays in the mail that was to carry it: that mail may be out.
    mails = deliveries.release([part])
    outbox.cancel([outbox.find(mail_id) for mail_id in mails])
    _owe(heir, owed)
    # It is told of nothing more, on no side.
    part.muted = True
    part.save()


def take_sides(person: Person) -> None:
    """Let what somebody looked at as an operator be their own, where it is now."""
    looked = (Participant.person == person) & (Participant.side == "operator")
    for part in list(Participant.select().where(looked)):
        _take_side(part, muted=False)


def tell_nobody_of_their_own(person: Person) -> None:
    """End what somebody is owed of their own words."""
    mine = Participant.select(Participant.id).where(Participant.person == person)
    own = Message.select(Message.id).where(Message.author == person)
    pending = Delivery.participant.in_(mine) & (Delivery.status == "pending")
    rows = list(Delivery.select().where(pending & Delivery.message.in_(own)))
    for at in range(0, len(rows), BATCH):
        some = rows[at : at + BATCH]
        deliveries.drop(some, "cancelled")
        carrying = {row.outbound_email_id for row in some if row.outbound_email_id}
        mails = OutboundEmail.select().where(OutboundEmail.id.in_(carrying))
        outbox.recall(list(mails))


def _take_side(part: Participant, *, muted: bool) -> None:
    """Give a part the side that its person has now, and a token for it."""
    side = participants.side_of(part.thread, part.person)
    if side is None or (part.revoked_at is None and part.side == side):
        return
    outbox.recall(_pending_mails(part))
    part.muted = muted
    part.save()
    participants.ensure(part.thread, part.person, side)


def _pending_mails(part: Participant) -> list[OutboundEmail]:
    carried = Delivery.select(Delivery.outbound_email).where(
        Delivery.participant == part, Delivery.status == "pending"
    )
    return list(OutboundEmail.select().where(OutboundEmail.id.in_(carried)))


def _owe(heir: Participant, owed: dict[int, datetime]) -> None:
    """Owe messages to a part, but for those that it was told of already."""
    mine = (Delivery.participant == heir) & Delivery.message.in_(list(owed))
    known = {row.message_id for row in Delivery.select().where(mine)}
    untold = mine & Delivery.status.in_(("unneeded", "failed"))
    # Whether it needs them is asked again when they are composed.
    Delivery.update(status="pending", reason=None, outbound_email=None).where(
        untold
    ).execute()
    rows = [
        {"message": message, "participant": heir, "status": "pending", "due_at": at}
        for message, at in owed.items()
        if message not in known
    ]
    if rows:
        Delivery.insert_many(rows).execute()
