"""
Reminders: a vendor whose customers have waited too long for an answer hears of it once.

Rule 1: of one waiting nobody is reminded twice: a thread is marked in the transaction
that freezes its reminders, whoever could be told.
Rule 2: what waits for one person is in one mail, be it ten thousand threads: a list
names those that have waited longest, and counts the others.
Rule 3: a reminder waits like any other mail: for the end of a person's quiet hours, and
for the brake on mail to one person, which counts what was made before it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from peewee import SQL

from mcenter import outbox, people
from mcenter.changes import recalls
from mcenter.models import OutboundEmail, Thread
from mcenter.notices.alerts import Alerts
from mcenter.outbox import claims, reminded
from mcenter.people import hours, preferences
from mcenter.reminders import escalations, overdue
from mcenter.reminders.overdue import MOST_NAMED, Overdue
from mcenter.reminders.reminder_letters import ReminderLetters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.models import Person

HOUR = timedelta(hours=1)
# Circles of colleagues, or reminders that were taken back, gone through in one claim.
LOOK = 500


class Reminders:
    """Reminds vendors as [reminders] says; each of its verbs is part of a claim."""

    def __init__(self, config: Config) -> None:
        """Take the configuration."""
        self._letters = ReminderLetters(config)
        self._alerts = Alerts(config)
        self._reminders = config.reminders
        self._notify = config.notify
        self._limits = config.limits

    def freeze(self, now: datetime, *, most: int) -> None:
        """Take back what is stale, write what is due, let wait what must not go now."""
        recalls.withdraw(now, self._notify, most=most)
        self._remind_again(now)
        if self._remind(now, most):
            escalations.tell(self._alerts, self._reminders, self._notify, now=now)
        while sum(self._put_off(mail, now) for mail in recalls.untried(now, most=most)):
            pass  # Others have moved up in the place of those that wait.

    def _remind(self, now: datetime, most: int) -> bool:
        """
        Freeze reminders of so many threads, or one circle's more; tell if that is all.

        A list of many threads takes as long as many mails, and others wait meanwhile.
        """
        after = self._reminders.vendor_after
        if not after:
            return True
        until, made = now - after, 0
        found = overdue.oldest(until)
        for _ in range(LOOK):
            if found is None or made >= most:
                break
            shops, staff = overdue.circle(found.vendor, most)
            for person in staff:
                made += self._remind_of(person, shops, until, now)
            waits = overdue.waits(until) & Thread.vendor.in_(shops)
            Thread.update(reminded_at=now).where(waits).execute()
            found = overdue.oldest(until, since=found.waiting_since)
        return found is None

    def _remind_of(
        self, person: Person, shops: Sequence[int], until: datetime, now: datetime
    ) -> int:
        """Freeze the one mail of all that waits on a person; count what it names."""
        address = people.mail_address(person)
        if address is None or not recalls.may_be_told(person, self._notify):
            return 0
        owed = overdue.waiting_on(person, shops, until)
        if owed.threads:
            self._keep(owed, address.addr_spec, now)
        return len(owed.threads)

    def _remind_again(self, now: datetime) -> None:
        """Write what others that were taken back have not told."""
        owed: dict[int, list[OutboundEmail]] = defaultdict(list)
        for mail in reminded.recalled(most=LOOK):
            owed[mail.person_id].append(mail)
        for mails in owed.values():
            person = mails[0].person
            address = people.mail_address(person)
            still = self._owed_still(person, mails)
            for mail in mails:
                recalls.settle(mail)
            if still.threads and address is not None:
                self._keep(still, address.addr_spec, now)

    def _owed_still(self, person: Person, mails: Sequence[OutboundEmail]) -> Overdue:
        """Find what waits still of all that these mails named, or only counted."""
        named = self._named_still(person, mails)
        counted = overdue.counted_by(person, mails)
        if not recalls.may_be_told(person, self._notify):
            counted = counted.where(SQL("FALSE"))
        longest = counted.order_by(Thread.waiting_since, Thread.id).limit(MOST_NAMED)
        more = [thread for thread in longest if not _was_told(person, thread)]
        return Overdue(
            person=person,
            threads=[*named, *more][:MOST_NAMED],
            number=len(named) + counted.count(),
        )

    def _named_still(
        self, person: Person, mails: Sequence[OutboundEmail]
    ) -> list[Thread]:
        found = {
            thread.id: thread
            for mail in mails
            for thread in reminded.threads(mail)
            # One that is not marked is reminded of with all others.
            if recalls.waits(thread, at=mail.created_at) and thread.reminded_at
        }
        longest = sorted(found.values(), key=lambda each: (each.waiting_since, each.id))
        return [
            thread
            for thread in longest
            if recalls.is_wanted(thread, person, self._notify)
            and not _was_told(person, thread)
        ]

    def _keep(self, owed: Overdue, to: str, now: datetime) -> None:
        named = [thread.id for thread in owed.threads]
        outbox.keep(
            self._letters.frozen(owed, to=to, now=now),
            owed.person,
            kind=reminded.KIND,
            topic=reminded.topic_of(named),
            thread=named[0] if owed.number == 1 else None,
            now=now,
        )

    def _put_off(self, mail: OutboundEmail, now: datetime) -> bool:
        """Let wait what its reader's choice, or brake, keeps back; True: it waits."""
        frees = self._brake_frees_at(mail, now) if mail.kind == reminded.KIND else now
        until = hours.after_quiet(preferences.of(mail.person, self._notify), frees)
        if until > now:
            claims.put_off(mail, until)
        return until > now

    def _brake_frees_at(self, mail: OutboundEmail, now: datetime) -> datetime:
        """Tell when the brake on mail to a person lets go; now while it is off."""
        # What was made later does not go before it: mails may be made at each look.
        lately = (OutboundEmail.created_at > now - HOUR) & (OutboundEmail.id < mail.id)
        others = OutboundEmail.select().where(
            lately & (OutboundEmail.person == mail.person_id)
        )
        most = self._limits.mails_per_person_hour
        if not most or others.count() < most:
            return now
        first: datetime = others.order_by(OutboundEmail.created_at).get().created_at
        return first + HOUR


def _was_told(person: Person, thread: Thread) -> bool:
    return reminded.was_told(person, thread, since=thread.reminded_at)
