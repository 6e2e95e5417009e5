"""What a mail says of itself, as JSON and for people: for inspect and inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.mail.parsing import ReceivedEmail

LONGEST = 300  # Characters of a line that tells of a mail.


def fields(received: ReceivedEmail) -> dict[str, object]:
    """What a mail says of itself, as JSON has it."""
    return {
        "kind": received.kind,
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
        "rules": list(received.rules),
        "limits": list(received.limits),
    }


def lines(received: ReceivedEmail) -> Iterator[str]:
    """What a mail says of itself: its header, its files, its text."""
    marks = f" ({', '.join(received.rules)})" if received.rules else ""
    yield f"Kind:            {received.kind}{marks}"
    yield _line("From", ", ".join(received.senders))
    yield _line("To", ", ".join(received.recipients))
    yield _line("Subject", received.subject)
    yield _line("Message-ID", received.message_id)
    for value in received.authentication_results:
        yield _line("Results", value)
    if received.limits:
        yield _line("Limits hit", ", ".join(received.limits))
    for file in received.attachments:
        size = f"{len(file.content):,} bytes"
        yield _line("Attachment", f"{file.name} ({file.content_type}, {size})")
    for name in received.quoted_pictures:
        yield _line("Left out", f"{name} (a picture of what was cut)")
    yield ""
    yield received.reply or "(no text of its own)"
    if received.quoted:
        yield ""
        lines = len(received.quoted.splitlines())
        yield f"({lines} line{'s' * (lines > 1)} of older text cut off)"


def _line(name: str, value: str) -> str:
    return f"{name + ':':<17}{one_line(value, LONGEST)}"
