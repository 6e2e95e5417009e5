"""`mcenter person address` and `reinstate`: where mail reaches a person."""

from __future__ import annotations

import click

from mcenter import people
from mcenter.changes import departures
from mcenter.commands import access, options, output, person_view
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import UsageMistake
from mcenter.store import transaction


@click.command()
@options.address_argument
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
        person_view.tell(person, as_json=as_json)


@click.command()
@options.address_argument
@options.json_option
@pass_invocation
def reinstate(invocation: Invocation, address: str, *, as_json: bool) -> None:
    """Send mail again to an address that was suppressed after a bounce."""
    with access.opened(invocation):
        actor = access.operator(invocation)
        person = people.find(address)
        now = invocation.clock()
        changed = people.reinstate(person, address, actor=actor, now=now)
        if as_json:
            person_view.emit(person)
        elif changed:
            output.print_lines([f"{address} takes mail again."])
        else:
            output.print_lines([f"{address} was not suppressed."])
