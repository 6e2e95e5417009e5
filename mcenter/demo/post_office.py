"""
What mail hosts and providers do in a demo: bring mail, and vouch for its sender.

Rule 1: whose envelope sender has the From's domain is vouched for, as SPF aligned by
DMARC would; anybody else's From fails (RFC 7489 section 3.1.2).
"""

from __future__ import annotations

import time
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from typing import TYPE_CHECKING

from mcenter.errors import TryAgain
from mcenter.mail.imap import Session
from mcenter.mail.imap.retrieval import Retrieval
from mcenter.mail.smtp import Submission

if TYPE_CHECKING:
    from mcenter.demo.server import Server

AUTHSERV_ID = "mx.market.example"
_SECONDS = 60


class PostOffice:
    """Brings mail to the marketplace, and lets people open their mailboxes."""

    def __init__(self, server: Server) -> None:
        """Work with this server."""
        self._server = server
        self._seen: dict[str, set[int]] = {}

    def bring(self, mail: bytes, *, sender: str, owner: str) -> None:
        """
        Bring a mail to the address in its To, through the marketplace's mail host.

        `owner` is who sends it, `sender` the envelope sender, which is empty for what a
        machine sends by itself.
        """
        fields = BytesHeaderParser().parsebytes(mail)
        recipient = parseaddr(str(fields["To"]))[1]
        author = parseaddr(str(fields["From"]))[1]
        stamp = _stamp(sender, recipient, author=author, owner=owner)
        settings = self._server.smtp(owner)
        with Submission(
            settings, lambda: settings.password, deadline=_deadline()
        ) as submission:
            reply = submission.send(
                sender, recipient, stamp + mail, still_ours=lambda: True
            )
        if reply is None or not reply.accepted:
            raise TryAgain("The demo's mail server did not take a mail; try again.")

    def new_mail(self, owner: str) -> list[bytes]:
        """Open somebody's mailbox: what came since it was last opened."""
        settings = self._server.imap(owner)
        with Session(
            settings, lambda: settings.password, deadline=_deadline()
        ) as session:
            session.select("INBOX")
            seen = self._seen.setdefault(owner, set())
            new = [uid for uid in session.uids() if uid not in seen]
            seen.update(new)
            return [raw for _, raw in sorted(Retrieval(session).mails(new))]

    def count(self, owner: str, mailboxes: tuple[str, ...]) -> dict[str, int]:
        """Count what lies in these mailboxes of somebody's."""
        settings = self._server.imap(owner)
        with Session(
            settings, lambda: settings.password, deadline=_deadline()
        ) as session:
            counts = {}
            for name in mailboxes:
                session.select(name)
                counts[name] = len(session.uids())
            return counts


def _stamp(sender: str, recipient: str, *, author: str, owner: str) -> bytes:
    """The header fields that a mail host puts on top of what it takes in."""
    domain = author.rpartition("@")[2]
    # A null sender is judged by the name the host greets with (RFC 7208 section 2.4).
    vouched = (sender or owner).rpartition("@")[2] == domain
    result = f"dmarc={'pass' if vouched else 'fail'} header.from={domain}"
    fields = (
        ("Return-Path", f"<{sender}>"),
        ("Delivered-To", recipient),
        ("Authentication-Results", f"{AUTHSERV_ID}; {result}"),
    )
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in fields)


def _deadline() -> float:
    return time.monotonic() + _SECONDS
