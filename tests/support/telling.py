"""
Threads side by side, each with readers who all chose alike, and what they are told.

In every thread there are a customer, two of the vendor's staff, an operator who wrote
and one who but looked. What happens, happens in all of them; the notifier's decisions
are then followed until nothing waits any more, and all is rolled back.
"""

import heapq
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from mcenter import people, threads
from mcenter.changes import choices
from mcenter.config import Limits
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Delivery
from mcenter.outbox import deliveries, parcels
from mcenter.people import participants, vendors
from mcenter.store import rehearsal
from mcenter.threads import progress
from tests.support.domain import NOW, PASS, SCHEME, config
from tests.support.eml import eml

READERS = ("customer", "bob", "carol", "olga", "otto")
SIDES = dict(
    zip(READERS, ("customer", *["vendor"] * 2, *["operator"] * 2), strict=True)
)
HOSTS = {"customer": "customer", "vendor": "acme", "operator": "market"}
EVENTS = (
    *("contact", "customer posts", "bob posts", "carol posts", "olga posts"),
    *("customer answers by mail", "bob answers by mail", "done and reopened"),
)
FREQUENCIES = ("at-once", "bundled", "daily", "never", None)
WORDS = (None, "mute", "follow")
BEFORE = NOW - timedelta(hours=2)
# No brake stops what so many threads tell at one moment.
FREE = Limits(mails_per_person_hour=0, mails_per_thread_hour=0)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What all readers of a thread chose, and whether they read it meanwhile."""

    frequency: str | None
    word: str | None
    quiet: bool
    reads: bool


CHOSEN = tuple(
    Chosen(frequency=frequency, word=word, quiet=quiet, reads=reads)
    for frequency, word, quiet, reads in product(
        FREQUENCIES, WORDS, (False, True), (False, True)
    )
)


class World:
    """A thread for each of CHOSEN, in which all that was said before is told."""

    def __init__(self):
        self._threads = {}
        self._persons = {}
        for number, chosen in enumerate(CHOSEN):
            self._begin(number, chosen)
        Delivery.update(status="sent").execute()
        self._gateway = Gateway(config())

    def _begin(self, number, chosen):
        persons = self._persons[chosen] = {
            name: people.ensure(f"{name}{number}@{HOSTS[SIDES[name]]}.example", now=NOW)
            for name in READERS
        }
        vendor = vendors.add(f"shop-{number}", name="Shop", actor=None, now=NOW)
        for name in ("bob", "carol"):
            vendors.employ(vendor, persons[name], actor=None, now=NOW)
        for name in ("olga", "otto"):
            persons[name].is_operator = True
            persons[name].save()
        said = threads.Post(body="First")
        first = threads.start(vendor, persons["customer"], said, now=BEFORE)
        self._threads[chosen] = first.thread
        threads.post(first.thread, persons["olga"], threads.Post(body="?"), now=BEFORE)
        threads.mark_read(first.thread, persons["otto"], first.id)
        for person in persons.values():
            self._choose(person, chosen)

    def _choose(self, person, chosen):
        wanted = {"frequency": chosen.frequency}
        if chosen.quiet:
            # At the time of the tests it is six and some minutes there.
            wanted |= {"quiet_hours": "06:00-08:30", "timezone": "Europe/Berlin"}
        choices.choose(person, wanted, actor=None, now=BEFORE)

    def told(self, event, configured):
        """
        What each reader is told: when, and why not before.

        By the names of [notify]'s values, what they chose, and who they are.
        """
        told = {}
        with rehearsal():
            here = {chosen: self._happen(event, chosen) for chosen in CHOSEN}
            for name, notify in configured.items():
                with rehearsal():
                    ends = self._followed(notify)
                for chosen, thread in here.items():
                    for reader, person in self._persons[chosen].items():
                        end = ends.get((thread, person.id), ("not owed", ""))
                        told[name, chosen, reader] = end
        return told

    def _happen(self, event, chosen):
        """Let it happen in one thread; its key."""
        persons, thread = self._persons[chosen], self._threads[chosen]
        who, _, what = event.partition(" ")
        if event == "contact":
            said = threads.Post(body="Another")
            vendor, customer = thread.vendor, persons["customer"]
            thread = threads.start(vendor, customer, said, now=NOW).thread
            self._say(thread, persons, chosen)
            self._read(thread, persons, chosen, but="customer")
            return thread.id
        self._say(thread, persons, chosen)
        if event == "done and reopened":
            progress.finish(thread, persons["bob"], now=NOW)
            progress.reopen(thread, persons["bob"], now=NOW)
            return thread.id
        if what == "posts":
            threads.post(thread, persons[who], threads.Post(body="New"), now=NOW)
        else:
            self._answer(thread, persons[who])
        self._read(thread, persons, chosen, but=who)
        return thread.id

    def _say(self, thread, persons, chosen):
        """Let those who have a side there follow or mute it."""
        for person in persons.values() if chosen.word else ():
            choices.say(person, chosen.word, thread.id, actor=None, now=NOW)

    def _read(self, thread, persons, chosen, *, but):
        last = type(thread).get_by_id(thread.id).last_message
        for name, person in persons.items():
            if chosen.reads and name != but:
                threads.mark_read(thread, person, last)

    def _answer(self, thread, person):
        sender = people.addresses(person)[0].addr_spec
        token = participants.find(thread, person).reply_token
        raw = eml(
            "New\n",
            Authentication_Results=PASS.format(sender.rpartition("@")[2]),
            From=sender,
            To=SCHEME.reply_address(token),
            Message_ID=f"<{thread.id}@mail.example>",
        )
        (judged,) = self._gateway.deliver(Fetched(raw=raw), now=NOW)
        assert "message" == judged.effect

    def _followed(self, notify):
        """Look whenever something is due, as often as there is; who was told when."""
        ends, why, moments = {}, {}, [NOW]
        while moments:
            now = heapq.heappop(moments)
            while True:
                decided = parcels.due(now, notify, FREE, most=parcels.LOOK)
                for dropped in decided.dropped:
                    ends[_key(dropped.delivery)] = ("never", dropped.reason)
                for wait in decided.postponed:
                    assert now < wait.until
                    why[_key(wait.delivery)] = wait.reason
                    if wait.until not in moments:
                        heapq.heappush(moments, wait.until)
                for parcel in decided.packed:
                    kind = "digest" if parcel.is_digest else "mail"
                    for row in parcel.deliveries:
                        reason = why.get(_key(row), "")
                        ends[_key(row)] = (f"{kind} {now - NOW}", reason)
                    Delivery.update(status="sent").where(
                        Delivery.id.in_([row.id for row in parcel.deliveries])
                    ).execute()
                if not decided.packed:
                    break
        assert 0 == deliveries.waiting()
        return ends


def _key(row):
    return row.participant.thread_id, row.participant.person_id
