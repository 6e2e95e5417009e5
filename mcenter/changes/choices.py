"""
What people choose of how they are told: kept, noted, and heeded by the next run.

Rule 1: a choice is noted where it changes something, and only there.
Rule 2: what waits for a person is looked at again: it may be wanted now, or not at all.
Rule 3: a word on one thread is its participant's; nobody has one on another's thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import audit, threads
from mcenter.outbox import deliveries
from mcenter.people import participants
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mcenter.models import Participant, Person

# What a thread is told to a person by their own word; the other two take it back.
WORDS = {"mute": False, "follow": True}
TAKEN_BACK = {"unmute": False, "unfollow": True}


def choose(
    person: Person,
    wanted: Mapping[str, object],
    *,
    actor: Person | None,
    now: datetime,
) -> None:
    """Note what a person wants, by preferences.COLUMNS; None is what [notify] says."""
    changed = [each for each in wanted if getattr(person, each) != wanted[each]]
    with transaction():
        for column in changed:
            setattr(person, column, wanted[column])
            audit.note(f"choose_{column}", person, actor=actor, now=now)
        if changed:
            person.save()
            deliveries.look_again(person, now=now)


def say(
    person: Person,
    word: str,
    thread_id: int,
    *,
    actor: Person | None,
    now: datetime,
) -> None:
    """
    Note somebody's word on a thread: mute, unmute, follow or unfollow.

    Raises NotFound for a thread that is not theirs, in the words for a missing one.
    """
    with transaction():
        part = _part(person, thread_id)
        follows = WORDS.get(word, part.follows)
        if word in TAKEN_BACK and part.follows is TAKEN_BACK[word]:
            follows = None
        if follows is not part.follows:
            participants.follow(part, follows=follows)
            audit.note(word, part, actor=actor, now=now)
            deliveries.look_again(person, now=now)


def _part(person: Person, thread_id: int) -> Participant:
    thread = threads.find(thread_id, person)
    side = participants.side_of(thread, person)
    if side is None:  # pragma: no cover  (then the thread was not found)
        raise LookupError("a thread that is somebody's without a side of theirs")
    # Who has not written to it is told of nothing by an operator's part alone.
    return participants.ensure(thread, person, side, muted=side == "operator")
