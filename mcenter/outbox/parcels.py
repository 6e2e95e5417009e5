"""
What the next mails carry: deliveries that are due, still needed, and wanted now.

Rule 1: whether and when somebody is told is asked when the mail is composed.
Rule 2: what waits is put off in the store, so that it hides nothing that does not.
Rule 3: mails are filled one after the other, whoever waited longest first; a digest
holds all that its person is owed, another mail one thread.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from mcenter.outbox import deliveries
from mcenter.outbox.decisions import Decisions, Dropped, Parcel, Postponed
from mcenter.outbox.deliveries import Owed
from mcenter.outbox.needs import Needs
from mcenter.outbox.throttle import Throttle
from mcenter.people import hours
from mcenter.people.preferences import BUNDLED, DAILY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mcenter.config import Limits, Notify
    from mcenter.models import Delivery
    from mcenter.people.hours import Ready

    Key = tuple[str, int]

# Deliveries looked at in one go: several mails' worth.
LOOK = 500
# Read in full at once, of those whose mails come next; so many persons' at most.
MOST_READ, MOST_READERS = 4 * LOOK, 100
# What one mail carries at most: servers refuse larger mails than people read.
BUNDLE_POSTS = 50
BUNDLE_CHARACTERS = 500_000


def due(now: datetime, notify: Notify, limits: Limits, *, most: int) -> Decisions:
    """
    Decide on what is due, and pack at most so many mails.

    Part of the transaction that freezes the mails.
    """
    look = _Look(now, notify, limits, most)
    while True:
        owed = deliveries.next_due(now, LOOK)
        look.at(owed)
        # Where none of so many was needed now, others behind them may be.
        if look.decided.packed or len(owed) < LOOK:
            return look.decided


class _Look:
    """One look at what is due: what it has come to, and which brakes are on."""

    def __init__(
        self, now: datetime, notify: Notify, limits: Limits, most: int
    ) -> None:
        self.decided = Decisions()
        self._now = now
        self._notify = notify
        self._most = most
        self._throttle = Throttle(limits, now)
        self._taken: list[Delivery] = []

    def at(self, owed: Sequence[Owed]) -> None:
        """Decide on these, and on what goes into the same mails, until it is enough."""
        keys = list(dict.fromkeys(map(self._key, owed)))
        while keys and self._room > 0:
            some = min(self._room, MOST_READERS)
            self._at(keys[:some])
            del keys[:some]

    @property
    def _room(self) -> int:
        return self._most - len(self.decided.packed)

    def _key(self, owed: Owed) -> Key:
        """Name the mail that something goes into: a person's digest, or a thread's."""
        daily = (owed.frequency or self._notify.frequency) == DAILY
        return ("person", owed.person) if daily else ("part", owed.participant)

    def _key_of(self, row: Delivery) -> Key:
        part = row.participant
        frequency = part.person.frequency
        return self._key(Owed(row.participant_id, part.person_id, frequency))

    def _at(self, keys: Sequence[Key]) -> None:
        named = [
            [key for name, key in keys if name == one] for one in ("part", "person")
        ]
        rows = deliveries.due_to(*named, now=self._now, limit=MOST_READ)
        needs = Needs(rows, self._notify)
        self._throttle.learn("person", (row.participant.person_id for row in rows))
        self._throttle.learn("thread", (row.participant.thread_id for row in rows))
        needed = self._needed(rows, needs)
        ripe = self._ripe(needed, needs)
        mails: dict[Key, list[Delivery]] = defaultdict(list)
        for row in ripe:
            mails[self._key_of(row)].append(row)
        for key in keys:
            self._pack(mails.get(key, []), needs)

    def _needed(self, rows: Sequence[Delivery], needs: Needs) -> list[Delivery]:
        """Drop what nobody needs, in a statement a reason."""
        reasons = {row.id: needs.why_not(row) for row in rows}
        for reason in sorted(set(filter(None, reasons.values()))):
            dropped = [row for row in rows if reasons[row.id] == reason]
            deliveries.drop(dropped, reason)
            self.decided.dropped += [
                Dropped(delivery=row, reason=reason) for row in dropped
            ]
        return [row for row in rows if reasons[row.id] is None]

    def _ripe(self, rows: Sequence[Delivery], needs: Needs) -> list[Delivery]:
        """Put off what is for later, in a statement a moment."""
        ripe: list[Delivery] = []
        later: dict[datetime, list[Delivery]] = defaultdict(list)
        since = self._windows(rows, needs)
        for row in rows:
            ready = self._ready(row, since, needs)
            if ready.at <= self._now:
                ripe.append(row)
                continue
            later[ready.at].append(row)
            self.decided.postponed.append(
                Postponed(delivery=row, reason=ready.reason, until=ready.at)
            )
        for until, some in later.items():
            deliveries.put_off(some, until)
        return ripe

    def _windows(self, rows: Sequence[Delivery], needs: Needs) -> dict[int, datetime]:
        """Give since when each bundle waits, by the participants' keys."""
        persons = {row.participant_id: row.participant.person for row in rows}
        return deliveries.waiting_since(
            [
                part
                for part, person in persons.items()
                if needs.preference(person).frequency == BUNDLED
            ]
        )

    def _ready(self, row: Delivery, since: dict[int, datetime], needs: Needs) -> Ready:
        rested = needs.rested(row)
        if rested > self._now:
            return hours.Ready(at=rested, reason="delay")
        begun = since.get(row.participant_id, rested)
        preference = needs.preference(row.participant.person)
        return hours.ready(preference, begun, self._now, row.due_at)

    def _pack(self, rows: list[Delivery], needs: Needs) -> None:
        if not rows:
            return
        person = rows[0].participant.person
        frequency = needs.preference(person).frequency
        digest = frequency == DAILY
        thread = None if digest else rows[0].participant.thread_id
        bundle = self._notify.bundle or frequency == BUNDLED or digest
        for part in _parts(_in_order(rows), bundle=bundle):
            if self._room <= 0:
                return
            frees = self._throttle.stops(person.id, thread, taken=self._taken)
            if frees is not None:
                self.decided.postponed += [
                    Postponed(delivery=row, reason="brake", until=frees) for row in part
                ]
                continue
            self._throttle.count(person.id, thread)
            self._taken += part
            self.decided.packed.append(
                Parcel(
                    person=person,
                    address=needs.address(person),
                    deliveries=part,
                    is_digest=digest,
                )
            )


def _in_order(rows: Sequence[Delivery]) -> list[Delivery]:
    """Put each thread's messages together, as they were written, the oldest first."""
    first: dict[int, int] = {}
    for row in rows:
        earlier = first.get(row.participant_id, row.message_id)
        first[row.participant_id] = min(earlier, row.message_id)
    return sorted(rows, key=lambda row: (first[row.participant_id], row.message_id))


def _parts(needed: list[Delivery], *, bundle: bool) -> Iterator[list[Delivery]]:
    """Part what is needed into mails: one each, or bundles that a server will take."""
    part: list[Delivery] = []
    room = BUNDLE_CHARACTERS
    for row in needed:
        size = len(row.message.body)
        if part and (not bundle or size > room or len(part) >= BUNDLE_POSTS):
            yield part
            part, room = [], BUNDLE_CHARACTERS
        part.append(row)
        room -= size
    if part:
        yield part
