"""
Secret addresses that stand for one errand of one person: to leave, to mute a thread.

Rule 1: an errand is written to like a reply address, by a tag of its own; it lets
nobody post, and is the same as long as its person has it.
Rule 2: whoever has the tag may have the errand done: its person hears of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.models import Errand
from mcenter.reply_address import mint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcenter.models import Person

UNSUBSCRIBE, SUBSCRIBE = "unsubscribe", "subscribe"
MUTE, UNMUTE = "mute", "unmute"
# Not done, but held: a digest is not answered as a whole.
ANSWER_DIGEST = "answer_digest"


def tag_of(
    person: Person, verb: str, thread: int | None = None, *, now: datetime
) -> str:
    """Give the tag of a person's errand, minted when first asked for."""
    theirs = (Errand.person == person) & (Errand.verb == verb)
    here = Errand.thread.is_null() if thread is None else Errand.thread == thread
    found = Errand.get_or_none(theirs & here)
    if found is None:
        found = Errand.create(
            person=person, thread=thread, verb=verb, tag=mint(), created_at=now
        )
    return found.tag


def find(tags: Iterable[str]) -> Errand | None:
    """Find the errand of these tags; None where they are none's, or of several."""
    found = list(Errand.select().where(Errand.tag.in_(sorted(set(tags))[:20])))
    return found[0] if len(found) == 1 else None
