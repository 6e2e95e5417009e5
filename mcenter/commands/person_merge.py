"""`mcenter person merge`: two persons who turn out to be one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mcenter import people
from mcenter.changes import mergers
from mcenter.commands import access, options, output, person_view
from mcenter.commands.invocation import Invocation, pass_invocation

if TYPE_CHECKING:
    from mcenter.models import Person


@click.command()
@options.address_argument
@click.option(
    "--into",
    "other",
    metavar="OTHER",
    type=options.ADDRESS,
    required=True,
    help="Whose name, language and preferred address stay.",
)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing on a terminal.")
@options.json_option
@pass_invocation
def merge(
    invocation: Invocation, address: str, *, other: str, yes: bool, as_json: bool
) -> None:
    """
    Make two persons one: all that is the first one's becomes the other's.

    Addresses, threads, posts, work and mail on its way.  It cannot be taken back; on a
    terminal it asks before.
    """
    with access.opened(invocation):
        actor = access.operator(invocation)
        gone, kept = people.find(address), people.find(other)
        if not (yes or as_json) and sys.stdin is not None and sys.stdin.isatty():
            _ask(gone, kept)
        merged = mergers.merge(gone, kept, actor=actor, now=invocation.clock())
        if not merged:
            output.say(f"{address} and {other} are one person's already.")
        person_view.tell(people.find(other), as_json=as_json)


def _ask(gone: Person, kept: Person) -> None:
    both = " into ".join(
        f"person {each.id} ({people.addresses(each)[0].addr_spec})"
        for each in (gone, kept)
    )
    click.confirm(f"Merge {both}, for good?", abort=True, err=True)
