"""
Persons and their addresses: who somebody is, and where mail reaches them.

Rule 1: an address belongs to one person; the UNIQUE comparison form says so.
Rule 2: a person with addresses has exactly one preferred address.
Rule 3: what others see of a person is display_name(), which never shows an address.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from peewee import IntegrityError

from mcenter import addr_spec, audit
from mcenter.errors import NotAllowed, NotFound, UsageMistake
from mcenter.languages import ENGLISH, N_
from mcenter.models import Address, Person
from mcenter.store import transaction
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.languages import Language

NAME_LENGTH = 100
_NUMBERED = {
    "customer": N_("Customer %(number)d"),
    "vendor": N_("Vendor %(number)d"),
    "operator": N_("Operator %(number)d"),
}


def known(address: str) -> Person | None:
    """Find whose address this is; None when nobody's."""
    found = Address.get_or_none(Address.comparison == _comparison(address))
    return None if found is None else found.person


def of_mail(address: str) -> Person | None:
    """Find whose address a mail names; None for nobody's and for what is none."""
    try:
        comparison = addr_spec.comparison(address)
    except ValueError:
        return None
    found = Address.get_or_none(Address.comparison == comparison)
    return None if found is None else found.person


def find(address: str) -> Person:
    """Find whose address this is.  Raises NotFound."""
    person = known(address)
    if person is None:
        raise NotFound(f"No person {address}.")
    return person


def ensure(address: str, *, name: str | None = None, now: datetime) -> Person:
    """Find the person, or make one; a name that is given becomes theirs."""
    person = known(address)
    if person is None:
        return _make(address, name=name, now=now)
    if name and name.strip():
        rename(person, name)
    return person


def add(
    address: str,
    *,
    name: str | None,
    locale: str | None,
    operator: bool,
    actor: Person | None,
    now: datetime,
) -> Person:
    """Make a person.  Raises NotAllowed when the address is somebody's already."""
    with transaction():
        if known(address) is not None:
            raise NotAllowed(f"The address {address} belongs to somebody already.")
        person = _make(address, name=name, now=now)
        audit.note("add", person, actor=actor, now=now)
        if locale is not None:
            person.locale = locale
            person.save()
        if operator:
            _set_operator(person, standing=True, actor=actor, now=now)
    return person


def describe(
    person: Person,
    *,
    name: str | None,
    locale: str | None,
    operator: bool | None,
    actor: Person | None,
    now: datetime,
) -> None:
    """Change what is given (not None) of a person."""
    with transaction():
        if name is not None:
            rename(person, name)
        if locale is not None:
            person.locale = locale
            person.save()
        if name is not None or locale is not None:
            audit.note("describe", person, actor=actor, now=now)
        if operator is not None and operator != person.is_operator:
            _set_operator(person, standing=operator, actor=actor, now=now)


def rename(person: Person, name: str) -> None:
    """Give a person a name, cleaned and cut.  Raises UsageMistake for an empty one."""
    cleaned = one_line(name, NAME_LENGTH)
    if not cleaned:
        raise UsageMistake("A name must not be empty.")
    if person.name != cleaned:
        person.name = cleaned
        person.save()


def everybody() -> list[tuple[Person, list[Address]]]:
    """
    List all persons with their addresses, oldest first, the preferred one first.

    Who has none any more has become somebody else (mergers.merge).
    """
    theirs: dict[int, list[Address]] = defaultdict(list)
    for address in Address.select().order_by(Address.preferred.desc(), Address.id):
        theirs[address.person_id].append(address)
    persons = Person.select().order_by(Person.id)
    return [(each, theirs[each.id]) for each in persons if each.id in theirs]


def operators() -> Sequence[Person]:
    """List the operators, longest there first."""
    return list(Person.select().where(Person.is_operator).order_by(Person.id))


def addresses(person: Person) -> Sequence[Address]:
    """List a person's addresses, the preferred one first."""
    preferred_first = (Address.preferred.desc(), Address.id)
    mine = Address.select().where(Address.person == person)
    return list(mine.order_by(*preferred_first))


def mail_address(person: Person) -> Address | None:
    """Give the address that mail for this person goes to; None when none is usable."""
    usable = [each for each in addresses(person) if each.suppressed_at is None]
    return usable[0] if usable else None


