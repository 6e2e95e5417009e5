"""
The mail servers of the day: a real Dovecot for what comes in, a sink for what goes out.

The sink keeps what it is given, as the mailboxes of the people would.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

from tests.support import ports

if TYPE_CHECKING:
    import imaplib
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

LOCALHOST = "127.0.0.1"
_APPENDED = re.compile(rb"\[APPENDUID (\d+) (\d+)\]")


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A mail of ours: from where, to whom, its bytes."""

    sender: str
    recipient: str
    raw: bytes


@dataclass(kw_only=True)
class Sink:
    """Every mail that we sent, and those nobody has looked at yet."""

    sent: list[Sent] = field(default_factory=list)
    fresh: list[Sent] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802  (the name is aiosmtpd's)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        raw = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            mail = Sent(sender=envelope.mail_from or "", recipient=recipient, raw=raw)
            self.sent.append(mail)
            self.fresh.append(mail)
        return "250 2.0.0 taken"

    def look(self) -> list[Sent]:
        """Give what came since the last look."""
        new, self.fresh = self.fresh, []
        return new


@contextlib.contextmanager
def sinking() -> Iterator[tuple[Sink, int]]:
    """Run the sink; with it, its port."""
    sink, port = Sink(), ports.free(1)[0]
    controller = Controller(sink, hostname=LOCALHOST, port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


def append(session: imaplib.IMAP4, mailbox: str, raw: bytes) -> int:
    """Put a mail into a mailbox, and give its UID (RFC 4315)."""
    status, answer = session.append(mailbox, None, None, raw)
    found = _APPENDED.search(answer[0]) if status == "OK" else None
    if found is None:
        raise RuntimeError(f"a mail was not taken: {answer!r}")
    return int(found[2])
