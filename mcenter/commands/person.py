"""`mcenter person`: people and their addresses."""

from __future__ import annotations

from typing import Any

import click

from mcenter import people
from mcenter.changes import choices
from mcenter.commands import (
    access,
    choice_options,
    options,
    output,
    people_json,
    person_address,
    person_merge,
    person_view,
)
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import UsageMistake
from mcenter.store import transaction

name_option = click.option("--name", metavar="NAME", help="What others call them.")
locale_option = click.option(
    "--locale", metavar="LL", type=options.LOCALE, help="The language of their mail."
)


@click.group()
def command() -> None:
    """People and their addresses; for operators."""


@command.command()
@options.address_argument
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
        person_view.tell(person, as_json=as_json)


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
            rows = (person_view.cells(*each) for each in found)
            output.print_table(columns, rows, flexible=("Name", "Addresses"))


@command.command()
@options.address_argument
@options.json_option
@pass_invocation
def show(invocation: Invocation, address: str, *, as_json: bool) -> None:
    """Show a person and all their addresses."""
    with access.opened(invocation):
        person, _ = access.own_or_operator(invocation, address)
        notify = invocation.config.notify
        if as_json:
            person_view.emit(person, notify)
        else:
            output.print_lines(person_view.lines(person, notify))


@command.command(name="set")
@options.address_argument
@name_option
@locale_option
@click.option(
    "--operator/--no-operator",
    default=None,
    help="Works for the marketplace, or no more.",
)
@choice_options.choice_options
@options.json_option
@pass_invocation
def set_(
    invocation: Invocation,
    /,
    address: str,
    *,
    name: str | None,
    locale: str | None,
    operator: bool | None,
    as_json: bool,
    **given: Any,  # noqa: ANN401  (click's values, of choice_options)
) -> None:
    """
    Change a person's name, language or standing, or how they are told.

    Who acts for themselves may change all but their name and standing.
    """
    wanted, words = choice_options.wanted(given), choice_options.words(given)
    described = any(each is not None for each in (name, locale, operator))
    if not (described or wanted or words):
        raise UsageMistake("Give at least one option that changes something.")
    with access.opened(invocation), transaction():
        person, actor = access.own_or_operator(invocation, address)
        if name is not None or operator is not None:
            access.operator(invocation)
        now = invocation.clock()
        people.describe(
            person, name=name, locale=locale, operator=operator, actor=actor, now=now
        )
        choices.choose(person, wanted, actor=actor, now=now)
        for word, thread in words:
            choices.say(person, word, thread, actor=actor, now=now)
        person_view.tell(person, invocation.config.notify, as_json=as_json)


command.add_command(person_address.address)
command.add_command(person_address.reinstate)
command.add_command(person_merge.merge)
