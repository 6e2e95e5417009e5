"""
`notify`: send the notifications that are due; or show what one looks like.

Rule 1: what the server deferred will be tried again and is no failure.
Rule 2: a run with nothing to do prints nothing: cron mails what is printed.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mcenter import notifier
from mcenter.commands import access, journal, options, output
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.commands.judged import summary
from mcenter.errors import McenterError, UsageMistake
from mcenter.outbox import forecasts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.previews import Reader

STATUSES = ("sent", "deferred", "failed")
BODIES = ("full", "excerpt", "hint")


@click.command("notify")
@click.option(
    "--dry-run",
    "dry",
    is_flag=True,
    help="Say what would be sent now, and why not the rest.",
)
@click.option(
    "--preview",
    "thread",
    type=options.THREAD,
    metavar="THREAD",
    help="Show what the mail about its latest message says.",
)
@click.option("--html", "as_html", is_flag=True, help="With --preview: its HTML.")
@click.option(
    "--for",
    "address",
    type=options.ADDRESS,
    metavar="ADDRESS",
    help="With --preview: to this person.",
)
@click.option(
    "--body", type=click.Choice(BODIES), help="With --preview: as if they chose this."
)
@click.option(
    "--locale",
    type=options.LOCALE,
    metavar="LL",
    help="With --preview: as if they read this language.",
)
@options.json_option
@pass_invocation
def command(
    invocation: Invocation,
    *,
    dry: bool,
    thread: int | None,
    as_html: bool,
    address: str | None,
    body: str | None,
    locale: str | None,
    as_json: bool,
) -> int:
    """
    Send the notifications that are due.

    Several may run at once and share the work. With -q before the command, nothing is
    printed but errors; with -v, every mail is told of.

    --dry-run sends nothing. It tells what goes now, and of what is owed besides, why it
    waits and until when, or why nobody needs it; with -v, of all there is.

    --preview sends nothing. It shows the mail for the first one on the other side, with
    words where secret addresses would stand; --html opens it in a browser, or prints it
    where there is none.
    """
    if thread is None and (as_html or address or body or locale):
        raise UsageMistake("--html, --for, --body and --locale are for --preview.")
    if thread is not None:
        from mcenter.previews import Reader  # noqa: PLC0415  # A run does without.

        if dry:
            raise UsageMistake("Give --dry-run or --preview, not both.")
        reader = Reader(address=address, body=body, locale=locale)
        _preview(invocation, thread, reader, as_html=as_html, as_json=as_json)
        return 0
    if dry:
        _rehearse(invocation, as_json=as_json)
        return 0
    return _send(invocation, as_json=as_json)


def _preview(
    invocation: Invocation,
    thread: int,
    reader: Reader,
    *,
    as_html: bool,
    as_json: bool,
) -> None:
    from mcenter import previews  # noqa: PLC0415  # A run does without both.
    from mcenter.commands import preview  # noqa: PLC0415

    with access.opened_for_gateway(invocation, "marketplace"):
        found = previews.of_thread(
            thread, reader, invocation.config, now=invocation.clock()
        )
    if as_json:
        preview.emit(found)
    else:
        preview.show(found, as_html=as_html)


def _send(invocation: Invocation, *, as_json: bool) -> int:
    with _opened(invocation):
        run = notifier.run(invocation.config, invocation.clock)
    if as_json:
        output.emit(_fields(run))
    else:
        _tell(run, verbosity=invocation.verbosity)
    return McenterError.exit_code if run.count("failed") else 0


def _rehearse(invocation: Invocation, *, as_json: bool) -> None:
    from mcenter.commands import forecast  # noqa: PLC0415  # A run does without.

    everything = invocation.verbosity > 0
    most = None if everything else forecasts.MOST
    with _opened(invocation):
        run = notifier.rehearse(invocation.config, invocation.clock, most=most)
    if as_json:
        output.emit({**_fields(run), **forecast.fields(run)})
    elif invocation.verbosity >= 0:
        forecast.show(run, everything=everything)


@contextmanager
def _opened(invocation: Invocation) -> Iterator[None]:
    with (
        access.opened_for_gateway(invocation, "marketplace", "smtp"),
        journal.told(invocation),
    ):
        yield


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
    if run.paced:
        output.explain("The pace of [smtp] is reached; what else is due waits for it.")
    if not run.mails and not run.unneeded:
        if not run.paced:
            output.explain("Nothing is due.")
    elif verbosity >= 0:
        counted = {status: run.count(status) for status in STATUSES}
        output.print_lines([summary({**counted, "unneeded": run.unneeded})])