def mail_addresses(persons: Sequence[Person]) -> dict[int, Address]:
    """Give those addresses of these who have one, by the persons' keys."""
    usable = Address.person.in_(list(persons)) & Address.suppressed_at.is_null()
    # The last one stays: the preferred one, else the oldest.
    last = (Address.preferred, Address.id.desc())
    found = Address.select().where(usable).order_by(*last)
    return {each.person_id: each for each in found}


def give_address(
    person: Person,
    address: str,
    *,
    actor: Person | None,
    way: str = "shell",
    now: datetime,
) -> Address:
    """Add an address to a person.  Raises NotAllowed when it is somebody's already."""
    with transaction():
        given = _insert_address(person, address)
        audit.note("give_address", person, actor=actor, way=way, now=now)
    return given


def prefer(
    person: Person, address: str, *, actor: Person | None, now: datetime
) -> None:
    """Make one of a person's addresses the one that mail goes to."""
    chosen = own_address(person, address)
    with transaction():
        # One statement after the other: at no time are two preferred.
        mine = Address.person == person
        Address.update(preferred=False).where(mine).execute()
        Address.update(preferred=True).where(Address.id == chosen.id).execute()
        audit.note("prefer", person, actor=actor, now=now)


def suppress(person: Person, address: str, *, now: datetime) -> bool:
    """
    Send no more mail to an address that a server has called dead.

    True when it was not suppressed before; False also for an address that is not theirs
    any more.
    """
    return _set_suppressed(person, address, at=now, actor=None, way="email", now=now)


def reinstate(
    person: Person, address: str, *, actor: Person | None, now: datetime
) -> bool:
    """Send mail to a suppressed address again; False when it was not suppressed."""
    return _set_suppressed(person, address, at=None, actor=actor, way="shell", now=now)


def own_address(person: Person, address: str) -> Address:
    """Find an address of this very person.  Raises NotFound."""
    mine = (Address.person == person) & (Address.comparison == _comparison(address))
    found = Address.get_or_none(mine)
    if found is None:
        raise NotFound(f"No address {address} of this person.")
    return found


def owns(person: Person, address: str) -> bool:
    """Tell whether the address, as a mail spells it, belongs to this person."""
    try:
        comparison = addr_spec.comparison(address)
    except ValueError:
        return False
    mine = (Address.person == person) & (Address.comparison == comparison)
    return Address.select().where(mine).exists()


def display_name(person: Person, side: str, reads: Language = ENGLISH) -> str:
    """Name a person to others: their name, or a number; never an address."""
    return person.name or reads.say(_NUMBERED[side], number=person.id)


def _set_suppressed(
    person: Person,
    address: str,
    *,
    at: datetime | None,
    actor: Person | None,
    way: str,
    now: datetime,
) -> bool:
    mine = (Address.person == person) & (Address.comparison == _comparison(address))
    other = Address.suppressed_at.is_null(at is not None)
    with transaction():
        row = Address.get_or_none(mine & other)
        if row is None:
            return False
        row.suppressed_at = at
        row.save()
        verb = "suppress" if at else "reinstate"
        audit.note(verb, row, actor=actor, way=way, now=now)
    return True


def _make(address: str, *, name: str | None, now: datetime) -> Person:
    with transaction():
        person = Person.create(created_at=now)
        if name and name.strip():
            rename(person, name)
        _insert_address(person, address)
    return person


def _insert_address(person: Person, address: str) -> Address:
    try:
        with transaction():
            first = not addresses(person)
            return Address.create(
                person=person,
                addr_spec=_addr_spec(address),
                comparison=_comparison(address),
                preferred=first,
            )
    except IntegrityError as error:
        sentence = f"The address {address} belongs to somebody already."
        raise NotAllowed(sentence) from error


def _set_operator(
    person: Person, *, standing: bool, actor: Person | None, now: datetime
) -> None:
    person.is_operator = standing
    person.save()
    verb = "make_operator" if standing else "unmake_operator"
    audit.note(verb, person, actor=actor, now=now)


def _addr_spec(address: str) -> str:
    try:
        return addr_spec.parse(address)
    except ValueError as error:
        raise UsageMistake(f"{error}") from error


def _comparison(address: str) -> str:
    return addr_spec.comparison(_addr_spec(address))
