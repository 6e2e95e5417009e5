"""
`poll`: collect mail over IMAP, judge it, file it; with --watch, as it comes.

Rule 1: held and discarded mail is done; only a mail that we failed on is a failure.
Rule 2: a run that found nothing for us prints nothing: cron mails what is printed.
Rule 3: a watch prints what a run of its own would have, round by round; asked to stop,
it ends with 0.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from mcenter import poller
from mcenter.commands import access, journal, judged, options, output
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import McenterError, UsageMistake

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date

    from mcenter.mail.imap import Session

# A server ends a connection on which nothing is said for half an hour, some sooner.
_INTERVAL = options.Duration(timedelta(seconds=1), timedelta(minutes=9))


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
@click.option(
    "--watch", is_flag=True, help="Go on with mail as it comes, until SIGTERM."
)
@click.option(
    "--interval",
    type=_INTERVAL,
    metavar="TIME",
    help="With --watch, look that often where the server cannot tell; else 1m.",
)
@options.json_option
@pass_invocation
def command(
    invocation: Invocation,
    *,
    since: date | None,
    dry: bool,
    watch: bool,
    interval: timedelta | None,
    as_json: bool,
) -> int:
    """
    Collect mail over IMAP, judge it, file it.

    Every mail of the mailbox that is not known yet is recorded and judged, and then
    moved to where mail of its kind belongs. With -q before the command, nothing is
    printed but errors; with -v, every mail is told of.

    With --watch, it waits for more, and --json prints an object a line for each time
    that something came.
    """
    if watch and (since or dry):
        raise UsageMistake("--watch looks at all mail: give no --since or --dry-run.")
    if interval and not watch:
        raise UsageMistake("--interval is for --watch.")
    if watch:
        _watch(invocation, interval, as_json=as_json)
        return 0
    with _opened(invocation), journal.told(invocation):
        run = poller.run(invocation.config, invocation.clock, since=since, dry=dry)
    _tell(run, verbosity=invocation.verbosity, as_json=as_json)
    return McenterError.exit_code if run.count("failed") else 0


def _opened(invocation: Invocation) -> AbstractContextManager[None]:
    return access.opened_for_gateway(invocation, "marketplace", "imap", "inbound")


def _watch(
    invocation: Invocation, interval: timedelta | None, *, as_json: bool
) -> None:
    from mcenter import watcher  # noqa: PLC0415  # A single run does without.
    from mcenter.watcher import pace  # noqa: PLC0415  # A single run does without.
    from mcenter.watcher.sd_notify import Supervisor  # noqa: PLC0415
    from mcenter.watcher.stopping import Stop  # noqa: PLC0415

    def work(session: Session) -> poller.Run:
        with _opened(invocation):
            return poller.run(invocation.config, invocation.clock, opened=session)

    seconds = {"interval": interval.total_seconds()} if interval else {}
    with _opened(invocation):
        pass  # What is missing is told before any server is asked.
    with journal.told(invocation), Stop() as stop:
        watcher.Watch(
            invocation.config,
            work,
            _Teller(invocation, as_json=as_json),
            stop=stop,
            supervisor=Supervisor(invocation.environ),
            pace=pace.Pace(**seconds),
        ).run()


class _Teller:
    """What a watch tells, on the streams of the program."""

    def __init__(self, invocation: Invocation, *, as_json: bool) -> None:
        self._verbosity = invocation.verbosity
        self._masked = invocation.masked
        self._as_json = as_json

    def found(self, run: poller.Run) -> None:
        """As after a single run; no object for a round without mail of ours."""
        as_json = self._as_json and bool(run.mails or run.collected)
        if as_json or not self._as_json:
            _tell(run, verbosity=self._verbosity, as_json=as_json)

    def away(self, why: str) -> None:
        """An error, so -q does not silence it."""
        output.complain(self._masked(f"{why}; trying again until it works."))

    def back(self) -> None:
        """The end of an error."""
        output.complain("It works again.")


def _tell(run: poller.Run, *, verbosity: int, as_json: bool) -> None:
    if as_json:
        output.emit(_fields(run))
    else:
        _say(run, verbosity=verbosity)


def _fields(run: poller.Run) -> dict[str, object]:
    return {
        "collected": run.collected,
        **_counts(run),
        "foreign": run.foreign,
        "mails": [judged.fields(mail) for mail in run.mails],
    }


def _counts(run: poller.Run) -> dict[str, int]:
    return {name: run.count(name) for name in judged.DISPOSITIONS}


def _say(run: poller.Run, *, verbosity: int) -> None:
    for mail in run.mails:
        output.explain(judged.line(mail))
    if run.busy:
        output.explain("Another run is at work on the mailbox.")
    if run.unfiled:
        output.explain(f"{run.unfiled} could not be moved and lie where they were.")
    if not run.mails and not run.collected and not run.unfetched:
        output.explain(f"No new mail for us; {run.foreign} for others.")
    elif verbosity >= 0:
        counted = {"collected": run.collected, **_counts(run)}
        output.print_lines([judged.summary({**counted, "foreign": run.foreign})])
