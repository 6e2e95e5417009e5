"""
Whether somebody is to be told of a message, as their rights and choices stand now.

Rule 1: it is asked when a mail is composed, and again before its first try.
Rule 2: what is not needed says why, by the reason that its person would give.
Rule 3: what is asked of the store is asked for many deliveries together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import people
from mcenter.people import participants, preferences
from mcenter.people.preferences import NEVER, Preference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Notify
    from mcenter.models import Delivery, Participant, Person


class Needs:
    """What these deliveries, with their participants and persons, ask of the store."""

    def __init__(self, rows: Sequence[Delivery], notify: Notify) -> None:
        """Ask for sides and addresses once."""
        parts = {row.participant_id: row.participant for row in rows}
        persons = {part.person_id: part.person for part in parts.values()}
        self._notify = notify
        self._sides = participants.sides(list(parts.values()))
        self._addresses = people.mail_addresses(list(persons.values()))
        self._preferences: dict[int, Preference] = {}

    def preference(self, person: Person) -> Preference:
        """Give how a person wants to be told."""
        known = self._preferences.get(person.id)
        if known is None:
            known = preferences.of(person, self._notify)
            self._preferences[person.id] = known
        return known

    def address(self, person: Person) -> str:
        """Give where mail reaches a person, one who may be told."""
        return self._addresses[person.id].addr_spec

    def rested(self, row: Delivery) -> datetime:
        """Give from when on a message may be told: it might be read meanwhile."""
        since: datetime = row.message.created_at
        return since + self._notify.delay

    def why_not(self, row: Delivery) -> str | None:
        """Give the reason why nobody needs this delivery; None when it is needed."""
        part = row.participant
        if part.revoked_at or self._sides[part.id] != part.side:
            return "cancelled"
        if part.read_up_to >= row.message_id:
            return "read"
        if _is_mute(part):
            return "muted"
        if self.preference(part.person).frequency == NEVER:
            return "unsubscribed"
        if not preferences.is_told(part.side, self._notify):
            return "unsent"
        return None if part.person_id in self._addresses else "suppressed"


def _is_mute(part: Participant) -> bool:
    """Tell whether a part hears nothing; its person's own word goes before all else."""
    return part.muted if part.follows is None else not part.follows
