"""
`inbox`: mail that came in, for operators: list, show, accept, retry, drop.

Rule 1: only operators see what strangers wrote, and who wrote it.
Rule 2: several mails are done oldest first, so that their posts keep their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from mcenter import inbox
from mcenter.commands import (
    access,
    inbox_view,
    journal,
    judged,
    options,
    output,
    raw,
    selection,
)
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import McenterError
from mcenter.gateway import Gateway
from mcenter.gateway import judged as judged_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from mcenter.gateway import Judged
    from mcenter.models import InboundEmail

STATUSES = ("received", "accepted", "held", "discarded", "failed")
WAITING = ("held", "failed")
SCREENFUL = 25
COLUMNS = ("ID", "Received", "From", "Status", "Rule", "For", "Subject")
# What is cut first on a narrow terminal.
FLEXIBLE = ("From", "For", "Subject")

Command = TypeVar("Command", bound="Callable[..., object]")


@click.group("inbox")
def command() -> None:
    """Mail that came in: list, show, accept, retry, drop."""


rule_option = click.option(
    "--rule", type=options.RULE, metavar="RULE", help="Mail that this rule judged."
)
since_option = click.option(
    "--since",
    type=options.DATE,
    metavar="DATE",
    help="Mail received on that day, as 2026-01-31, or later.",
)


def several(act: Command) -> Command:
    """Add ids, --rule and --since."""
    ids = click.argument("ids", metavar="[ID]...", nargs=-1, type=options.ROW_ID)
    return ids(rule_option(since_option(options.json_option(act))))


@command.command("list")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Mail of this status; may be given again.",
)
@rule_option
@since_option
@options.some_option
@options.json_option
@pass_invocation
def list_(
    invocation: Invocation,
    *,
    statuses: Sequence[str],
    rule: str | None,
    since: date | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """
    List mail that came in, newest first.

    Without --status, what waits for you: held and failed; in JSON, all there is.
    """
    with access.opened(invocation):
        access.operator(invocation)
        mails = inbox.listed(
            statuses=statuses or (STATUSES if as_json else WAITING),
            rule=rule,
            since=selection.midnight(since),
            limit=limit or (None if as_json else SCREENFUL),
        )
        if as_json:
            output.emit({"mails": [inbox_view.fields(mail) for mail in mails]})
        elif not mails:
            output.say("No mail.")
        else:
            cells = map(inbox_view.cells, mails)
            output.print_table(COLUMNS, cells, flexible=FLEXIBLE)


@command.command()
@click.argument("mail_id", metavar="ID", type=options.ROW_ID)
@click.option("--raw", "as_raw", is_flag=True, help="Print the mail as it came.")
@options.json_option
@pass_invocation
def show(invocation: Invocation, *, mail_id: int, as_raw: bool, as_json: bool) -> None:
    """Show one mail, what became of it and why."""
    invocation.config.require("marketplace", "inbound")
    with access.opened(invocation):
        access.operator(invocation)
        mail = inbox.find(mail_id)
        if as_raw:
            raw.print_mail(inbox.content(mail))
            return
        case = Gateway(invocation.config).case(mail)
        if as_json:
            output.emit({"mail": inbox_view.everything(case)})
        else:
            output.print_lines(inbox_view.lines(case))


@command.command()
@several
@click.option(
    "--force", is_flag=True, help="Also what may be forged, or hides its text."
)
@pass_invocation
def accept(
    invocation: Invocation,
    *,
    ids: Sequence[int],
    rule: str | None,
    since: date | None,
    force: bool,
    as_json: bool,
) -> int:
    """Post held mail on your word, as the participant that it names."""
    invocation.config.require("marketplace", "inbound")
    gateway, now = Gateway(invocation.config), invocation.clock()
    with access.opened(invocation), journal.told(invocation):
        actor = access.operator(invocation)
        return _each(
            _chosen(ids, rule, since, WAITING),
            lambda mail: gateway.accept(mail, force=force, actor=actor, now=now),
            as_json=as_json,
        )


@command.command()
@several
@pass_invocation
def retry(
    invocation: Invocation,
    *,
    ids: Sequence[int],
    rule: str | None,
    since: date | None,
    as_json: bool,
) -> int:
    """
    Judge held or failed mail again.

    Discarded mail, too, where its id or its rule is given.
    """
    invocation.config.require("marketplace", "inbound")
    gateway, now = Gateway(invocation.config), invocation.clock()
    statuses = (*WAITING, "discarded") if rule else WAITING
    with access.opened(invocation), journal.told(invocation):
        actor = access.operator(invocation)
        return _each(
            _chosen(ids, rule, since, statuses),
            lambda mail: gateway.retry(mail, actor=actor, now=now),
            as_json=as_json,
        )


@command.command()
@several
@pass_invocation
def drop(
    invocation: Invocation,
    *,
    ids: Sequence[int],
    rule: str | None,
    since: date | None,
    as_json: bool,
) -> int:
    """
    Discard held mail.

    It is kept, and `inbox retry` takes it up again.
    """
    now = invocation.clock()
    with access.opened(invocation):
        actor = access.operator(invocation)
        return _each(
            _chosen(ids, rule, since, WAITING),
            lambda mail: judged_row(inbox.drop(mail, actor=actor, now=now)),
            as_json=as_json,
        )


def _chosen(
    ids: Sequence[int], rule: str | None, since: date | None, statuses: Sequence[str]
) -> list[InboundEmail]:
    if selection.named(ids, rule, since):
        return [inbox.find(mail_id) for mail_id in dict.fromkeys(ids)]
    begin = selection.midnight(since)
    return inbox.listed(statuses=statuses, rule=rule, since=begin)[::-1]


def _each(
    mails: Sequence[InboundEmail],
    act: Callable[[InboundEmail], Judged],
    *,
    as_json: bool,
) -> int:
    done, refused = selection.each(mails, act)
    if as_json:
        told = [{**judged.fields(mail), "error": None} for mail in done]
        told += [
            {**judged.fields(judged_row(mail)), "error": str(error)}
            for mail, error in refused
        ]
        output.emit({"mails": told})
    else:
        output.print_lines([judged.line(mail) for mail in done])
        if not mails:
            output.say("No mail is meant by that.")
    failed = refused or any(mail.disposition == "failed" for mail in done)
    return McenterError.exit_code if failed else 0
