"""
Secret addresses that stand for one errand of one person: to leave, to mute a thread.

Rule 1: an errand is written to like a reply address, by a tag of its own; it lets
nobody post, and is the same as long as its person has it.
Rule 2: whoever has the tag may have the errand done: its person hears of it.
Rule 3: no mail of ours comes from such an address or asks for answers to it, but a
digest, whose answers do nothing: so nothing that answers by itself does an errand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcenter.models import Errand, database
from mcenter.reply_address import mint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcenter.models import Person

UNSUBSCRIBE, SUBSCRIBE = "unsubscribe", "subscribe"
MUTE, UNMUTE = "mute", "unmute"
# Not done, but held: a digest is not answered as a whole.
ANSWER_DIGEST = "answer_digest"
# Named in one mail, more than so many are not looked for.
MOST = 20
# By hand: peewee takes ten times as long for each.
_MINT = """
INSERT INTO errand (person_id, verb, thread_id, tag, created_at) VALUES (?, ?, ?, ?, ?)
"""


class Wanted(NamedTuple):
    """An errand by the keys of its person and thread; null: of all threads."""

    person: int
    verb: str
    thread: int | None = None


def tag_of(
    person: Person,
    verb: str,
    thread: int | None = None,
    *,
    now: datetime,
    before: str = "",
) -> str:
    """
    Give the tag of a person's errand, minted when first asked for.

    One that undoes may say what there was `before`, and brings that back.
    """
    verb = f"{verb} {before}".rstrip()
    theirs = (Errand.person == person) & (Errand.verb == verb)
    here = Errand.thread.is_null() if thread is None else Errand.thread == thread
    found = Errand.get_or_none(theirs & here)
    if found is None:
        found = Errand.create(
            person=person, thread=thread, verb=verb, tag=mint(), created_at=now
        )
    return found.tag


def tags_of(wanted: Iterable[Wanted], *, now: datetime) -> dict[Wanted, str]:
    """Give the tags of many errands, asked for and minted together."""
    asked = list(dict.fromkeys(wanted))
    persons = Errand.person.in_({each.person for each in asked})
    verbs = Errand.verb.in_({each.verb for each in asked})
    threads = {each.thread for each in asked if each.thread is not None}
    here = Errand.thread.is_null() | Errand.thread.in_(threads)
    query: Any = Errand.select(Errand.person, Errand.verb, Errand.thread, Errand.tag)
    # The last one stays: the oldest, as for one alone.
    found = query.where(persons & verbs & here).order_by(Errand.id.desc()).tuples()
    tags = {Wanted(*key): tag for *key, tag in found}
    new = {each: mint() for each in asked if each not in tags}
    at = Errand.created_at.db_value(now)
    for each, tag in new.items():
        database.execute_sql(_MINT, (*each, tag, at))
    return tags | new


def find(tags: Iterable[str]) -> tuple[Errand, ...]:
    """Find the errands that these tags stand for, in the order they were minted."""
    these = Errand.tag.in_(sorted(set(tags))[:MOST])
    return tuple(Errand.select().where(these).order_by(Errand.id))


def verb_of(errand: Errand) -> str:
    """Give what an errand does."""
    return errand.verb.partition(" ")[0]


def before(errand: Errand) -> str:
    """Give what an errand brings back; empty where there was nothing to say."""
    return errand.verb.partition(" ")[2]
