"""
What a mail says of itself, as JSON and for people: for inspect, inbox and outbox.

Rule 1: a line of the mail begins with two spaces, so no mail can look like ours.
Rule 2: what was cut off is marked by a bar, not by its colour alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import admission
from mcenter.commands.output import Faint, folded, width
from mcenter.files import file_limits
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.config import Attachments
    from mcenter.mail.parsing import ReceivedEmail

LONGEST = 300  # Characters of a line that tells of a mail.
LONGEST_SHOWN = 2000  # Characters of a line of its text, on a terminal.
MOST_QUOTED = 40  # Lines of older text.
COLUMN = 17
INDENT, BAR = "  ", "  │ "


def fields(
    received: ReceivedEmail, limits: Attachments | None = None
) -> dict[str, object]:
    """What a mail says of itself, as JSON has it; with `limits` for its files."""
    return {
        "kind": received.kind,
        "wrapping": received.wrapping,
        "reply": received.reply,
        "quoted": received.quoted,
        "from": list(received.senders),
        "recipients": list(received.recipients),
        "message_id": received.message_id,
        "attachments": [
            {
                "name": file.name,
                "content_type": file.content_type,
                "size": len(file.content),
            }
            for file in received.attachments
        ],
        "rules": [*received.rules, *_rules(received, limits)],
        "limits": list(received.limits),
    }


def lines(received: ReceivedEmail) -> Iterator[str]:
    """What a mail says of itself, and how much was cut off."""
    yield from head(received)
    yield from said(received)
    if received.quoted:
        count = len(received.quoted.splitlines())
        yield ""
        yield f"({count} line{'s' * (count > 1)} of older text cut off)"


def head(received: ReceivedEmail, limits: Attachments | None = None) -> Iterator[str]:
    """Its header, and what stands in the way of its being posted; its files."""
    marks = f" ({', '.join(received.rules)})" if received.rules else ""
    yield from _field("Kind", received.kind + marks)
    for rule in _rules(received, limits):
        yield from _field("Held by", f"{rule}: {admission.reason(rule)}")
    yield from _field("From", ", ".join(received.senders))
    yield from _field("To", ", ".join(received.recipients))
    yield from _field("Subject", received.subject)
    yield from _field("Message-ID", received.message_id)
    for value in received.authentication_results:
        yield from _field("Results", value)
    if received.limits:
        yield from _field("Limits hit", ", ".join(received.limits))
    for file in received.attachments:
        size = f"{len(file.content):,} bytes"
        yield from _field("Attachment", f"{file.name} ({file.content_type}, {size})")
    for name in received.quoted_pictures:
        yield from _field("Left out", f"{name} (a picture of what was cut)")


def _rules(received: ReceivedEmail, limits: Attachments | None) -> tuple[str, ...]:
    """The rules that hold it whatever our rows say, those for its files last."""
    rules = admission.of_the_mail(received)
    broken = limits and file_limits.broken(received.attachments, limits)
    return (*rules, broken.rule) if broken else rules


def said(received: ReceivedEmail) -> Iterator[str]:
    """The text that is posted."""
    yield ""
    if received.reply:
        yield from _text(received.reply.split("\n"), INDENT)
    else:
        yield "(not read)" if received.limits else "(no text of its own)"


def quoted(received: ReceivedEmail) -> Iterator[str]:
    """The older text that was cut off."""
    if not received.quoted:
        return
    written = received.quoted.split("\n")
    yield ""
    yield "Cut off as older text:"
    yield from map(Faint, _text(written[:MOST_QUOTED], BAR))
    hidden = len(written) - MOST_QUOTED
    if hidden > 0:
        yield f"({hidden} more line{'s' * (hidden > 1)}: --json has all)"


def _field(name: str, value: str) -> Iterator[str]:
    """A line of ours; what does not fit stands below its value."""
    first, *rest = folded(one_line(value, LONGEST), margin=COLUMN)
    yield f"{name + ':':<{COLUMN}}{first}".rstrip()
    yield from (" " * COLUMN + part for part in rest)


def _text(written: list[str], margin: str) -> Iterator[str]:
    if width() is None:
        yield from (f"{margin}{line}".rstrip() for line in written)
        return
    for line in written:
        for part in folded(_cut(line), margin=len(margin)):
            yield f"{margin}{part}".rstrip()


def _cut(line: str) -> str:
    hidden = len(line) - LONGEST_SHOWN
    if hidden <= 0:
        return line
    return f"{line[:LONGEST_SHOWN]} [{hidden} more characters]"
