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
from typing import TYPE_CHECKING, Any

from peewee import SQL

from mcenter import outbox, people
from mcenter.changes import recalls
from mcenter.models import OutboundEmail, Participant, Thread, Vendor
from mcenter.notices.alerts import Alerts
from mcenter.outbox import claims, reminded
from mcenter.people import hours, participants, preferences, vendors
from mcenter.reminders import escalations
from mcenter.reminders.reminder_letters import Overdue, ReminderLetters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.models import Person

HOUR = timedelta(hours=1)
# Threads that one mail names.
MOST_NAMED = 50
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
        found = oldest(until)
        for _ in range(LOOK):
            if found is None or made >= most:
                break
            shops, staff = _circle(found.vendor, most)
            for person in staff:
                made += self._remind_of(person, shops, until, now)
            waits = _overdue(until) & Thread.vendor.in_(shops)
            Thread.update(reminded_at=now).where(waits).execute()
            found = oldest(until, since=found.waiting_since)
        return found is None

    def _remind_of(
        self, person: Person, shops: Sequence[int], until: datetime, now: datetime
    ) -> int:
        """Freeze the one mail of all that waits on a person; count what it names."""
        address = people.mail_address(person)
        if address is None or not recalls.may_be_told(person, self._notify):
            return 0
        overdue = _waiting_on(person, shops, until)
        if overdue.threads:
            self._keep(overdue, address.addr_spec, now)
        return len(overdue.threads)

    def _remind_again(self, now: datetime) -> None:
        """Write what others that were taken back have not told."""
        owed: dict[int, list[OutboundEmail]] = defaultdict(list)
        for mail in reminded.recalled(most=LOOK):
            owed[mail.person_id].append(mail)
        for mails in owed.values():
            person = mails[0].person
            address = people.mail_address(person)
            overdue = self._owed_still(person, mails)
            for mail in mails:
                recalls.settle(mail)
            if overdue.threads and address is not None:
                self._keep(overdue, address.addr_spec, now)

    def _owed_still(self, person: Person, mails: Sequence[OutboundEmail]) -> Overdue:
        """Find what waits still of all that these mails named, or only counted."""
        named = self._named_still(person, mails)
        counted = _counted_by(person, mails)
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

    def _keep(self, overdue: Overdue, to: str, now: datetime) -> None:
        named = [thread.id for thread in overdue.threads]
        outbox.keep(
            self._letters.frozen(overdue, to=to, now=now),
            overdue.person,
            kind=reminded.KIND,
            topic=reminded.topic_of(named),
            thread=named[0] if overdue.number == 1 else None,
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


def oldest(until: datetime, since: datetime | None = None) -> Thread | None:
    """Find, of what is overdue on open vendors, what has waited longest."""
    waits = _overdue(until) & Vendor.closed_at.is_null()
    if since is not None:
        # What waited longer is marked, or is a closed vendor's.
        waits &= Thread.waiting_since >= since
    found = Thread.select(Thread, Vendor).join(Vendor).where(waits)
    first: Thread | None = found.order_by(Thread.waiting_since).first()
    return first


def _overdue(until: datetime) -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    """Give the condition of thread_unreminded, word for word: it reads no other."""
    unreminded = (
        (Thread.waiting_on == SQL("'vendor'"))
        & (Thread.status == SQL("'open'"))
        & Thread.reminded_at.is_null()
    )
    return unreminded & (Thread.waiting_since <= until)


def _circle(vendor: Vendor, most: int) -> tuple[list[int], list[Person]]:
    """
    List whose threads are gone through together, and everybody who hears of them.

    Who works for two vendors gets one mail of both, and so do their colleagues; past so
    many people, another circle begins.
    """
    todo, shops = [vendor], set[int]()
    staff: dict[int, Person] = {}
    while todo:
        shop = todo.pop()
        if shop.id in shops or shop.closed_at is not None:
            continue
        shops.add(shop.id)
        new = [each for each in vendors.members(shop) if each.id not in staff]
        staff |= {person.id: person for person in new}
        if len(staff) < most:
            todo += [other for person in new for other in vendors.employers(person)]
    return sorted(shops), list(staff.values())


def _was_told(person: Person, thread: Thread) -> bool:
    return reminded.was_told(person, thread, since=thread.reminded_at)


def _counted_by(person: Person, mails: Sequence[OutboundEmail]) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    """Give the query of what lists only counted, and what waits still, on a person."""
    named = {key for mail in mails for key in reminded.threads_of(mail)}
    lists = [mail for mail in mails if mail.thread_id is None]
    # What a list tells of is marked when it is made first, at one and the same time.
    marked = {thread.reminded_at for mail in lists for thread in reminded.threads(mail)}
    marked |= {mail.created_at for mail in lists}
    shops = [shop for shop in vendors.employers(person) if shop.closed_at is None]
    on_vendor = (Thread.waiting_on == "vendor") & (Thread.status == "open")
    together = Thread.reminded_at.in_(list(marked - {None}))
    return _heard_of(person, shops).where(
        on_vendor & together & Thread.id.not_in(list(named))
    )


def _heard_of(person: Person, shops: Sequence[Vendor]) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    """Give the query of a person's threads of these vendors, but for the muted."""
    mine = Participant.person == person
    mute = Participant.select(Participant.thread).where(
        mine & participants.hears_nothing()
    )
    here = Thread.vendor.in_([shop.id for shop in shops])
    return Thread.select().where(here & Thread.id.not_in(mute))


def _waiting_on(person: Person, shops: Sequence[int], until: datetime) -> Overdue:
    """Find what waits on a person, but for what they muted."""
    theirs = [shop for shop in vendors.employers(person) if shop.id in set(shops)]
    query = _heard_of(person, theirs).where(_overdue(until))
    named = query.order_by(Thread.waiting_since, Thread.id).limit(MOST_NAMED)
    return Overdue(person=person, threads=list(named), number=query.count())
