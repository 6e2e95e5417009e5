"""How a person is shown to operators, on a screen and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import people
from mcenter.commands import ages, output, people_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.models import Address, Person


def tell(person: Person, *, as_json: bool) -> None:
    """Print who a person is, in one line or as JSON."""
    if as_json:
        emit(person)
    else:
        addresses = _joined(people.addresses(person))
        output.print_lines([f"Person {person.id}: {addresses}."])


def emit(person: Person) -> None:
    """Print a person as JSON."""
    found = people_json.of_person(person, people.addresses(person))
    output.emit({"person": found})


def cells(person: Person, addresses: Sequence[Address]) -> tuple[str, ...]:
    """Give a person's row in a list."""
    operator = "operator" if person.is_operator else ""
    return str(person.id), person.name or "", _joined(addresses), operator


def lines(person: Person) -> Iterator[str]:
    """Give all that is known of a person."""
    yield output.Strong(f"Person {person.id}: {person.name or '(no name)'}")
    if person.is_operator:
        yield "  operator"
    if person.locale:
        yield f"  language {person.locale}"
    for each in people.addresses(person):
        yield f"  {each.addr_spec}{_standing(each)}"


def _standing(address: Address) -> str:
    standing = ["preferred"] if address.preferred else []
    if address.suppressed_at is not None:
        since = ages.moment(address.suppressed_at)
        standing.append(f"takes no mail since {since}")
    return f" ({', '.join(standing)})" if standing else ""


def _joined(addresses: Sequence[Address]) -> str:
    return ", ".join(each.addr_spec for each in addresses)
