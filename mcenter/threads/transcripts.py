"""
What was said in a thread, as one person may see it.

Rule 1: nobody sees an address, or what a mail server answered about one, but operators.
Rule 2: raw mail is for operators and its author; so are files that may carry addresses,
of which all others learn no more than that they are there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import blobs, people
from mcenter.errors import NotAllowed, NotFound
from mcenter.files import attachments, relay
from mcenter.models import InboundEmail, Message, Person
from mcenter.outbox import deliveries
from mcenter.people import participants

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import Attachment, Delivery, Participant, Thread


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of telling one participant of a message."""

    name: str
    status: str
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """
    A file of a message, as the viewer may know of it.

    `relayed` tells that it is for the other side, too; `row` is None where it may not
    be had.
    """

    name: str
    content_type: str
    size: int
    relayed: bool
    row: Attachment | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One message; `new` when others wrote it and the viewer had not read so far."""

    id: int
    author_name: str
    author_side: str
    body: str
    quoted: str | None
    channel: str
    created_at: datetime
    attachments: Sequence[Listed]
    deliveries: Sequence[Told]
    new: bool


def entries(thread: Thread, viewer: Person | None) -> list[Entry]:
    """Give all messages of a thread the viewer was let into, oldest first."""
    query = Message.select(Message, Person).join(Person)
    posts = list(query.where(Message.thread == thread).order_by(Message.id))
    rows: dict[int, list[Attachment]] = defaultdict(list)
    for row in attachments.of_messages(posts):
        rows[row.message_id].append(row)
    files = {post.id: _listed(rows[post.id], post, viewer) for post in posts}
    told: dict[int, list[Told]] = defaultdict(list)
    heirs = participants.heirs(thread)
    for delivery in deliveries.of_messages(posts):
        part = heirs.get(delivery.participant_id)
        if part is None:
            told[delivery.message_id].append(
                _told(delivery, delivery.participant, viewer)
            )
        elif delivery.status != "unneeded":
            # What one of two parts was told, the person that both are was told.
            told[delivery.message_id].append(_told(delivery, part, viewer))
    mark = _read_mark(thread, viewer)
    return [
        _entry(post, files[post.id], told[post.id], new=_is_new(post, viewer, mark))
        for post in posts
    ]


def raw(thread: Thread, message_id: int, viewer: Person | None) -> bytes:
    """Give the mail that a message came by.  Raises NotFound, NotAllowed."""
    here = (Message.thread == thread) & (Message.id == message_id)
    message = Message.get_or_none(here)
    if message is None:
        raise NotFound(f"No message {message_id} in thread {thread.id}.")
    if not _may_see_all(message, viewer):
        raise NotAllowed("Raw mail is for its author and for operators.")
    mail = InboundEmail.get_or_none(InboundEmail.message == message)
    if mail is None or mail.blob is None:
        raise NotFound(f"Message {message_id} did not come by mail.")
    return blobs.content(mail.blob)


def _entry(
    post: Message, files: Sequence[Listed], told: list[Told], *, new: bool
) -> Entry:
    return Entry(
        id=post.id,
        author_name=people.display_name(post.author, post.side),
        author_side=post.side,
        body=post.body,
        quoted=post.quoted,
        channel=post.channel,
        created_at=post.created_at,
        attachments=files,
        deliveries=told,
        new=new,
    )


def _listed(
    rows: Sequence[Attachment], post: Message, viewer: Person | None
) -> list[Listed]:
    listed = []
    for row in rows:
        relayed = not relay.withholds(row.name, row.content_type)
        mine = relayed or _may_see_all(post, viewer)
        listed.append(
            Listed(
                name=row.name if mine else relay.public_name(row.name),
                content_type=row.content_type,
                size=row.size,
                relayed=relayed,
                row=row if mine else None,
            )
        )
    return listed


def _may_see_all(post: Message, viewer: Person | None) -> bool:
    return viewer is None or viewer.is_operator or post.author_id == viewer.id


def _told(delivery: Delivery, part: Participant, viewer: Person | None) -> Told:
    reason = delivery.reason
    operator = viewer is None or viewer.is_operator
    if delivery.status == "failed" and not operator:
        reason = "could not be delivered"
    name = people.display_name(part.person, part.side)
    return Told(name=name, status=delivery.status, reason=reason)


def _read_mark(thread: Thread, viewer: Person | None) -> int:
    part = None if viewer is None else participants.find(thread, viewer)
    return 0 if part is None else part.read_up_to


def _is_new(post: Message, viewer: Person | None, mark: int) -> bool:
    return viewer is not None and post.author_id != viewer.id and post.id > mark
