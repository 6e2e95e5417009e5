"""
Delete a thread: its messages, files, search entries, parts and mails, in one commit.

Rule 1: only an operator may; rows of received mail stay as ids and verdicts, so that a
repeat of a deleted answer is still known as one.
Rule 2: the bytes of a mail for the thread stay only where it is held or failed: an
operator has yet to decide on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import audit, search
from mcenter.changes import recalls
from mcenter.errors import NotAllowed
from mcenter.models import (
    Attachment,
    Blob,
    Delivery,
    Errand,
    InboundEmail,
    Message,
    OutboundEmail,
    Participant,
    Thread,
)
from mcenter.outbox import digests
from mcenter.store import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.models import Person


def delete(thread: Thread, actor: Person | None, *, now: datetime) -> None:
    """Delete a thread for good.  Raises NotAllowed for anybody but an operator."""
    if actor is not None and not actor.is_operator:
        raise NotAllowed("Only an operator may delete a thread.")
    with transaction():
        audit.note("delete", thread, actor=actor, now=now)
        messages = Message.select(Message.id).where(Message.thread == thread)
        parts = Participant.select(Participant.id).where(Participant.thread == thread)
        search.forget(message.id for message in list(messages))
        _forget_received(messages, parts)
        digests.forget(messages)
        Delivery.delete().where(Delivery.message.in_(messages)).execute()
        recalls.forget(thread)
        OutboundEmail.delete().where(OutboundEmail.thread == thread).execute()
        Attachment.delete().where(Attachment.message.in_(messages)).execute()
        Message.delete().where(Message.thread == thread).execute()
        Errand.delete().where(Errand.thread == thread).execute()
        Participant.delete().where(Participant.thread == thread).execute()
        Thread.delete().where(Thread.id == thread.id).execute()
        _drop_unused_blobs()


def _forget_received(messages: object, parts: object) -> None:
    posted = InboundEmail.message.in_(messages)
    InboundEmail.update(message=None, blob=None).where(posted).execute()
    theirs = InboundEmail.holder.in_(parts)
    # A repeat of what was posted, or a machine's mail, quotes the thread as well; so
    # may one that muted it.
    done = theirs & InboundEmail.status.in_(["discarded", "accepted"])
    InboundEmail.update(blob=None).where(done).execute()
    InboundEmail.update(holder=None).where(theirs).execute()


def _drop_unused_blobs() -> None:
    used = [
        model.select(model.blob).where(model.blob.is_null(False))
        for model in (Attachment, OutboundEmail, InboundEmail)
    ]
    everywhere = used[0] | used[1] | used[2]
    Blob.delete().where(Blob.id.not_in(everywhere)).execute()
