"""`mcenter vendor`: vendors and who works for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import people
from mcenter.changes import arrivals, departures
from mcenter.commands import access, ages, options, output, people_json
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import UsageMistake
from mcenter.people import vendors
from mcenter.store import transaction

if TYPE_CHECKING:
    from mcenter.models import Person, Vendor


@click.group()
def command() -> None:
    """Vendors and who works for them; for operators."""


@command.command()
@click.argument("slug")
@click.option("--name", metavar="NAME", required=True, help="What others call it.")
@click.option(
    "--staff",
    metavar="ADDRESS",
    type=options.ADDRESS,
    multiple=True,
    required=True,
    help="Who works there; may be given again.",
)
@options.json_option
@pass_invocation
def add(
    invocation: Invocation,
    slug: str,
    *,
    name: str,
    staff: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add a vendor, and the persons who work there where they are new."""
    with access.opened(invocation):
        actor = access.operator(invocation)
        with transaction():
            vendor = vendors.add(slug, name=name, actor=actor, now=invocation.clock())
            _employ(invocation, vendor, staff, actor)
        _tell(vendor, f"Vendor {slug}, {_count(vendor)}.", as_json=as_json)


@command.command(name="list")
@options.json_option
@pass_invocation
def list_(invocation: Invocation, *, as_json: bool) -> None:
    """List all vendors."""
    with access.opened(invocation):
        access.operator(invocation)
        found = vendors.everyone()
        if as_json:
            output.emit({"vendors": [people_json.of_vendor(each) for each in found]})
        else:
            rows = ((each.slug, each.name, _standing(each)) for each in found)
            output.print_table(("Slug", "Name", "Staff"), rows, flexible=("Name",))


@command.command()
@click.argument("slug")
@options.json_option
@pass_invocation
def show(invocation: Invocation, slug: str, *, as_json: bool) -> None:
    """Show a vendor and who works there."""
    with access.opened(invocation):
        access.operator(invocation)
        vendor = vendors.find(slug)
        if as_json:
            output.emit({"vendor": people_json.of_vendor(vendor)})
            return
        closed = _since(vendor)
        output.print_lines([output.Strong(f"{vendor.name} ({vendor.slug}{closed})")])
        output.print_lines(f"  {_who(person)}" for person in vendors.members(vendor))


@command.command()
@click.argument("slug")
@click.option(
    "--add",
    "added",
    metavar="ADDRESS",
    type=options.ADDRESS,
    multiple=True,
    help="Works there from now on; may be given again.",
)
@click.option(
    "--remove",
    "removed",
    metavar="ADDRESS",
    type=options.ADDRESS,
    multiple=True,
    help="Works there no more; may be given again.",
)
@options.json_option
@pass_invocation
def staff(
    invocation: Invocation,
    slug: str,
    *,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add persons to a vendor's staff, or remove them."""
    if not added and not removed:
        raise UsageMistake("Give --add ADDRESS or --remove ADDRESS.")
    with access.opened(invocation):
        actor = access.operator(invocation)
        vendor = vendors.find(slug)
        with transaction():
            _employ(invocation, vendor, added, actor)
            for address in removed:
                person = people.find(address)
                departures.dismiss(vendor, person, actor=actor, now=invocation.clock())
        _tell(vendor, f"Vendor {slug}, {_count(vendor)}.", as_json=as_json)


@command.command()
@click.argument("slug")
@options.json_option
@pass_invocation
def close(invocation: Invocation, slug: str, *, as_json: bool) -> None:
    """Close a vendor: its threads take no more posts; what was said is still sent."""
    with access.opened(invocation):
        actor = access.operator(invocation)
        vendor = vendors.find(slug)
        changed = vendors.close(vendor, actor=actor, now=invocation.clock())
        standing = "closed" if changed else "closed already"
        _tell(vendor, f"Vendor {slug} is {standing}.", as_json=as_json)


@command.command()
@click.argument("slug")
@options.json_option
@pass_invocation
def reopen(invocation: Invocation, slug: str, *, as_json: bool) -> None:
    """Open a closed vendor again; its threads go on where they stood."""
    with access.opened(invocation):
        actor = access.operator(invocation)
        vendor = vendors.find(slug)
        changed = vendors.reopen(vendor, actor=actor, now=invocation.clock())
        standing = "open" if changed else "open already"
        _tell(vendor, f"Vendor {slug} is {standing}.", as_json=as_json)


def _employ(
    invocation: Invocation,
    vendor: Vendor,
    addresses: tuple[str, ...],
    actor: Person | None,
) -> None:
    access.refuse_own(invocation, *addresses)
    now = invocation.clock()
    for address in addresses:
        person = people.ensure(address, now=now)
        arrivals.employ(vendor, person, actor=actor, now=now)


def _tell(vendor: Vendor, sentence: str, *, as_json: bool) -> None:
    if as_json:
        output.emit({"vendor": people_json.of_vendor(vendor)})
    else:
        output.print_lines([sentence])


def _count(vendor: Vendor) -> str:
    return f"{len(vendors.members(vendor))} staff"


def _standing(vendor: Vendor) -> str:
    return f"{_count(vendor)}, closed" if vendor.closed_at else _count(vendor)


def _since(vendor: Vendor) -> str:
    at = vendor.closed_at
    return "" if at is None else f", closed since {ages.moment(at)}"


def _who(person: Person) -> str:
    addresses = ", ".join(each.addr_spec for each in people.addresses(person))
    return f"{people.display_name(person, 'vendor')} <{addresses}>"
