"""
Two parts of one person in a thread: one is told from then on, the other one's heir.

Rule 1: what was sent stays with the part it was sent to, and so does its token; what is
still owed is owed to the heir.
Rule 2: part of the transaction that makes two persons one (mergers.merge).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import outbox
from mcenter.models import (
    Delivery,
    InboundEmail,
    Message,
    OutboundEmail,
    Participant,
    Person,
    Thread,
)
from mcenter.outbox import deliveries
from mcenter.people import participants

if TYPE_CHECKING:
    from collections.abc import Sequence

# Rows looked at in one go: a statement takes only so many values.
BATCH = 500


def join(gone: Person, kept: Person) -> None:
    """Let another person's parts answer for one's own in the threads that have both."""
    theirs = {part.thread_id: part for part in _parts(gone)}
    pairs = [
        (theirs[heir.thread_id], heir)
        for heir in _parts(kept)
        if heir.thread_id in theirs
    ]
    for at in range(0, len(pairs), BATCH):
        _join(pairs[at : at + BATCH])


def take_sides(person: Person) -> None:
    """Let what somebody looked at as an operator be their own, where it is now."""
    looked = (Participant.person == person) & (Participant.side == "operator")
    parts = Participant.select(Participant, Thread, Person).join(Thread)
    rows = list(parts.switch(Participant).join(Person).where(looked))
    # Operators look at many threads, of which few are their own.
    standing = participants.sides(rows)
    for part in rows:
        if standing[part.id] != "operator":
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


def _parts(person: Person) -> list[Participant]:
    return list(Participant.select().where(Participant.person == person))


def _join(pairs: Sequence[tuple[Participant, Participant]]) -> None:
    parts = [part for part, _ in pairs]
    for part, heir in pairs:
        heir.read_up_to = max(heir.read_up_to, part.read_up_to)
        # Who follows a thread under either name follows it.
        heir.muted = heir.muted and part.muted
        if heir.follows is None:
            heir.follows = part.follows
        heir.save()
        if part.side != heir.side or (heir.revoked_at and not part.revoked_at):
            _take_side(heir, muted=part.muted)
    _hold(pairs)
    pending = Delivery.participant.in_(parts) & (Delivery.status == "pending")
    owed = list(Delivery.select().where(pending))
    known = _known(pairs)
    # The row stays in the mail that was to carry it: that mail may be out.
    mails = OutboundEmail.id.in_(deliveries.release(parts))
    # What a digest tells of other threads is owed still.
    outbox.recall(list(OutboundEmail.select().where(mails)))
    _owe(owed, known, {part.id: heir for part, heir in pairs})
    # They are told of nothing more, on no side.
    quiet = Participant.update(muted=True, follows=None)
    quiet.where(Participant.id.in_(parts)).execute()


def _hold(pairs: Sequence[tuple[Participant, Participant]]) -> None:
    """Let the mails that one part held be the other one's."""
    heirs = {part.id: heir for part, heir in pairs}
    mails = InboundEmail.select(InboundEmail, Participant).join(Participant)
    for mail in mails.where(InboundEmail.holder.in_(list(heirs))):
        if mail.holder is not None:
            mail.holder = heirs[mail.holder.id]
            mail.save()


def _take_side(part: Participant, *, muted: bool) -> None:
    """Give a part the side that its person has now, and a token for it."""
    side = participants.side_of(part.thread, part.person)
    if side is None or (part.revoked_at is None and part.side == side):
        return
    outbox.recall(_pending_mails(part))
    participants.ensure(part.thread, part.person, side, muted=muted)


def _pending_mails(part: Participant) -> list[OutboundEmail]:
    carried = Delivery.select(Delivery.outbound_email).where(
        Delivery.participant == part, Delivery.status == "pending"
    )
    return list(OutboundEmail.select().where(OutboundEmail.id.in_(carried)))


def _known(
    pairs: Sequence[tuple[Participant, Participant]],
) -> dict[int, Delivery]:
    """Find what heirs were owed of the messages that their parts are owed."""
    row = Delivery.alias()
    theirs = row.participant.in_([part for part, _ in pairs])
    owed = row.select(row.message).where(theirs, row.status == "pending")
    mine = Delivery.participant.in_([heir for _, heir in pairs])
    found = Delivery.select().where(mine, Delivery.message.in_(owed))
    return {row.message_id: row for row in found}


def _owe(
    owed: Sequence[Delivery],
    known: dict[int, Delivery],
    heirs: dict[int, Participant],
) -> None:
    """Owe to heirs what their parts are owed, but for what they were told already."""
    for row in known.values():
        if row.status in {"unneeded", "failed"}:
            # Whether they need it is asked again when it is composed.
            row.status, row.reason, row.outbound_email = "pending", None, None
            row.save()
    rows = [
        {
            "message": row.message_id,
            "participant": heirs[row.participant_id],
            "status": "pending",
            "due_at": row.due_at,
        }
        for row in owed
        if row.message_id not in known
    ]
    for at in range(0, len(rows), BATCH):
        Delivery.insert_many(rows[at : at + BATCH]).execute()
