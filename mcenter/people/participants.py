"""
Who takes part in a thread: side, secret reply token, read mark.

Rule 1: a person's side follows from the records: its customer, staff of its vendor, or
an operator, in that order; without a side, a person has no part in it.
Rule 2: a participant is made when one is needed, once (UNIQUE), and never deleted.
Rule 3: the read mark only moves forward.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import IntegrityError, fn

from mcenter import reply_address
from mcenter.models import Participant, Person, Thread
from mcenter.people import vendors
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from peewee import Expression

    from mcenter.models import Vendor


def side_of(thread: Thread, person: Person) -> str | None:
    """Tell on which side of a thread a person stands now; None: on none."""
    if thread.customer_id == person.id:
        return "customer"
    if vendors.is_member(thread.vendor, person):
        return "vendor"
    return "operator" if person.is_operator else None


def sides(parts: Sequence[Participant]) -> dict[int, str | None]:
    """Tell on which side the persons of parts stand now, by the parts' keys."""
    staff = vendors.staff([part.person_id for part in parts])
    standing: dict[int, str | None] = {}
    for part in parts:
        thread, person = part.thread, part.person_id
        if thread.customer_id == person:
            standing[part.id] = "customer"
        elif (thread.vendor_id, person) in staff:
            standing[part.id] = "vendor"
        else:
            standing[part.id] = "operator" if part.person.is_operator else None
    return standing


def find(thread: Thread, person: Person) -> Participant | None:
    """Find a person's part in a thread; None where none was needed yet."""
    return Participant.get_or_none(
        (Participant.thread == thread) & (Participant.person == person)
    )


def ensure(
    thread: Thread, person: Person, side: str, *, muted: bool = False
) -> Participant:
    """
    Give a person their part in a thread, with a token, in the side they have now.

    A part that was revoked is theirs again with a new token: the old one stays dead.
    `muted` says whether a part that is new to its side is a quiet one.
    """
    part = find(thread, person)
    if part is None:
        return _make(thread, person, side, muted=muted)
    if part.revoked_at or part.side != side:
        part.side, part.revoked_at, part.muted = side, None, muted
        part.reply_token = reply_address.mint()
        with transaction():
            part.save()
    return part


def unmute(participant: Participant) -> None:
    """Let a person who had only read a thread be told of what comes in it."""
    if participant.muted:
        participant.muted = False
        participant.save()


def on_side(thread: Thread, side: str) -> Sequence[Participant]:
    """
    List who is to be told on one side.

    Every colleague of the vendor gets a part as one is needed; operators have theirs
    from posting, and who has but looked is told of nothing, unless they follow.
    """
    if side == "customer":
        return [ensure(thread, thread.customer, side)]
    if side == "vendor":
        staff = vendors.members(thread.vendor)
        return [ensure(thread, person, side) for person in staff]
    loud = (Participant.muted == False) | (Participant.follows == True)  # noqa: E712
    told = _here(thread, side) & loud
    return list(Participant.select().where(told).order_by(Participant.id))


def followers(thread: Thread, side: str) -> Sequence[Participant]:
    """List who of a side, and on it still, is told of what it says itself."""
    follow = _here(thread, side) & (Participant.follows == True)  # noqa: E712
    parts = list(Participant.select().where(follow).order_by(Participant.id))
    standing = sides(parts)
    return [part for part in parts if standing[part.id] == side]


def follow(participant: Participant, *, follows: bool | None) -> None:
    """Note somebody's own word: all, nothing, or (None) what their side is told."""
    participant.follows = follows
    participant.save()


def hears_nothing() -> Expression:
    """Give the condition of mute parts; a person's own word goes before all else."""
    told: Expression = ~fn.COALESCE(Participant.follows, ~Participant.muted)
    return told


def heirs(thread: Thread) -> dict[int, Participant]:
    """Give who answers now, by the keys of the parts of those who became another."""
    parts = Participant.select(Participant, Person).join(Person)
    here = {part.person_id: part for part in parts.where(Participant.thread == thread)}
    return {
        part.id: here[part.person.merged_into_id]
        for part in here.values()
        if part.person.merged_into_id in here
    }


def mark_read(participant: Participant, up_to: int) -> None:
    """Move the read mark to the message with this key, never back."""
    behind = (Participant.id == participant.id) & (Participant.read_up_to < up_to)
    with transaction():
        Participant.update(read_up_to=up_to).where(behind).execute()


def revoke(person: Person, vendor: Vendor, *, now: datetime) -> list[Participant]:
    """End a person's part in all threads of a vendor; list what was ended."""
    theirs = Thread.select(Thread.id).where(Thread.vendor == vendor)
    ended = (
        _answered_for_by(person)
        & (Participant.side == "vendor")
        & Participant.thread.in_(theirs)
        & Participant.revoked_at.is_null()
    )
    with transaction():
        rows = list(Participant.select().where(ended))
        Participant.update(revoked_at=now).where(ended).execute()
    return rows


def own_words(person: Person) -> Sequence[Participant]:
    """List the parts in which somebody follows or mutes a thread, oldest first."""
    said = (Participant.person == person) & Participant.follows.is_null(False)
    return list(Participant.select().where(said).order_by(Participant.thread))


def _here(thread: Thread, side: str) -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    on_side = (Participant.thread == thread) & (Participant.side == side)
    return on_side & Participant.revoked_at.is_null()


def _answered_for_by(person: Person) -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    """Give the condition of a person's parts, and of those who became them."""
    emptied = Person.select(Person.id).where(Person.merged_into == person)
    return (Participant.person == person) | Participant.person.in_(emptied)


def _make(thread: Thread, person: Person, side: str, *, muted: bool) -> Participant:
    token = reply_address.mint()
    try:
        with transaction():
            return Participant.create(
                thread=thread,
                person=person,
                side=side,
                reply_token=token,
                muted=muted,
            )
    except IntegrityError:
        # Another process was quicker; then theirs is there.
        return Participant.get(
            (Participant.thread == thread) & (Participant.person == person)
        )
