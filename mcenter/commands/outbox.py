"""
`outbox`: mail that goes out, for operators: list, show, retry, cancel.

Rule 1: a mail is tried again with the same bytes; what it carried is cancelled with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import outbox
from mcenter.commands import (
    access,
    mail_view,
    options,
    outbox_view,
    output,
    raw,
    selection,
)
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import McenterError
from mcenter.mail import parsing
from mcenter.outbox import deliveries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcenter.models import OutboundEmail

STATUSES = ("pending", "sent", "failed", "cancelled")
WAITING = ("pending", "failed")
SCREENFUL = 25


@click.group("outbox")
def command() -> None:
    """Mail that goes out: list, show, retry, cancel."""


ids_argument = click.argument(
    "ids", metavar="ID...", nargs=-1, required=True, type=options.ROW_ID
)


@command.command("list")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Mail of this status; may be given again.",
)
@options.some_option
@options.json_option
@pass_invocation
def list_(
    invocation: Invocation,
    *,
    statuses: Sequence[str],
    limit: int | None,
    as_json: bool,
) -> None:
    """
    List mail of ours, newest first.

    Without --status, what is pending or failed; in JSON, all there is. Says what the
    server answered last, and when a mail is tried again. Counts, too, the deliveries
    that are owed and in no mail yet.
    """
    with access.opened(invocation):
        access.operator(invocation)
        mails = outbox.listed(
            statuses=statuses or (STATUSES if as_json else WAITING),
            limit=limit or (None if as_json else SCREENFUL),
        )
        owed = deliveries.waiting()
        if as_json:
            output.emit({"owed": owed, "mails": outbox_view.fields(mails)})
        else:
            if mails:
                output.print_table(
                    outbox_view.COLUMNS,
                    outbox_view.cells(mails, invocation.clock()),
                    flexible=outbox_view.FLEXIBLE,
                )
            else:
                output.say("No mail.")
            if owed:
                output.say(f"{owed} owed, and in no mail yet.")


@command.command()
@click.argument("mail_id", metavar="ID", type=options.ROW_ID)
@click.option("--raw", "as_raw", is_flag=True, help="Print the mail as it is sent.")
@options.json_option
@pass_invocation
def show(invocation: Invocation, *, mail_id: int, as_raw: bool, as_json: bool) -> None:
    """Show one mail: to whom, how it fared, what it says."""
    with access.opened(invocation):
        access.operator(invocation)
        mail = outbox.find(mail_id)
        content = outbox.content(mail)
        (fields,) = outbox_view.fields([mail])
    received = parsing.read(content)
    if as_raw:
        raw.print_mail(content)
    elif as_json:
        body = {"subject": received.subject, "text": received.reply}
        output.emit({"mail": {**fields, "message_id": mail.message_id, **body}})
    else:
        output.print_lines(outbox_view.lines(mail, invocation.clock()))
        output.print_lines(mail_view.lines(received))


@command.command()
@ids_argument
@options.json_option
@pass_invocation
def retry(invocation: Invocation, *, ids: Sequence[int], as_json: bool) -> int:
    """
    Try failed or pending mail again.

    The next `notify` sends the same bytes.
    """
    now = invocation.clock()
    with access.opened(invocation):
        actor = access.operator(invocation)
        return _each(
            ids,
            lambda mail: outbox.retry(mail, actor=actor, now=now),
            as_json=as_json,
        )


@command.command()
@ids_argument
@options.json_option
@pass_invocation
def cancel(invocation: Invocation, *, ids: Sequence[int], as_json: bool) -> int:
    """
    Stop mail that is not sent yet.

    What it carries is not sent by another mail either.
    """
    now = invocation.clock()
    with access.opened(invocation):
        actor = access.operator(invocation)
        return _each(
            ids,
            lambda mail: outbox.stop(mail, actor=actor, now=now),
            as_json=as_json,
        )


def _each(
    ids: Sequence[int],
    act: Callable[[OutboundEmail], OutboundEmail],
    *,
    as_json: bool,
) -> int:
    mails = [outbox.find(mail_id) for mail_id in dict.fromkeys(ids)]
    done, refused = selection.each(mails, act)
    if as_json:
        errors = [None] * len(done) + [str(error) for _, error in refused]
        rows = outbox_view.fields([*done, *(mail for mail, _ in refused)])
        told = zip(rows, errors, strict=True)
        output.emit({"mails": [{**row, "error": error} for row, error in told]})
    else:
        output.print_lines(
            f"Mail {row.id} to {row.address}: {row.status}" for row in done
        )
    return McenterError.exit_code if refused else 0
