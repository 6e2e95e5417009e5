"""
What has waited on its vendor for too long: who hears of it, and of how much.

Rule 1: a mail names what has waited longest, and counts the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import SQL

from mcenter.models import Participant, Thread, Vendor
from mcenter.outbox import reminded
from mcenter.people import participants, vendors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import OutboundEmail, Person

# Threads that one mail names.
MOST_NAMED = 50


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """What waits on one person: the threads that are named, and how many there are."""

    person: Person
    threads: Sequence[Thread]
    number: int


def oldest(until: datetime, since: datetime | None = None) -> Thread | None:
    """Find, of what is overdue on open vendors, what has waited longest."""
    here = waits(until) & Vendor.closed_at.is_null()
    if since is not None:
        # What waited longer is marked, or is a closed vendor's.
        here &= Thread.waiting_since >= since
    found = Thread.select(Thread, Vendor).join(Vendor).where(here)
    first: Thread | None = found.order_by(Thread.waiting_since).first()
    return first


def waits(until: datetime) -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    """Give the condition of thread_unreminded, word for word: it reads no other."""
    unreminded = (
        (Thread.waiting_on == SQL("'vendor'"))
        & (Thread.status == SQL("'open'"))
        & Thread.reminded_at.is_null()
    )
    return unreminded & (Thread.waiting_since <= until)


def circle(vendor: Vendor, most: int) -> tuple[list[int], list[Person]]:
    """
    List whose threads are gone through together, and everybody who hears of them.

    Who works for two vendors gets one mail of both, and so do their colleagues; past so
    many people, another circle begins.
    """
    todo, shops = [vendor], set[int]()
    staff: dict[int, Person] = {}
    while todo:
        shop = todo.pop()
        if shop.id in shops or shop.closed_at is not None:
            continue
        shops.add(shop.id)
        new = [each for each in vendors.members(shop) if each.id not in staff]
        staff |= {person.id: person for person in new}
        if len(staff) < most:
            todo += [other for person in new for other in vendors.employers(person)]
    return sorted(shops), list(staff.values())


def counted_by(person: Person, mails: Sequence[OutboundEmail]) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    """Give the query of what lists only counted, and what waits still, on a person."""
    named = {key for mail in mails for key in reminded.threads_of(mail)}
    lists = [mail for mail in mails if mail.thread_id is None]
    # What a list tells of is marked when it is made first, at one and the same time.
    marked = {thread.reminded_at for mail in lists for thread in reminded.threads(mail)}
    marked |= {mail.created_at for mail in lists}
    shops = [shop for shop in vendors.employers(person) if shop.closed_at is None]
    on_vendor = (Thread.waiting_on == "vendor") & (Thread.status == "open")
    together = Thread.reminded_at.in_(list(marked - {None}))
    return _heard_of(person, shops).where(
        on_vendor & together & Thread.id.not_in(list(named))
    )


def _heard_of(person: Person, shops: Sequence[Vendor]) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    """Give the query of a person's threads of these vendors, but for the muted."""
    mine = Participant.person == person
    mute = Participant.select(Participant.thread).where(
        mine & participants.hears_nothing()
    )
    here = Thread.vendor.in_([shop.id for shop in shops])
    return Thread.select().where(here & Thread.id.not_in(mute))


def waiting_on(person: Person, shops: Sequence[int], until: datetime) -> Overdue:
    """Find what waits on a person, but for what they muted."""
    theirs = [shop for shop in vendors.employers(person) if shop.id in set(shops)]
    query = _heard_of(person, theirs).where(waits(until))
    named = query.order_by(Thread.waiting_since, Thread.id).limit(MOST_NAMED)
    return Overdue(person=person, threads=list(named), number=query.count())
