"""
A notification as its reader's mail client sees it, and as a demo shows it.

Rule 1: only mail of our own making is read here; anybody's mail is for mail.parsing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import EmailMessage


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One notification, read."""

    sender: str
    """The whole From, as "Ann via Example Market <messages@market.example>"."""
    to: str
    """An addr-spec."""
    reply_to: str
    """An addr-spec."""
    subject: str
    message_id: str
    references: str
    at: datetime
    text: str
    html: str

    @property
    def sender_name(self) -> str:
        """The name in From, without the address."""
        return parseaddr(self.sender)[0]

    @property
    def sender_address(self) -> str:
        """The addr-spec in From."""
        return parseaddr(self.sender)[1]

    @property
    def answer_references(self) -> str:
        """References of an answer (RFC 5322 section 3.6.4)."""
        return f"{self.references} {self.message_id}".strip()


def read(raw: bytes) -> Letter:
    """Read a notification."""
    mail = message_from_bytes(raw, policy=policy.default)
    bodies = _bodies(mail)
    return Letter(
        sender=str(mail["From"]),
        to=parseaddr(str(mail["To"]))[1],
        reply_to=parseaddr(str(mail["Reply-To"]))[1],
        subject=str(mail["Subject"]),
        message_id=str(mail["Message-ID"]),
        references=str(mail["References"] or ""),
        at=parsedate_to_datetime(str(mail["Date"])).astimezone(UTC),
        text=bodies.get("plain", ""),
        html=bodies.get("html", ""),
    )


def view(raw: bytes, *names: str) -> tuple[list[tuple[str, str]], str]:
    """Give these header fields and the plain text of a mail."""
    mail = message_from_bytes(raw, policy=policy.default)
    return [(name, str(mail[name])) for name in names], _bodies(mail)["plain"]


def occurrences(raw: bytes, words: str) -> int:
    """Count how often some words stand in a mail, in its fields and in its bodies."""
    mail = message_from_bytes(raw, policy=policy.default)
    places = [*map(str, mail.values()), *_bodies(mail).values()]
    return sum(place.count(words) for place in places)


def _bodies(mail: EmailMessage) -> dict[str, str]:
    return {
        part.get_content_subtype(): part.get_content().replace("\r\n", "\n").strip("\n")
        for part in mail.walk()
        if part.get_content_maintype() == "text"
    }
