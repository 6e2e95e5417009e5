"""
What a mail of ours says: values from people, not yet cleaned, not yet a mail.

Rule 1: a Notification tells of messages in one thread, a Digest of those in several; a
Notice tells of anything else, in sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

from mcenter.languages import language

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from mcenter.languages import Language


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
    more: bool = False
    """Whether the body is but the beginning of what was written."""
    files: tuple[File, ...] = ()
    """What is attached, and goes with the mail."""
    left: tuple[str, ...] = ()
    """Names of files for which the mail has no room."""
    withheld: tuple[str, ...] = ()
    """Names of files that stay with us, since they may carry addresses."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Who waits for an answer, and since when."""

    name: str
    """As it is shown, never an address."""
    since: datetime
    on_reader: bool
    """Whether it is the reader, or a colleague of theirs, who is waited on."""


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """How a reader ends what they get, each by an address of its own."""

    unsubscribe: str
    """Written to, it ends all notifications."""
    mute: str = ""
    """Written to, it ends those of this thread; empty where there is not one thread."""
    url: str = ""
    """Takes one-click requests (RFC 8058); empty where the site takes none."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What every mail of ours has: from the marketplace, to one person."""

    marketplace: str
    address: str
    """Of the marketplace: the From, and the mark by which our own mail is known."""
    from_name: str = ""
    """Who wrote, shown as "Ann via Example Market"; empty for the marketplace."""
    to_address: str
    to_name: str
    reply_to: str = ""
    """Where an answer goes; empty where none is looked for."""
    subject: str
    message_id: str
    """With its angle brackets."""
    root: str = ""
    """The Message-ID that all mails to this reader in one thread go back to, with its
    angle brackets; empty for what belongs to no thread."""
    references: tuple[str, ...] = ()
    """Message-IDs this reader was sent before in it, oldest first, or the mail that is
    answered; what is none is left out."""
    date: datetime
    language: Language = field(default_factory=lambda: language("en"))
    zone: tzinfo = UTC
    """The reader's."""
    leaving: Leaving | None = None
    automatic: str = "auto-generated"
    """What Auto-Submitted says: auto-replied where a mail is answered (RFC 3834)."""


@dataclass(frozen=True, kw_only=True)
class Notification(Letter):
    """One mail to one participant about new posts in one thread."""

    thread: int
    about: str | None = None
    vendor: str
    begun: datetime | None = None
    """When the thread was: clients that keep an index of it (Thread-Index) ask."""
    posts: tuple[Post, ...]
    body: str = "full"
    """How much of them is told: full, excerpt or hint."""
    waiting: Waiting | None = None
    lead: str = ""
    """A sentence before the posts, such as a reminder's; in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One thread of a digest, with its new posts."""

    thread: int
    subject: str
    about: str | None = None
    vendor: str
    reply_to: str
    """Where an answer to this thread goes."""
    posts: tuple[Post, ...]
    waiting: Waiting | None = None


@dataclass(frozen=True, kw_only=True)
class Digest(Letter):
    """One mail to one person about several threads, not to be answered as a whole."""

    sections: tuple[Section, ...]
    body: str = "full"
    """How much of the posts is told: full, excerpt or hint."""
    lead: str
    """The sentence it begins with, in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something that a reader may have done by mail."""

    words: str
    """What it is called, in the reader's language."""
    address: str
    """Written to, it is done."""
    subject: str
    """What the mail is called by which it is asked for."""


@dataclass(frozen=True, kw_only=True)
class Notice(Letter):
    """One mail to one person that tells of no message."""

    paragraphs: tuple[str | Link, ...]
    """Plain sentences in the reader's language; a line break within one is kept."""
