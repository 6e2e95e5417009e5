"""
Errands done: somebody gets no mail any more, none about one thread, or some again.

Rule 1: an errand changes what its person chose, and nothing else: what they are owed is
decided by that when it is due.
Rule 2: what is so already is done again without a change; its person hears of it, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import audit, errands
from mcenter.errands import receipts
from mcenter.errors import NotFound
from mcenter.notices import Notices
from mcenter.outbox import deliveries
from mcenter.people import participants, preferences
from mcenter.store import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.config import Config, Notify
    from mcenter.models import Errand, Participant, Person

FOLLOWS = "follow"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice of a person: the row and column it stands in, as it is to be."""

    row: Person | Participant
    column: str
    value: str | bool | None
    before: str = ""
    """What was chosen before, as an errand that undoes says it."""

    @property
    def is_new(self) -> bool:
        """Whether it is another than there was."""
        return bool(getattr(self.row, self.column) != self.value)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a tag asks for: the errand, its thread, and whether it changes anything."""

    verb: str
    thread: int | None
    changed: bool


def by_tag(tag: str, config: Config, *, dry: bool, now: datetime) -> Asked:
    """
    Do the errand of a tag, for the site that a link leads to; dry, say what it is.

    Raises NotFound for a tag that stands for none.
    """
    found = errands.find([tag])
    doable = [each for each in found if errands.verb_of(each) in receipts.OPPOSITE]
    if not doable:
        raise NotFound("No mail of ours has that tag.")
    errand = doable[0]
    if dry:
        chosen = choice(errand, config.notify)
        changed = chosen is not None and chosen.is_new
    else:
        with transaction():
            changed = carry_out(errand, Notices(config), way="web", now=now)
    verb = errands.verb_of(errand)
    return Asked(verb=verb, thread=errand.thread_id, changed=changed)


def choice(errand: Errand, notify: Notify) -> Choice | None:
    """Give what an errand would have its person choose; None: it is of nothing now."""
    verb, person = errands.verb_of(errand), errand.person
    if verb in {errands.UNSUBSCRIBE, errands.SUBSCRIBE}:
        return _of_person(verb, person, errands.before(errand), notify)
    if verb not in {errands.MUTE, errands.UNMUTE} or errand.thread is None:
        return None
    part = participants.find(errand.thread, person)
    return None if part is None else _of_part(verb, part, errands.before(errand))


def carry_out(errand: Errand, notices: Notices, *, way: str, now: datetime) -> bool:
    """
    Do an errand, and owe its receipt; False when all was so already.

    Part of the caller's transaction; `way` is email or web.
    """
    chosen = choice(errand, notices.notify)
    changed = chosen is not None and chosen.is_new
    if chosen is not None and changed:
        setattr(chosen.row, chosen.column, chosen.value)
        chosen.row.save()
        verb = errands.verb_of(errand)
        # Who had it done is not known: whoever has the tag may.
        audit.note(verb, chosen.row, actor=None, way=way, now=now)
        if verb == errands.SUBSCRIBE:
            # What was put off before they left may be wanted now.
            deliveries.look_again(errand.person, now=now)
    before = chosen.before if chosen is not None else ""
    by_mail = way == "email"
    receipts.owe(
        notices, errand, before=before, changed=changed, by_mail=by_mail, now=now
    )
    return changed


def _of_person(verb: str, person: Person, before: str, notify: Notify) -> Choice:
    gets_none = preferences.of(person, notify).frequency == preferences.NEVER
    if verb == errands.UNSUBSCRIBE:
        known = "" if gets_none else person.frequency or ""
        wanted: str | None = preferences.NEVER
        return Choice(row=person, column="frequency", value=wanted, before=known)
    wanted = person.frequency
    if gets_none:
        silent = notify.frequency == preferences.NEVER
        wanted = before or (preferences.AT_ONCE if silent else None)
    return Choice(row=person, column="frequency", value=wanted)


def _of_part(verb: str, part: Participant, before: str) -> Choice:
    if verb == errands.MUTE:
        known = FOLLOWS if part.follows else ""
        return Choice(row=part, column="follows", value=False, before=known)
    wanted = part.follows
    if part.follows is False:
        wanted = True if before == FOLLOWS else None
    return Choice(row=part, column="follows", value=wanted)
