"""
`inbox`: mail that came in, for operators: list and show; inbox_verdicts has the rest.

Rule 1: only operators see what strangers wrote, and who wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mcenter import inbox
from mcenter.commands import (
    access,
    inbox_options,
    inbox_verdicts,
    inbox_view,
    options,
    output,
    raw,
)
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.gateway import Gateway

if TYPE_CHECKING:
    from collections.abc import Sequence

STATUSES = ("received", "accepted", "held", "discarded", "failed")
SCREENFUL = 25
COLUMNS = ("ID", "Received", "From", "Status", "Rule", "For", "Subject")
# What is cut first on a narrow terminal.
FLEXIBLE = ("From", "For", "Subject")


@click.group("inbox")
def command() -> None:
    """Mail that came in: list, show, accept, retry, drop."""


@command.command("list")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Mail of this status; may be given again.",
)
@inbox_options.filters
@options.some_option
@options.json_option
@pass_invocation
def list_(
    invocation: Invocation,
    /,
    *,
    statuses: Sequence[str],
    limit: int | None,
    as_json: bool,
    **filters: Any,  # noqa: ANN401  (those of inbox_options)
) -> None:
    """
    List mail that came in, newest first.

    Without --status, what waits for you: held and failed; in JSON, all there is.
    """
    with access.opened(invocation):
        access.operator(invocation)
        mails = inbox.listed(
            statuses=statuses or (STATUSES if as_json else inbox_options.WAITING),
            **inbox_options.of(filters),
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


for verb in inbox_verdicts.VERBS:
    command.add_command(verb)
