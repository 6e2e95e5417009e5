"""`mcenter person`: people and their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import departures, people
from mcenter.commands import access, options, output, people_json
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import UsageMistake
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.models import Address, Person

LOCALE = options.Matching(
    "locale",
    r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*",
    "a language such as en or pt-BR",
)

address_argument = click.argument("address", type=options.ADDRESS)
name_option = click.option("--name", metavar="NAME", help="What others call them.")
locale_option = click.option(
    "--locale", metavar="LL", type=LOCALE, help="The language of their mail."
)


@click.group()
def command() -> None:
    """People and their addresses; for operators."""


@command.command()
@address_argument
@name_option
@locale_option
@click.option("--operator", is_flag=True, help="Works for the marketplace.")
@options.json_option
@pass_invocation
def add(
    invocation: Invocation,
    address: str,
    *,
    name: str | None,
    locale: str | None,
    operator: bool,
    as_json: bool,
) -> None:
    """Add a person."""
    access.refuse_own(invocation, address)
    with access.opened(invocation):
        person = people.add(
            address,
            name=name,
            locale=locale,
            operator=operator,
            actor=access.operator(invocation),
            now=invocation.clock(),
        )
        _tell(person, as_json=as_json)


@command.command(name="list")
@options.json_option
@pass_invocation
def list_(invocation: Invocation, *, as_json: bool) -> None:
    """List all persons, oldest first."""
    with access.opened(invocation):
        access.operator(invocation)
        found = people.everybody()
        if as_json:
            persons = [people_json.of_person(*each) for each in found]
            output.emit({"persons": persons})
        else:
            columns = ("ID", "Name", "Addresses", "")
            rows = (_cells(*each) for each in found)
            output.print_table(columns, rows, flexible=("Name", "Addresses"))


@command.command()
@address_argument
@options.json_option
@pass_invocation
def show(invocation: Invocation, address: str, *, as_json: bool) -> None:
    """Show a person and all their addresses."""
    with access.opened(invocation):
        access.operator(invocation)
        person = people.find(address)
        if as_json:
            _emit(person)
        else:
            output.print_lines(_lines(person))


@command.command()
@address_argument
@click.option(
    "--add",
    "added",
    metavar="OTHER",
    type=options.ADDRESS,
    help="Is theirs from now on.",
)
@click.option(
    "--remove",
    "removed",
    metavar="OTHER",
    type=options.ADDRESS,
    help="Is theirs no more.",
)
@click.option(
    "--prefer",
    "preferred",
    metavar="OTHER",
    type=options.ADDRESS,
    help="Gets their mail from now on; one of theirs.",
)
@options.json_option
@pass_invocation
def address(
    invocation: Invocation,
    address: str,
    *,
    added: str | None,
    removed: str | None,
    preferred: str | None,
    as_json: bool,
) -> None:
    """Add, remove or prefer one of a person's addresses."""
    if not (added or removed or preferred):
        raise UsageMistake("Give --add, --remove or --prefer, with an address.")
    if added:
        access.refuse_own(invocation, added)
    with access.opened(invocation):
        actor = access.operator(invocation)
        person = people.find(address)
        now = invocation.clock()
        with transaction():
            if added:
                people.give_address(person, added, actor=actor, now=now)
            if preferred:
                people.prefer(person, preferred, actor=actor, now=now)
            if removed:
                departures.remove_address(person, removed, actor=actor, now=now)
        _tell(person, as_json=as_json)


@command.command(name="set")
@address_argument
@name_option
@locale_option
@click.option(
    "--operator/--no-operator",
    default=None,
    help="Works for the marketplace, or no more.",
)
@options.json_option
@pass_invocation
def set_(
    invocation: Invocation,
    address: str,
    *,
    name: str | None,
    locale: str | None,
    operator: bool | None,
    as_json: bool,
) -> None:
    """Change a person's name, language or standing."""
    if name is None and locale is None and operator is None:
        raise UsageMistake("Give --name, --locale, --operator or --no-operator.")
    with access.opened(invocation):
        actor = access.operator(invocation)
        person = people.find(address)
        people.describe(
            person,
            name=name,
            locale=locale,
            operator=operator,
            actor=actor,
            now=invocation.clock(),
        )
        _tell(person, as_json=as_json)


def _tell(person: Person, *, as_json: bool) -> None:
    if as_json:
        _emit(person)
    else:
        addresses = _joined(people.addresses(person))
        output.print_lines([f"Person {person.id}: {addresses}."])


def _emit(person: Person) -> None:
    found = people_json.of_person(person, people.addresses(person))
    output.emit({"person": found})


def _cells(person: Person, addresses: Sequence[Address]) -> tuple[str, ...]:
    operator = "operator" if person.is_operator else ""
    return str(person.id), person.name or "", _joined(addresses), operator


def _lines(person: Person) -> Iterator[str]:
    yield output.Strong(f"Person {person.id}: {person.name or '(no name)'}")
    if person.is_operator:
        yield "  operator"
    if person.locale:
        yield f"  language {person.locale}"
    for each in people.addresses(person):
        yield f"  {each.addr_spec}{_standing(each)}"


def _standing(address: Address) -> str:
    if address.suppressed_at is not None:
        return " (takes no mail)"
    return " (preferred)" if address.preferred else ""


def _joined(addresses: Sequence[Address]) -> str:
    return ", ".join(each.addr_spec for each in addresses)
