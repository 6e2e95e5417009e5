"""
Which threads a reminder tells of: its topic names them, in one mail or in a list.

Rule 1: nobody is told of a thread by a reminder that its topic does not name.
Rule 2: a reminder that was taken back says so, until another one has taken its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mcenter.models import OutboundEmail, Thread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcenter.models import Person

KIND = "reminder"
# The topics of reminders are a range, for which there is an index, and so are those of
# the ones that were taken back.
_TOPIC, _RECALLED, _AFTER = "reminder:", "reminder;", "reminder<"


def topic_of(threads: Iterable[int], *, recalled: bool = False) -> str:
    """Write what a reminder of these threads is about."""
    begin = _RECALLED if recalled else _TOPIC
    return f"{begin},{','.join(map(str, threads))},"


def threads_of(mail: OutboundEmail) -> list[int]:
    """List the keys of the threads that a reminder names; none for other mail."""
    if mail.kind != KIND:
        return []
    return [int(key) for key in re.findall(r"[0-9]+", mail.topic or "")]


def threads(mail: OutboundEmail) -> list[Thread]:
    """List the threads that a reminder names, as far as there are still any."""
    return list(Thread.select().where(Thread.id.in_(threads_of(mail))))


def lists_naming(thread: int) -> list[OutboundEmail]:
    """List the reminders of several threads that name this one."""
    lists = _between(_TOPIC, _AFTER) & OutboundEmail.thread.is_null()
    names = OutboundEmail.topic.contains(f",{thread},")
    return list(OutboundEmail.select().where(lists & names))


def pending(person: Person) -> list[OutboundEmail]:
    """List the reminders on their way to a person."""
    theirs = (OutboundEmail.person == person) & (OutboundEmail.kind == KIND)
    under_way = theirs & (OutboundEmail.status == "pending")
    return list(OutboundEmail.select().where(under_way))


def recalled(*, most: int) -> list[OutboundEmail]:
    """List so many reminders that were taken back, and that none stands for yet."""
    query = OutboundEmail.select().where(_between(_RECALLED, _AFTER))
    return list(query.limit(most))


def was_told(person: Person, thread: Thread, *, since: datetime) -> bool:
    """Tell whether a reminder of a thread that was made since then reaches a person."""
    theirs = (OutboundEmail.person == person) & (OutboundEmail.created_at >= since)
    reaches = (OutboundEmail.kind == KIND) & OutboundEmail.status.in_(
        ["pending", "sent"]
    )
    names = OutboundEmail.topic.contains(f",{thread.id},")
    return OutboundEmail.select().where(theirs & reaches & names).exists()


def _between(begin: str, end: str) -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    return (OutboundEmail.topic > begin) & (OutboundEmail.topic < end)
