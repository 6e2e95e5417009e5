"""
Where a thread stands: open, done or closed, and on whom it waits.

Rule 1: a post opens a done thread; closed comes with a closed vendor, and stays.
Rule 2: a thread waits on the side that has not answered, since it was asked.
Rule 3: a new waiting is nobody's yet: who was told of an old one is told of it anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import audit
from mcenter.errors import NotAllowed
from mcenter.models import Message, Thread
from mcenter.store import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.models import Person


def is_closed(thread: Thread) -> bool:
    """Tell whether a thread takes no posts: closed itself, or with its vendor."""
    return thread.status == "closed" or thread.vendor.closed_at is not None


def advance(thread: Thread, message: Message) -> None:
    """Note a new message in its thread's row, which lists are read from."""
    thread.messages += 1
    thread.last_message, thread.last_message_at = message.id, message.created_at
    if thread.status == "done" and message.side == "operator":
        # Taken up by neither side: who was waited on is waited on again.
        _wait_again(thread)
    thread.status = "open"
    _wait(thread, message)
    thread.save()


def finish(thread: Thread, actor: Person | None, *, now: datetime) -> None:
    """Say that nobody needs to do anything more; a post will reopen the thread."""
    _set_status(thread, "done", actor, now)


def reopen(thread: Thread, actor: Person | None, *, now: datetime) -> None:
    """Take a done thread up again; it waits on whom it waited on before."""
    _set_status(thread, "open", actor, now)


def _wait(thread: Thread, message: Message) -> None:
    """Say who is waited on after this message; an operator's changes nothing."""
    waiting_on = {"customer": "vendor", "vendor": "customer"}.get(message.side)
    if waiting_on is not None and thread.waiting_on != waiting_on:
        _begin(thread, waiting_on, message.created_at)


def _begin(thread: Thread, waiting_on: str | None, since: datetime | None) -> None:
    thread.waiting_on, thread.waiting_since = waiting_on, since
    thread.reminded_at, thread.escalated_at = None, None


def _wait_again(thread: Thread) -> None:
    """Work out from all that was said who is waited on."""
    posts = Message.select().where(Message.thread == thread)
    for message in posts.order_by(Message.id):
        _wait(thread, message)


def _set_status(
    thread: Thread, status: str, actor: Person | None, now: datetime
) -> None:
    with transaction():
        thread = Thread.get_by_id(thread.id)
        if is_closed(thread):
            raise NotAllowed(f"Thread {thread.id} is closed.")
        if thread.status == status:
            return
        thread.status = status
        _begin(thread, None, None)
        if status == "open":
            _wait_again(thread)
        thread.save()
        audit.note(status, thread, actor=actor, now=now)
