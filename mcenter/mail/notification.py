"""
What a mail of ours says: values from people, not yet cleaned, not yet a mail.

Rule 1: a Notification tells of messages; a Notice tells of anything else, in sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that the mail carries."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Post:
    """One message of a thread, as its reader may see it."""

    author: str
    """The name that is shown, never an address."""
    side: str
    """customer, vendor or operator."""
    at: datetime
    body: str
    files: tuple[File, ...] = ()
    """What is attached, and goes with the mail."""
    left: tuple[str, ...] = ()
    """Names of files for which the mail has no room."""
    withheld: tuple[str, ...] = ()
    """Names of files that stay with us, since they may carry addresses."""


@dataclass(frozen=True, kw_only=True)
class Notification:
    """One mail to one participant about new posts in one thread."""

    marketplace: str
    address: str
    """Of the marketplace: the From, and the mark by which our own mail is known."""
    from_name: str
    """Who wrote, shown as "Ann via Example Market"; empty for the marketplace."""
    to_address: str
    to_name: str
    reply_to: str
    subject: str
    message_id: str
    """With its angle brackets."""
    references: tuple[str, ...] = ()
    """Message-IDs this participant was sent before, oldest first; what is none is left
    out."""
    date: datetime
    thread: int
    about: str | None = None
    vendor: str
    posts: tuple[Post, ...]
    locale: str = "en"
    automatic: str = "auto-generated"
    """What Auto-Submitted says (RFC 3834 section 5)."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One mail to one person that tells of no message."""

    marketplace: str
    address: str
    """Of the marketplace: the From, and the mark by which our own mail is known."""
    to_address: str
    to_name: str
    reply_to: str = ""
    """Where an answer goes; empty where none is looked for."""
    subject: str
    message_id: str
    """With its angle brackets."""
    references: tuple[str, ...] = ()
    """The mail that is answered, where one is."""
    date: datetime
    paragraphs: tuple[str, ...]
    """Plain sentences; a line break within one is kept."""
    from_name: str = ""
    automatic: str = "auto-generated"
    """What Auto-Submitted says: auto-replied where a mail is answered (RFC 3834)."""


Letter = Notification | Notice
