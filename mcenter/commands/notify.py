"""
`notify`: send the notifications that are due.

Rule 1: what the server deferred will be tried again and is no failure.
Rule 2: a run with nothing to do prints nothing: cron mails what is printed.
"""

from __future__ import annotations

import click

from mcenter import notifier
from mcenter.commands import access, journal, options, output
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.commands.judged import summary
from mcenter.errors import McenterError

STATUSES = ("sent", "deferred", "failed")


@click.command("notify")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be sent now.")
@options.json_option
@pass_invocation
def command(invocation: Invocation, *, dry: bool, as_json: bool) -> int:
    """
    Send the notifications that are due.

    Several may run at once and share the work. With -q before the command, nothing is
    printed but errors; with -v, every mail is told of.
    """
    with (
        access.opened_for_gateway(invocation, "marketplace", "smtp"),
        journal.told(invocation),
    ):
        send = notifier.rehearse if dry else notifier.run
        run = send(invocation.config, invocation.clock)
    if as_json:
        output.emit(_fields(run))
    else:
        _tell(run, verbosity=invocation.verbosity)
    return McenterError.exit_code if run.count("failed") else 0


def _fields(run: notifier.Run) -> dict[str, object]:
    return {
        **{status: run.count(status) for status in STATUSES},
        "unneeded": run.unneeded,
        "mails": [
            {"id": mail.id, "to": mail.to, "status": mail.status, "reply": mail.reply}
            for mail in run.mails
        ],
    }


def _tell(run: notifier.Run, *, verbosity: int) -> None:
    for mail in run.mails:
        said = f": {mail.reply}" if mail.reply else ""
        output.explain(f"Mail {mail.id} to {mail.to}: {mail.status}{said}")
    if not run.mails and not run.unneeded:
        output.explain("Nothing is due.")
    elif verbosity >= 0:
        counted = {status: run.count(status) for status in (*STATUSES, "due")}
        output.print_lines([summary({**counted, "unneeded": run.unneeded})])
