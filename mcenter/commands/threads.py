"""`mcenter threads`: list threads, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import summaries
from mcenter.commands import access, ages, options, output, thread_json
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.people import vendors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcenter.models import Person
    from mcenter.summaries import Page, Summary

COLUMNS = ("ID", "", "With", "Subject", "Waiting on", "Last", "Last message")
FLEXIBLE = ("With", "Subject", "Last message")
ROOMY = 110  # Columns from which on a terminal shows the last message too.


@click.command()
@click.option("--unread", is_flag=True, help="Only those with something new for you.")
@click.option("--waiting", is_flag=True, help="Only those that wait on your side.")
@options.about_option
@click.option("--vendor", "slug", metavar="SLUG", help="Only this vendor's.")
@click.option("--search", metavar="TEXT", help="Only those that have all these words.")
@options.limit_option
@click.option("--before", metavar="CURSOR", help="The next page, as this one names it.")
@options.json_option
@pass_invocation
def command(  # noqa: PLR0913  # Click hands over one by one what is given.
    invocation: Invocation,
    *,
    unread: bool,
    waiting: bool,
    about: str | None,
    slug: str | None,
    search: str | None,
    limit: int,
    before: str | None,
    as_json: bool,
) -> None:
    """List the threads that you may see, newest first."""
    with access.opened(invocation):
        viewer = access.actor(invocation)
        wanted = summaries.Wanted(
            unread=unread,
            waiting=waiting,
            about=about,
            vendor=None if slug is None else vendors.find(slug),
            search=search,
        )
        page = summaries.page(viewer, wanted, limit=limit, before=before)
        if as_json:
            _emit(page)
        else:
            _print(page, viewer, invocation.clock())


def _emit(page: Page) -> None:
    found = [thread_json.of_thread(summary) for summary in page.threads]
    output.emit({"threads": found, "next": page.next})


def _print(page: Page, viewer: Person | None, now: datetime) -> None:
    if not page.threads:
        output.say("No threads.")
        return
    # Where there is little room, the subject needs it more than the last words do.
    narrow = (output.width() or ROOMY) < ROOMY
    shown = len(COLUMNS) - narrow
    rows = (cells[:shown] for cells in _rows(page.threads, viewer, now))
    output.print_table(COLUMNS[:shown], rows, flexible=FLEXIBLE)
    if page.next:
        output.say(f"There are more: --before {page.next}")


def _rows(
    found: Iterable[Summary], viewer: Person | None, now: datetime
) -> Iterable[list[str]]:
    """Give the cells of each thread; those with something new are strong."""
    shops = (
        set() if viewer is None else {each.slug for each in vendors.employers(viewer)}
    )
    for summary in found:
        cells = [
            str(summary.id),
            f"● {summary.unread} new" if summary.unread else "",
            _others(summary, viewer, shops),
            summary.subject,
            _waiting(summary, now),
            ages.since(summary.last_message_at, now),
            f"{summary.last_author_name}: {summary.excerpt}",
        ]
        yield [output.Strong(cell) for cell in cells] if summary.unread else cells


def _others(summary: Summary, viewer: Person | None, shops: set[str]) -> str:
    """Name who the thread is with; an operator reads of both sides."""
    if viewer is None or viewer.is_operator:
        return f"{summary.customer_name} / {summary.vendor_name}"
    at_work = summary.vendor_slug in shops
    return summary.customer_name if at_work else summary.vendor_name


def _waiting(summary: Summary, now: datetime) -> str:
    if summary.waiting_on is None or summary.waiting_since is None:
        return summary.status
    return f"{summary.waiting_on}, {ages.since(summary.waiting_since, now)}"
