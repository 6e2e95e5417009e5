"""
`poll`: collect mail over IMAP, judge it, file it.

Rule 1: held and discarded mail is done; only a mail that we failed on is a failure.
Rule 2: a run that found nothing for us prints nothing: cron mails what is printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import poller
from mcenter.commands import access, journal, judged, options, output
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import McenterError

if TYPE_CHECKING:
    from datetime import date


@click.command("poll")
@click.option(
    "--since",
    type=options.DATE,
    metavar="DATE",
    help="Mail that arrived on that day, as 2026-01-31, or later.",
)
@click.option(
    "--dry-run", "dry", is_flag=True, help="Say what would become of each new mail."
)
@options.json_option
@pass_invocation
def command(
    invocation: Invocation, *, since: date | None, dry: bool, as_json: bool
) -> int:
    """
    Collect mail over IMAP, judge it, file it.

    Every mail of the mailbox that is not known yet is recorded and judged, and then
    moved to where mail of its kind belongs. With -q before the command, nothing is
    printed but errors; with -v, every mail is told of.
    """
    with (
        access.opened_for_gateway(invocation, "marketplace", "imap", "inbound"),
        journal.told(invocation),
    ):
        run = poller.run(invocation.config, invocation.clock, since=since, dry=dry)
    if as_json:
        output.emit(_fields(run))
    else:
        _tell(run, verbosity=invocation.verbosity)
    return McenterError.exit_code if run.count("failed") else 0


def _fields(run: poller.Run) -> dict[str, object]:
    return {
        "collected": run.collected,
        **judged.counts(run.mails),
        "foreign": run.foreign,
        "mails": [judged.fields(mail) for mail in run.mails],
    }


def _tell(run: poller.Run, *, verbosity: int) -> None:
    for mail in run.mails:
        output.explain(judged.line(mail))
    if run.busy:
        output.explain("Another run is at work on the mailbox.")
    if run.unfiled:
        output.explain(f"{run.unfiled} could not be moved and lie where they were.")
    if not run.mails and not run.collected:
        output.explain(f"No new mail for us; {run.foreign} for others.")
    elif verbosity >= 0:
        counted = {"collected": run.collected, **judged.counts(run.mails)}
        output.print_lines([judged.summary({**counted, "foreign": run.foreign})])
