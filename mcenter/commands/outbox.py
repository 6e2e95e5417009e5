"""
`outbox`: mail that goes out, for operators: list, show, retry, cancel.

Rule 1: a mail is tried again with the same bytes; what it carried is cancelled with it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

from mcenter import deliveries, outbox
from mcenter.commands import access, ages, mail_view, options, output, raw, selection
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import McenterError
from mcenter.mail import parsing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mcenter.models import Delivery, OutboundEmail

STATUSES = ("pending", "sent", "failed", "cancelled")
WAITING = ("pending", "failed")
SCREENFUL = 25
COLUMNS = ("ID", "To", "Kind", "Status", "Tries", "Due", "Threads", "Last reply")
# What is cut first on a narrow terminal.
FLEXIBLE = ("To", "Last reply")


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

    Without --status, what is pending or failed; in JSON, all there is. Counts, too,
    the deliveries that are owed and in no mail yet.
    """
    with access.opened(invocation):
        access.operator(invocation)
        mails = outbox.listed(
            statuses=statuses or (STATUSES if as_json else WAITING),
            limit=limit or (None if as_json else SCREENFUL),
        )
        owed = deliveries.waiting()
        if as_json:
            output.emit({"owed": owed, "mails": _told(mails)})
        else:
            if mails:
                output.print_table(COLUMNS, _cells(mails), flexible=FLEXIBLE)
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
        (fields,) = _told([mail])
    received = parsing.read(content)
    if as_raw:
        raw.print_mail(content)
    elif as_json:
        body = {"subject": received.subject, "text": received.reply}
        output.emit({"mail": {**fields, "message_id": mail.message_id, **body}})
    else:
        output.print_lines(_lines(mail))
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
        rows = _told([*done, *(mail for mail, _ in refused)])
        told = zip(rows, errors, strict=True)
        output.emit({"mails": [{**row, "error": error} for row, error in told]})
    else:
        output.print_lines(
            f"Mail {row.id} to {row.address}: {row.status}" for row in done
        )
    return McenterError.exit_code if refused else 0


def _told(mails: Sequence[OutboundEmail]) -> list[dict[str, object]]:
    """Each mail as JSON has it."""
    carried = _carried(mails)
    return [
        {
            "id": mail.id,
            "to": mail.address,
            "status": mail.status,
            "attempts": mail.attempts,
            "due_at": mail.due_at,
            "leased_until": mail.leased_until,
            "last_reply": mail.last_reply,
            "kind": mail.kind,
            "deliveries": [
                {"thread": row.participant.thread_id, "message": row.message_id}
                for row in carried[mail.id]
            ],
        }
        for mail in mails
    ]


def _carried(mails: Sequence[OutboundEmail]) -> dict[int | None, list[Delivery]]:
    carried: dict[int | None, list[Delivery]] = defaultdict(list)
    for row in deliveries.of_mails(mails):
        carried[row.outbound_email_id].append(row)
    return carried


def _cells(mails: Sequence[OutboundEmail]) -> Iterator[list[str]]:
    """Each mail as a row of the list."""
    carried = _carried(mails)
    for mail in mails:
        threads = {row.participant.thread_id for row in carried[mail.id]}
        yield [
            str(mail.id),
            mail.address,
            mail.kind,
            mail.status,
            str(mail.attempts),
            ages.moment(mail.due_at) if mail.status == "pending" else "",
            ", ".join(map(str, sorted(threads))),
            mail.last_reply or "",
        ]


def _lines(mail: OutboundEmail) -> Iterator[str]:
    tries = f"{mail.attempts} tries" if mail.attempts != 1 else "1 try"
    yield output.Strong(f"Mail {mail.id} to {mail.address}: {mail.status}, {tries}")
    if mail.last_reply:
        yield f"  {mail.last_reply}"
    yield f"Made:            {output.utc(mail.created_at)}"
    if mail.status == "pending":
        yield f"Due:             {output.utc(mail.due_at)}"
    if mail.sent_at:
        yield f"Sent:            {output.utc(mail.sent_at)}"
    yield f"Envelope from:   <{mail.envelope_sender}>"
