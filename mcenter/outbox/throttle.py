"""
The brakes on what we send: so many mails an hour to a person, and in a thread.

Rule 1: what a brake stops waits until it lets go, and is never dropped.
Rule 2: mails that were made count, whatever became of them, and those that are being
made: one look at what is due packs no more than a brake lets through.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import fn

from mcenter.models import OutboundEmail, Participant
from mcenter.outbox import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mcenter.config import Limits
    from mcenter.models import Delivery

    Key = tuple[str, int]

HOUR = timedelta(hours=1)


class Throttle:
    """The brakes as they stand at one moment."""

    def __init__(self, limits: Limits, now: datetime) -> None:
        """Take [limits]: 0 is no brake."""
        self._most = {
            "person": limits.mails_per_person_hour,
            "thread": limits.mails_per_thread_hour,
        }
        self._now = now
        self._made: dict[Key, tuple[int, datetime]] = {}
        self._packed: Counter[Key] = Counter()
        self._frees: dict[Key, datetime] = {}

    def learn(self, name: str, keys: Iterable[int]) -> None:
        """Count what was made within the hour for persons, or in threads, at once."""
        asked = [key for key in set(keys) if (name, key) not in self._made]
        if not self._most[name] or not asked:
            return
        column = getattr(OutboundEmail, name)
        query: Any = (
            OutboundEmail.select(
                column,
                fn.COUNT(OutboundEmail.id),
                fn.MIN(OutboundEmail.created_at),
            )
            .where(column.in_(asked) & (OutboundEmail.created_at > self._now - HOUR))
            .group_by(column)
            .tuples()
        )
        self._made.update({(name, key): (0, self._now) for key in asked})
        self._made.update({(name, key): tuple(made) for key, *made in query})

    def stops(
        self, person: int, thread: int | None, *, taken: Sequence[Delivery]
    ) -> datetime | None:
        """
        Tell until when no mail may be made for a person in a thread; None: it may.

        All that is owed to who is stopped then waits, in one statement, but for what
        is `taken` already.
        """
        for key in _keys(person, thread):
            if key in self._frees:
                return self._frees[key]
            if self._is_on(key):
                # What is packed now is made now.
                frees = self._made[key][1] + HOUR
                self._frees[key] = frees
                whose = getattr(Participant, key[0]) == key[1]
                deliveries.postpone(whose, frees, but=taken)
                return frees
        return None

    def count(self, person: int, thread: int | None) -> None:
        """Count a mail that is packed."""
        self._packed.update(_keys(person, thread))

    def _is_on(self, key: Key) -> bool:
        most = self._most[key[0]]
        return bool(most) and self._made[key][0] + self._packed[key] >= most


def _keys(person: int, thread: int | None) -> list[Key]:
    """Name the brakes that may stop a mail; one about no thread has that of nobody."""
    keys = [("person", person)]
    return keys if thread is None else [*keys, ("thread", thread)]
