"""
Threads: start, post, find, read, finish.  The only door for posting.

Rule 1: a message and the deliveries it owes are one transaction.
Rule 2: the same fingerprint by the same author in the same thread is the same message;
the UNIQUE index says so, and AlreadyPosted tells.
Rule 3: a thread that is not the viewer's raises what a missing one raises.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peewee import IntegrityError

from mcenter import audit, search
from mcenter.errors import McenterError, NotAllowed, NotFound, UnusableInput
from mcenter.files import attachments
from mcenter.models import Message, Participant, Thread
from mcenter.outbox import deliveries
from mcenter.people import participants, vendors
from mcenter.store import transaction
from mcenter.text import one_line
from mcenter.threads import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.files.attachments import File
    from mcenter.models import Person, Vendor

SUBJECT_LENGTH = 200
OTHER_SIDES = {
    "customer": ("vendor", "operator"),
    "vendor": ("customer", "operator"),
    "operator": ("customer", "vendor"),
}


class AlreadyPosted(McenterError):
    """The same message is there already, as `message`; nothing was done."""

    def __init__(self, message: Message) -> None:
        super().__init__(f"That is message {message.id} already.")
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Post:
    """What somebody says: text, files, and the fingerprint that makes it one."""

    body: str
    quoted: str | None = None
    files: Sequence[File] = ()
    channel: str = "shell"
    fingerprint: str = field(default_factory=lambda: secrets.token_hex(32))
    # The last message that is answered; None: everything before this post; 0: none.
    answers: int | None = None


def fingerprint_of_key(key: str) -> str:
    """Give the fingerprint of a caller's --key."""
    # An argument is bytes: they need be no UTF-8, and are a key all the same.
    known = f"key:{key}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(known).hexdigest()


def start(
    vendor: Vendor,
    customer: Person,
    what: Post,
    *,
    subject: str | None = None,
    about: str | None = None,
    key: str | None = None,
    now: datetime,
) -> Message:
    """
    Start a thread with its first message; owe it to the vendor's staff.

    Raises NotAllowed for the vendor's own staff and for a closed vendor, UnusableInput
    for an empty body, AlreadyPosted for a repeat of the same call (`key`).
    """
    body = _clean(what)
    if vendors.is_member(vendor, customer):
        raise NotAllowed(f"The staff of {vendor.slug} cannot be its customer.")
    known_as = None if key is None else fingerprint_of_key(f"{vendor.id}:{key}")
    try:
        with transaction():
            thread = Thread.create(
                vendor=vendor,
                customer=customer,
                subject=_subject(subject, body),
                about=about,
                key=known_as,
                created_at=now,
                last_message_at=now,
            )
            # Asked here: a call that came before the closing may be repeated after it.
            if vendor.closed_at is not None:
                raise NotAllowed(f"{vendor.name} takes no messages any more.")
            audit.note("start", thread, actor=customer, way=what.channel, now=now)
            return post(thread, customer, what, now=now)
    except IntegrityError as error:
        same = (Thread.customer == customer) & (Thread.key == known_as)
        first = Message.select().join(Thread).where(same).order_by(Message.id).first()
        if known_as is None or first is None:
            raise
        raise AlreadyPosted(first) from error


def post(thread: Thread, author: Person, what: Post, *, now: datetime) -> Message:
    """
    Add a message, owe it to the others, reopen the thread; one transaction.

    Raises NotFound when the author has no side in the thread, NotAllowed when it is
    closed, UnusableInput for an empty body, AlreadyPosted for a repeat.
    """
    body = _clean(what)
    with transaction():
        thread = Thread.get_by_id(thread.id)
        side = participants.side_of(thread, author)
        if side is None:
            raise _no_thread(thread.id)
        message = _insert(thread, author, side, what, body, now)
        if progress.is_closed(thread):
            raise NotAllowed(f"Thread {thread.id} is closed.")
        attachments.keep(message, what.files)
        search.index(message, thread.subject if thread.messages == 0 else "")
        own = participants.ensure(thread, author, side)
        participants.unmute(own)
        answered = message.id if what.answers is None else what.answers
        participants.mark_read(own, answered)
        for other in OTHER_SIDES[side]:
            told = participants.on_side(thread, other)
            deliveries.owe(message, told, now=now)
        # Their own side hears it as well, where they follow.
        deliveries.owe(message, participants.followers(thread, side), now=now)
        progress.advance(thread, message)
        audit.note("post", message, actor=author, way=what.channel, now=now)
    return message


def find(thread_id: int, viewer: Person | None) -> Thread:
    """Find a thread that the viewer (None: the host) may see.  Raises NotFound."""
    thread = Thread.get_or_none(Thread.id == thread_id)
    if thread is None:
        raise _no_thread(thread_id)
    if viewer is not None and participants.side_of(thread, viewer) is None:
        raise _no_thread(thread_id)
    return thread


def said(thread_id: int | None, person_id: int, *, most: int) -> list[str]:
    """List somebody's latest own words in a thread, newest first."""
    theirs = (Message.thread == thread_id) & (Message.author == person_id)
    query = Message.select(Message.body).where(theirs).order_by(Message.id.desc())
    return [message.body for message in query.limit(most)]


def mark_read(thread: Thread, reader: Person, up_to: int) -> None:
    """Move a person's read mark; an operator's first look makes them a quiet part."""
    side = participants.side_of(thread, reader)
    if side is None:
        raise _no_thread(thread.id)
    quiet = side == "operator"
    part = participants.find(thread, reader)
    participants.mark_read(
        part or participants.ensure(thread, reader, side, muted=quiet), up_to
    )


def fits(participant: Participant, author: Person) -> bool:
    """Tell whether an author is the participant, or a current colleague of theirs."""
    if participant.person_id == author.id:
        return True
    if participant.side != "vendor":
        return False
    vendor = participant.thread.vendor
    both = (author, participant.person)
    return all(vendors.is_member(vendor, each) for each in both)


def _no_thread(thread_id: int) -> NotFound:
    return NotFound(f"No thread {thread_id}.")


def _clean(what: Post) -> str:
    text = what.body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    # A lone surrogate is no text: an insert would raise on it.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    if not text.strip() and not what.files:
        raise UnusableInput("The message is empty.")
    return text


def _subject(subject: str | None, body: str) -> str:
    for candidate in (subject or "", *body.split("\n")):
        line = one_line(candidate, SUBJECT_LENGTH)
        if line:
            return line
    return "(no subject)"


def _insert(
    thread: Thread, author: Person, side: str, what: Post, body: str, now: datetime
) -> Message:
    try:
        with transaction():
            return Message.create(
                thread=thread,
                author=author,
                side=side,
                channel=what.channel,
                fingerprint=what.fingerprint,
                created_at=now,
                body=body,
                quoted=what.quoted or None,
            )
    except IntegrityError as error:
        same = (Message.thread == thread) & (Message.author == author)
        earlier = Message.get(same & (Message.fingerprint == what.fingerprint))
        raise AlreadyPosted(earlier) from error
