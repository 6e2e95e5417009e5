"""
`inbox accept`, `retry`, `drop`: an operator's word on mail that waits.

Rule 1: several mails are done oldest first, so that their posts keep their order.
Rule 2: with a mail that is posted it is said as whom, by what it came, and why not; on
a terminal, mails that were not named by their ids are asked about.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcenter import inbox, threads
from mcenter.commands import (
    access,
    inbox_options,
    inbox_view,
    journal,
    judged,
    options,
    output,
    selection,
)
from mcenter.commands.inbox_options import WAITING
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import McenterError
from mcenter.gateway import Gateway
from mcenter.gateway import judged as judged_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcenter.gateway import Judged
    from mcenter.models import InboundEmail

Command = TypeVar("Command", bound="Callable[..., object]")


def several(act: Command) -> Command:
    """Add ids, and the options that name mails without them."""
    ids = click.argument("ids", metavar="[ID]...", nargs=-1, type=options.ROW_ID)
    yes = click.option("-y", "--yes", is_flag=True, help="Ask nothing on a terminal.")
    return ids(inbox_options.filters(yes(options.json_option(act))))


@click.command()
@several
@click.option(
    "--force", is_flag=True, help="Also what may be forged, or hides its text."
)
@click.option(
    "--into",
    type=options.THREAD,
    metavar="THREAD",
    help="Where a mail goes that names no thread; its From must have a part in it.",
)
@pass_invocation
def accept(
    invocation: Invocation,
    /,
    *,
    ids: Sequence[int],
    yes: bool,
    force: bool,
    into: int | None,
    as_json: bool,
    **filters: Any,  # noqa: ANN401  (those of inbox_options)
) -> int:
    """
    Post held mail on your word, as the participant that it names.

    Says of each who wrote it, by what it came and why it was held. What the mail host
    calls forged, or contradicts itself about, needs --force.
    """
    invocation.config.require("marketplace", "inbound")
    gateway, now = Gateway(invocation.config), invocation.clock()
    with access.opened(invocation), journal.told(invocation):
        actor = access.operator(invocation)
        thread = None if into is None else threads.find(into, actor)
        mails = _chosen(ids, filters, WAITING)
        # Said before they are posted: then a mail is held no more.
        grounds = {mail.id: inbox_view.grounds(gateway.case(mail)) for mail in mails}
        _ask("Post", mails, asks=not (ids or yes or as_json))
        return _each(
            mails,
            lambda mail: gateway.accept(
                mail, force=force, into=thread, actor=actor, now=now
            ),
            more=grounds,
            as_json=as_json,
        )


@click.command()
@several
@pass_invocation
def retry(
    invocation: Invocation,
    /,
    *,
    ids: Sequence[int],
    yes: bool,
    as_json: bool,
    **filters: Any,  # noqa: ANN401  (those of inbox_options)
) -> int:
    """
    Judge held or failed mail again.

    Discarded mail, too, where its id or its rule is given.
    """
    invocation.config.require("marketplace", "inbound")
    gateway, now = Gateway(invocation.config), invocation.clock()
    statuses = (*WAITING, "discarded") if filters["rule"] else WAITING
    with access.opened(invocation), journal.told(invocation):
        actor = access.operator(invocation)
        mails = _chosen(ids, filters, statuses)
        _ask("Judge again", mails, asks=not (ids or yes or as_json))
        return _each(
            mails,
            lambda mail: gateway.retry(mail, actor=actor, now=now),
            as_json=as_json,
        )


@click.command()
@several
@pass_invocation
def drop(
    invocation: Invocation,
    /,
    *,
    ids: Sequence[int],
    yes: bool,
    as_json: bool,
    **filters: Any,  # noqa: ANN401  (those of inbox_options)
) -> int:
    """
    Discard held mail.

    It is kept, and `inbox retry` takes it up again.
    """
    now = invocation.clock()
    with access.opened(invocation):
        actor = access.operator(invocation)
        mails = _chosen(ids, filters, WAITING)
        _ask("Discard", mails, asks=not (ids or yes or as_json))
        return _each(
            mails,
            lambda mail: judged_row(inbox.drop(mail, actor=actor, now=now)),
            as_json=as_json,
        )


VERBS = (accept, retry, drop)


def _chosen(
    ids: Sequence[int], filters: dict[str, Any], statuses: Sequence[str]
) -> list[InboundEmail]:
    if selection.named(ids, *filters.values()):
        return [inbox.find(mail_id) for mail_id in dict.fromkeys(ids)]
    return inbox.listed(statuses=statuses, **inbox_options.of(filters))[::-1]


def _ask(verb: str, mails: Sequence[InboundEmail], *, asks: bool) -> None:
    """Ask before many are done at once; no script is asked anything."""
    if mails and asks and sys.stdin is not None and sys.stdin.isatty():
        of = "1 mail" if len(mails) == 1 else f"{len(mails)} mails"
        click.confirm(f"{verb} {of}?", abort=True, err=True)


def _each(
    mails: Sequence[InboundEmail],
    act: Callable[[InboundEmail], Judged],
    *,
    more: dict[int, dict[str, object]] | None = None,
    as_json: bool,
) -> int:
    done, refused = selection.each(mails, act)
    if as_json:
        ends: list[tuple[Judged, str | None]] = [(mail, None) for mail in done]
        ends += [(judged_row(mail), str(error)) for mail, error in refused]
        told = [
            {**judged.fields(mail), **(more or {}).get(mail.id, {}), "error": error}
            for mail, error in ends
        ]
        output.emit({"mails": told})
    else:
        for mail in done:
            output.print_lines([judged.line(mail)])
            output.print_lines(inbox_view.told((more or {}).get(mail.id, {})))
        if not mails:
            output.say("No mail is meant by that.")
    failed = refused or any(mail.disposition == "failed" for mail in done)
    return McenterError.exit_code if failed else 0
