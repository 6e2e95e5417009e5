"""
Two persons who turn out to be one: all that is the first one's becomes the other's.

Rule 1: one transaction, and nothing is lost: what cannot stand twice is kept once.
Rule 2: the other one's name, language, preferred address and choices stay.
Nobody gains or loses the standing of an operator by it, and nobody ends up as customer
of a vendor whose staff they are.
Rule 3: the first one's row stays, empty and without an address, so that the audit,
which is never changed, and numbers that people have seen name nobody else.
Rule 4: where both took part in a thread, the first one's part stays as well, for the
token and for what it was told; the other one's part is its heir (heirs.join).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from mcenter import audit
from mcenter.changes import heirs, recalls
from mcenter.errors import NotAllowed, NotFound
from mcenter.models import (
    Address,
    Confirmation,
    Errand,
    Message,
    OutboundEmail,
    Participant,
    Person,
    Staff,
    Thread,
)
from mcenter.outbox import deliveries
from mcenter.people import preferences, vendors
from mcenter.store import transaction

if TYPE_CHECKING:
    from datetime import datetime


def merge(gone: Person, kept: Person, *, actor: Person | None, now: datetime) -> bool:
    """
    Make all that is one person's another's; False when they are one already.

    Raises NotAllowed where one is staff of a vendor whose customer the other is, or
    only one of them is an operator; NotFound where another merger was quicker.
    """
    if gone.id == kept.id:
        return False
    with transaction():
        gone, kept = _as_they_are(gone), _as_they_are(kept)
        _refuse_staff_as_customer(gone, kept)
        _refuse_standing(gone, kept)
        for person in (gone, kept):
            recalls.begin_anew(person)
        _move_addresses(gone, kept)
        _move_employments(gone, kept)
        _move_threads(gone, kept)
        _move_posts(gone, kept)
        OutboundEmail.update(person=kept).where(OutboundEmail.person == gone).execute()
        Errand.update(person=kept).where(Errand.person == gone).execute()
        _move_parts(gone, kept)
        gone.name, gone.locale, gone.is_operator = None, None, False
        preferences.reset(gone)
        gone.merged_into = kept
        gone.save()
        # Who became the first one has become the other one, too.
        Person.update(merged_into=kept).where(Person.merged_into == gone).execute()
        # What was put off for the first one may be due to the other one.
        deliveries.look_again(kept, now=now)
        audit.note("merge", gone, actor=actor, now=now)
        audit.note("absorb", kept, actor=actor, now=now)
    return True


def _as_they_are(person: Person) -> Person:
    person = Person.get_by_id(person.id)
    if person.merged_into_id is not None:
        raise NotFound(f"Person {person.id} has become somebody else.")
    return person


def _refuse_staff_as_customer(gone: Person, kept: Person) -> None:
    for staff, customer in ((gone, kept), (kept, gone)):
        for vendor in vendors.employers(staff):
            if vendors.is_customer(vendor, customer):
                what = f"One works for {vendor.slug}, the other is its customer"
                raise NotAllowed(f"{what}: they cannot be one person.")


def _refuse_standing(gone: Person, kept: Person) -> None:
    if gone.is_operator != kept.is_operator:
        what = "Only one of them is an operator"
        raise NotAllowed(f"{what}: say first with person set what both are.")


def _move_addresses(gone: Person, kept: Person) -> None:
    Address.update(person=kept, preferred=False).where(Address.person == gone).execute()
    # Asked about one address twice, they answer the question that the other one got.
    asked = Confirmation.select(Confirmation.comparison)
    twice = Confirmation.comparison.in_(asked.where(Confirmation.person == kept))
    Confirmation.delete().where(Confirmation.person == gone, twice).execute()
    Confirmation.update(person=kept).where(Confirmation.person == gone).execute()


def _move_employments(gone: Person, kept: Person) -> None:
    here = Staff.select(Staff.vendor).where(Staff.person == kept)
    Staff.delete().where(Staff.person == gone, Staff.vendor.in_(here)).execute()
    Staff.update(person=kept).where(Staff.person == gone).execute()


def _move_threads(gone: Person, kept: Person) -> None:
    keys = Thread.select(Thread.key).where(Thread.customer == kept)
    taken = Thread.key.in_(keys.where(Thread.key.is_null(False)))
    Thread.update(key=None).where(Thread.customer == gone, taken).execute()
    Thread.update(customer=kept).where(Thread.customer == gone).execute()


def _move_posts(gone: Person, kept: Person) -> None:
    other = Message.alias()
    here = other.thread == Message.thread
    same = here & (other.fingerprint == Message.fingerprint)
    twice = Message.select(Message.id).join(other, on=same)
    # Both said the same by one key: two posts they are, and stay.
    for message in list(twice.where(Message.author == gone, other.author == kept)):
        anew = Message.update(fingerprint=secrets.token_hex(32))
        anew.where(Message.id == message.id).execute()
    Message.update(author=kept).where(Message.author == gone).execute()


def _move_parts(gone: Person, kept: Person) -> None:
    heirs.join(gone, kept)
    here = Participant.select(Participant.thread).where(Participant.person == kept)
    alone = (Participant.person == gone) & Participant.thread.not_in(here)
    Participant.update(person=kept).where(alone).execute()
    heirs.take_sides(kept)
    heirs.tell_nobody_of_their_own(kept)
