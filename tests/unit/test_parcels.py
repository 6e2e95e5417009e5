"""What the next mail carries: who is told, what waits, what nobody needs."""

from datetime import timedelta

import pytest

from mcenter import departures, parcels, people, threads
from mcenter.config import Limits, Notify
from mcenter.models import Address
from tests.support.domain import ANN, BOB, CAROL, NOW

FREE = {"mails_per_person_hour": 0, "mails_per_thread_hour": 0}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def due(now=NOW, *, limits=FREE, most=100, **notify):
    """The parcels: to whom, and which messages."""
    decided = parcels.due(now, Notify(**notify), Limits(**limits), most=most)
    told = [
        (parcel.address, [row.message.body for row in parcel.deliveries])
        for parcel in decided.packed
    ]
    return told, len(decided.dropped)


def make(market, count, address=BOB, *, now=NOW):
    """Mails to somebody that the brakes count."""
    for number in range(count):
        message = market.contact(f"old {number}", now=now)
        market.frozen(address, message, number=number, now=now)


def test_everybody_of_the_other_side(market):
    """A customer's message is owed to all staff, an answer to the customer."""
    message = market.contact("one")
    assert ([(BOB, ["one"]), (CAROL, ["one"])], 0) == due()
    market.post(message.thread, BOB, "two")
    assert (ANN, ["two"]) in due()[0]


def test_bundle(market):
    """What one is owed in a thread is one parcel, in the messages' order."""
    message = market.contact("one")
    market.post(message.thread, ANN, "two")
    assert [(BOB, ["one", "two"]), (CAROL, ["one", "two"])] == due()[0]


def test_no_bundle(market):
    """Without bundles each message is a mail of its own."""
    message = market.contact("one")
    market.post(message.thread, ANN, "two")
    expected = [(to, [body]) for to in (BOB, CAROL) for body in ("one", "two")]
    assert expected == due(bundle=False)[0]


def test_two_threads_are_two_parcels(market):
    """Threads are not mixed, whoever is told."""
    market.contact("one")
    market.contact("two")
    assert [(BOB, ["one"]), (CAROL, ["one"]), (BOB, ["two"]), (CAROL, ["two"])] == (
        due()[0]
    )


def test_delay(market):
    """Nothing goes before the delay is over."""
    market.contact("one")
    assert ([], 0) == due(NOW + 4 * MINUTE, delay=5 * MINUTE)
    assert 2 == len(due(NOW + 5 * MINUTE, delay=5 * MINUTE)[0])


def test_read_meanwhile(market):
    """What was read before it was due needs no mail."""
    message = market.contact("one")
    threads.mark_read(message.thread, people.find(BOB), message.id)
    assert ([(CAROL, ["one"])], 1) == due()
    assert ("unneeded", "read") == market.states(message)["Bob"]


def test_muted(market):
    """Who muted a thread is not told of it."""
    message = market.contact("one")
    part = market.part(BOB, message.thread)
    part.muted = True
    part.save()
    assert ([(CAROL, ["one"])], 1) == due()
    assert ("unneeded", "muted") == market.states(message)["Bob"]


@pytest.mark.parametrize(
    ("switch", "expected", "name"),
    [("customers", [CAROL], "Customer 3"), ("vendors", [ANN], "Carol")],
)
def test_side_that_gets_no_mail(market, switch, expected, name):
    """A side that is switched off gets none; the reason says so."""
    first = market.contact("one")
    second = market.post(first.thread, BOB, "two")
    told, unneeded = due(**{switch: False})
    assert (expected, 2) == ([address for address, _ in told], unneeded)
    states = market.states(first) | market.states(second)
    assert ("unneeded", "unsent") == states[name]
    assert ("unneeded", "read") == states["Bob"]


def test_dismissed(market):
    """Who left the staff is told of nothing more."""
    message = market.contact("one")
    departures.dismiss(market.acme, people.find(BOB), actor=None, now=NOW)
    assert [(CAROL, ["one"])] == due()[0]
    assert ("unneeded", "cancelled") == market.states(message)["Bob"]


