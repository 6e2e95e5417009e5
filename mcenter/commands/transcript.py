"""
A thread as a person reads it: who wrote what and when, and who was told of it.

Rule 1: a line of a message begins with two spaces, so no message can look like ours.
Rule 2: what is cut says so, and how to see it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.commands import ages
from mcenter.commands.output import Strong, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from mcenter.summaries import Summary
    from mcenter.threads.transcripts import Entry, Listed, Told

INDENT = "  "
MOST_LINES = 60
LONGEST_LINE = 2000
NAMED = 3  # So many people are told of by name; of more, how many.

TOLD = {
    "sent": "told {}",
    "pending": "not yet told: {}",
    "failed": "could not be delivered to {}",
    "unneeded": "not told: {}",
}
REASONS = {
    "read": "had read it already",
    "muted": "muted this thread",
    "unsent": "gets no mail",
    "suppressed": "no address takes mail",
    "unsubscribed": "wants no mail",
}


def lines(
    summary: Summary, entries: Iterable[Entry], *, now: datetime, full: bool
) -> Iterator[str]:
    """Give the lines of a thread, the first messages first."""
    yield from map(Strong, _hanging(f"Thread {summary.id}: {summary.subject}"))
    yield from _hanging(" · ".join(_facts(summary, now)))
    for entry in entries:
        yield ""
        yield from _message(entry, full=full)


def _facts(summary: Summary, now: datetime) -> Iterator[str]:
    yield f"{summary.customer_name} and {summary.vendor_name}"
    if summary.about:
        yield f"about {summary.about}"
    yield summary.status
    if summary.waiting_on and summary.waiting_since:
        since = ages.since(summary.waiting_since, now)
        yield f"waiting on {summary.waiting_on}, {since}"


def _message(entry: Entry, *, full: bool) -> Iterator[str]:
    by_mail = ", by email" if entry.channel == "email" else ""
    head = (
        f"{entry.author_name} ({entry.author_side}), {ages.moment(entry.created_at)}"
        f"{by_mail}, message {entry.id}"
    )
    if entry.new:
        yield from map(Strong, _hanging(f"● new  {head}"))
    else:
        yield from _hanging(head)
    yield from _indented(entry.body, full=full)
    if entry.quoted and full:
        yield f"{INDENT}Quoted in the mail:"
        yield from (f"{INDENT}{line}" for line in _indented(entry.quoted, full=True))
    for file in entry.attachments:
        yield from _hanging(f"{INDENT}Attached: {_file(file)}")
    for line in _told(entry.deliveries):
        yield from _hanging(f"{INDENT}{line}")


def _hanging(line: str) -> Iterator[str]:
    """Fold a line of ours; what others wrote into it never begins a line."""
    first, *rest = folded(line, margin=len(INDENT))
    yield first
    yield from (f"{INDENT}{part}" for part in rest)


def _indented(text: str, *, full: bool) -> Iterator[str]:
    written = text.split("\n")
    shown = written if full else written[:MOST_LINES]
    for line in shown:
        for part in folded(_cut(line, full=full), margin=len(INDENT)):
            yield f"{INDENT}{part}".rstrip()
    hidden = len(written) - len(shown)
    if hidden:
        yield f"{INDENT}[{hidden} more lines: --full]"


def _cut(line: str, *, full: bool) -> str:
    hidden = len(line) - LONGEST_LINE
    if full or hidden <= 0:
        return line
    return f"{line[:LONGEST_LINE]} [{hidden} more characters: --full]"


def _file(file: Listed) -> str:
    told = f"{file.name} ({file.content_type}, {_size(file.size)})"
    return told if file.relayed else f"{told}, kept and not sent on"


def _size(count: int) -> str:
    for length, unit in ((1_000_000, "MB"), (1000, "kB")):
        if count >= length:
            return f"{count / length:.1f} {unit}"
    return f"{count} B"


def _told(deliveries: Sequence[Told]) -> Iterator[str]:
    """Give one line for each thing that became of telling people."""
    alike: dict[str, list[str]] = {}
    for told in deliveries:
        alike.setdefault(_fate(told), []).append(told.name)
    for fate, names in alike.items():
        yield f"[{fate.format(_named(names))}]"


def _fate(told: Told) -> str:
    fate = TOLD[told.status]
    reason = REASONS.get(told.reason or "", told.reason)
    if reason is None or reason == "could not be delivered":
        return fate
    # A reason may be a server's words, with braces of its own.
    return f"{fate} ({reason.replace('{', '{{').replace('}', '}}')})"


def _named(names: Sequence[str]) -> str:
    named = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return f"{named} and {more} more" if more > 0 else named
