"""
Vendors and who works for them.

Rule 1: whether somebody is staff is asked of the rows each time, never remembered.
Rule 2: a closed vendor keeps its slug, its staff and its threads, which take no posts;
what was said before is still sent, and all goes on where it stood when it is reopened.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from peewee import IntegrityError, fn

from mcenter import audit
from mcenter.errors import NotAllowed, NotFound, UsageMistake
from mcenter.models import Address, Person, Staff, Thread, Vendor
from mcenter.people import preferences
from mcenter.store import transaction
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
NAME_LENGTH = 100


def add(slug: str, *, name: str, actor: Person | None, now: datetime) -> Vendor:
    """Make a vendor.  Raises UsageMistake (a bad slug) or NotAllowed (a taken one)."""
    if not SLUG.fullmatch(slug):
        raise UsageMistake(f"{slug!r} is no slug: a-z, 0-9 and - only, 63 at most.")
    cleaned = one_line(name, NAME_LENGTH)
    if not cleaned:
        raise UsageMistake("A vendor's name must not be empty.")
    try:
        with transaction():
            vendor = Vendor.create(slug=slug, name=cleaned, created_at=now)
            audit.note("add", vendor, actor=actor, now=now)
    except IntegrityError as error:
        closed = "" if find(slug).closed_at is None else ", and it is closed"
        raise NotAllowed(f"There is a vendor {slug} already{closed}.") from error
    return vendor


def close(vendor: Vendor, *, actor: Person | None, now: datetime) -> bool:
    """Take no more posts in a vendor's threads; False when it was closed already."""
    return _set_closed(vendor, at=now, actor=actor, now=now)


def reopen(vendor: Vendor, *, actor: Person | None, now: datetime) -> bool:
    """Take posts again; False when the vendor was not closed."""
    return _set_closed(vendor, at=None, actor=actor, now=now)


def find(slug: str) -> Vendor:
    """Find a vendor by its slug.  Raises NotFound."""
    # What is no slug is not asked for: no column would take a lone surrogate.
    known = SLUG.fullmatch(slug)
    vendor = Vendor.get_or_none(Vendor.slug == slug) if known else None
    if vendor is None:
        raise NotFound(f"No vendor {slug}.")
    return vendor


def everyone() -> Sequence[Vendor]:
    """List all vendors by slug."""
    return list(Vendor.select().order_by(Vendor.slug))


def members(vendor: Vendor) -> Sequence[Person]:
    """List who works for a vendor, longest there first."""
    query = Person.select().join(Staff).where(Staff.vendor == vendor)
    return list(query.order_by(Staff.id))


def unreachable(frequency: str) -> list[Vendor]:
    """
    List the open vendors of whose staff nobody is told by mail, by slug.

    They have no address that takes mail, or chose to get none; `frequency` is what
    [notify] says for who chose nothing.  Who mutes a thread is told of the others.
    """
    usable = reached(frequency).where(Staff.vendor == Vendor.id)
    # A vendor that is only being set up has nobody yet whom anything could be told.
    in_use = fn.EXISTS(Staff.select().where(Staff.vendor == Vendor.id)) | fn.EXISTS(
        Thread.select().where(Thread.vendor == Vendor.id)
    )
    unread = Vendor.closed_at.is_null() & ~fn.EXISTS(usable) & in_use
    return list(Vendor.select().where(unread).order_by(Vendor.slug))


def reached(frequency: str) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    """Give the query of all staff whom mail reaches; see unreachable()."""
    chosen = fn.COALESCE(Person.frequency, frequency)
    told = (chosen != preferences.NEVER) & Address.suppressed_at.is_null()
    by_address = Address.person == Person.id
    return Staff.select().join(Person).join(Address, on=by_address).where(told)


def employers(person: Person) -> Sequence[Vendor]:
    """List the vendors that a person works for."""
    query = Vendor.select().join(Staff).where(Staff.person == person)
    return list(query.order_by(Staff.id))


def is_member(vendor: Vendor, person: Person) -> bool:
    """Tell whether a person works for a vendor now."""
    here = (Staff.vendor == vendor) & (Staff.person == person)
    return Staff.select().where(here).exists()


def staff(persons: Sequence[int]) -> set[tuple[int, int]]:
    """Give for which vendors these persons work now: pairs of both keys."""
    here = Staff.person.in_(sorted(set(persons)))
    query: Any = Staff.select(Staff.vendor, Staff.person).where(here).tuples()
    return set(query)


def is_customer(vendor: Vendor, person: Person) -> bool:
    """Tell whether a person ever began a thread with a vendor."""
    theirs = (Thread.vendor == vendor) & (Thread.customer == person)
    return Thread.select().where(theirs).exists()


def employ(
    vendor: Vendor, person: Person, *, actor: Person | None, now: datetime
) -> None:
    """
    Add a person to a vendor's staff; once is enough.

    Raises NotAllowed for a customer of that very vendor.
    """
    with transaction():
        if is_customer(vendor, person):
            raise NotAllowed(f"A customer of {vendor.slug} cannot be its staff.")
        if not is_member(vendor, person):
            Staff.create(vendor=vendor, person=person)
            audit.note("employ", person, actor=actor, now=now)


def _set_closed(
    vendor: Vendor, *, at: datetime | None, actor: Person | None, now: datetime
) -> bool:
    other = Vendor.closed_at.is_null(at is not None)
    with transaction():
        rows = Vendor.update(closed_at=at).where(Vendor.id == vendor.id, other)
        changed = bool(rows.execute())
        if changed:
            vendor.closed_at = at
            audit.note("close" if at else "reopen", vendor, actor=actor, now=now)
    return changed