def test_no_usable_address(market):
    """Mail to an address that is suppressed is not sent."""
    message = market.contact("one")
    Address.update(suppressed_at=NOW).where(Address.addr_spec == BOB).execute()
    assert ([(CAROL, ["one"])], 1) == due()
    assert ("unneeded", "suppressed") == market.states(message)["Bob"]


def test_brake_of_a_person(market):
    """Who had enough within the hour waits until the oldest of it is an hour old."""
    make(market, 2, now=NOW - 30 * MINUTE)
    market.contact("new")
    brake = {"mails_per_person_hour": 2, "mails_per_thread_hour": 0}
    others = {CAROL}
    assert others == {address for address, _ in due(limits=brake)[0]}
    assert BOB not in dict(due(NOW + 29 * MINUTE, limits=brake)[0])
    assert BOB in dict(due(NOW + 30 * MINUTE, limits=brake)[0])


def test_brake_of_a_thread(market):
    """A thread that had enough waits, for everybody in it; other threads do not."""
    message = market.contact("old")
    market.frozen(BOB, message)
    market.post(message.thread, ANN, "new")
    market.contact("elsewhere")
    brake = {"mails_per_person_hour": 0, "mails_per_thread_hour": 1}
    told = due(limits=brake)[0]
    assert [["elsewhere"]] == [bodies for _, bodies in told]
    later = due(NOW + HOUR, limits={**brake, "mails_per_thread_hour": 9})[0]
    assert (BOB, ["new"]) in later
    assert (CAROL, ["old", "new"]) in later


def test_brake_counts_what_is_packed_now(market):
    """One claim packs no more than the brake lets through."""
    for number in range(5):
        market.contact(f"{number}")
    brake = {"mails_per_person_hour": 2, "mails_per_thread_hour": 0}
    told = [address for address, _ in due(limits=brake)[0]]
    assert (2, 2) == (told.count(BOB), told.count(CAROL))
    assert 4 == len(due(NOW + HOUR, limits=brake)[0])


def test_what_waits_is_not_dropped(market):
    """A brake says nothing of a delivery but when it is due."""
    make(market, 1)
    message = market.contact("new")
    due(limits={"mails_per_person_hour": 1, "mails_per_thread_hour": 0})
    assert ("pending", None) == market.states(message)["Bob"]


def test_most_takes_the_longest_due(market):
    """With room for few, those go that waited longest."""
    market.contact("late", now=NOW)
    market.contact("early", now=NOW - HOUR)
    told, _ = due(most=2)
    assert [(BOB, ["early"]), (CAROL, ["early"])] == told


def test_unneeded_ones_hide_nothing(market, monkeypatch):
    """However many turn out to be unneeded, the next one is found."""
    monkeypatch.setattr(parcels, "LOOK", 3)
    for number in range(4):
        message = market.contact(f"{number}", now=NOW - HOUR)
        for address in (BOB, CAROL):
            threads.mark_read(message.thread, people.find(address), message.id)
    market.contact("new")
    told, unneeded = due()
    assert ((BOB, ["new"]), 8) == (told[0], unneeded)


def test_a_bundle_has_its_size(market):
    """More posts than a mail should carry go in several, and none is left out."""
    thread = market.contact("0").thread
    for number in range(1, parcels.BUNDLE_POSTS + 1):
        market.post(thread, ANN, str(number))
    told, _ = due()
    assert [BOB, BOB, CAROL, CAROL] == [to for to, _ in told]
    assert [50, 1, 50, 1] == [len(bodies) for _, bodies in told]


def test_long_posts_go_one_by_one(market):
    """Two posts that together are too long for a mail go in two."""
    long = "x" * (parcels.BUNDLE_CHARACTERS - 1)
    message = market.contact(long)
    market.post(message.thread, ANN, long)
    assert [BOB, BOB, CAROL, CAROL] == [to for to, _ in due()[0]]
