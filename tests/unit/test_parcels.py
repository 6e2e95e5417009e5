"""What the next mail carries: who is told, what waits, what nobody needs."""

from datetime import UTC, datetime, timedelta

import pytest

from mcenter import people, threads
from mcenter.changes import choices, departures
from mcenter.config import Limits, Notify
from mcenter.models import Address
from mcenter.outbox import deliveries, parcels
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


def test_of_endless_posts_no_more_is_read_than_is_told(market):
    """Many of them would fill the memory: the rest stays in the store."""
    endless = deliveries.LONGEST_BODY * "ü\n"
    message = market.contact(endless)
    read = endless[: deliveries.LONGEST_BODY + 1]
    told, _ = due()
    assert [(BOB, [read]), (CAROL, [read])] == told
    mail = market.frozen(BOB, message)
    (carried,) = deliveries.carried_by([mail])[mail.id]
    assert read == carried.message.body


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


def test_long_posts_go_in_several_mails(market):
    """Posts of which too much would be told in one mail go in two."""
    long = "x" * deliveries.LONGEST_BODY
    message = market.contact(long)
    most = parcels.BUNDLE_CHARACTERS // deliveries.LONGEST_BODY
    for _ in range(most):
        market.post(message.thread, ANN, long)
    told = [(to, len(bodies)) for to, bodies in due()[0]]
    assert [(BOB, most), (BOB, 1), (CAROL, most), (CAROL, 1)] == told


def choose(address, *, now=NOW, **wanted):
    """Somebody chooses."""
    choices.choose(people.find(address), wanted, actor=None, now=now)


def postponed(now=NOW, *, limits=FREE, **notify):
    """What is put off: whose, which message, why, until when."""
    decided = parcels.due(now, Notify(**notify), Limits(**limits), most=100)
    return [
        (
            each.delivery.participant.person.name,
            each.delivery.message.body,
            each.reason,
            each.until,
        )
        for each in decided.postponed
    ]


def test_window(market):
    """A bundle waits from its first message on, and one that comes later joins it."""
    choose(BOB, frequency="bundled", window_seconds=1800)
    thread = market.contact("one").thread
    at = NOW + 30 * MINUTE
    assert [("Bob", "one", "window", at)] == postponed()
    market.post(thread, ANN, "two", now=NOW + 20 * MINUTE)
    assert [("Bob", "two", "window", at)] == postponed(NOW + 20 * MINUTE)
    assert (BOB, ["one", "two"]) not in due(at - MINUTE)[0]
    assert (BOB, ["one", "two"]) in due(at, bundle=False)[0]


def test_window_of_what_is_unread(market):
    """What was read begins no window: it is the next one's that counts."""
    choose(BOB, frequency="bundled", window_seconds=1800)
    message = market.contact("one")
    due()
    threads.mark_read(message.thread, people.find(BOB), message.id)
    later = NOW + 20 * MINUTE
    market.post(message.thread, ANN, "two", now=later)
    assert ("Bob", "two", "window", later + 30 * MINUTE) in postponed(later)


def test_each_thread_has_its_window(market):
    """Two threads are two bundles."""
    choose(BOB, frequency="bundled", window_seconds=1800)
    market.contact("one")
    market.contact("two", now=NOW + 10 * MINUTE)
    postponed(NOW + 10 * MINUTE)
    first, second = NOW + 30 * MINUTE, NOW + 40 * MINUTE
    assert [["one"]] == [bodies for to, bodies in due(first)[0] if to == BOB]
    assert (BOB, ["two"]) in due(second)[0]


def test_digest(market):
    """All threads of a person are one parcel, at the hour of their clock."""
    choose(BOB, frequency="daily", timezone="Asia/Kolkata")
    first = market.contact("one")
    market.contact("two", customer="dora@customer.example")
    market.post(first.thread, ANN, "three")
    # Half past two in UTC is eight there; it has been that today.
    at = datetime(2026, 3, 5, 2, 30, tzinfo=UTC)
    assert {("digest", at)} == {(why, until) for _, _, why, until in postponed()}
    packed = parcels.due(at, Notify(), Limits(**FREE), most=9).packed
    assert [(BOB, ["one", "three", "two"])] == [
        (parcel.address, [row.message.body for row in parcel.deliveries])
        for parcel in packed
        if parcel.is_digest
    ]


def test_digests_of_many(market, monkeypatch):
    """However they lie in the queue, each gets one that holds all that is theirs."""
    monkeypatch.setattr(parcels, "LOOK", 3)
    for address in (BOB, CAROL):
        choose(address, frequency="daily")
    messages = [market.contact(f"{number}") for number in range(6)]
    assert ([], 0) == due()
    told, _ = due(datetime(2026, 3, 4, 8, tzinfo=UTC), most=2)
    bodies = [message.body for message in messages]
    assert [(BOB, bodies), (CAROL, bodies)] == told


def test_what_waits_hides_nothing(market, monkeypatch):
    """Those whose hour has not come are in nobody's way."""
    monkeypatch.setattr(parcels, "LOOK", 3)
    for address in (BOB, CAROL):
        choose(address, frequency="daily")
    for number in range(10):
        market.contact(f"{number}", now=NOW - HOUR)
    market.post(market.contact("last").thread, BOB, "answer")
    assert [(ANN, ["answer"])] == due()[0]
    assert [people.find(ANN).id] == [
        owed.person for owed in deliveries.next_due(NOW, 10)
    ]


def test_quiet_hours(market):
    """In somebody's night nothing is sent to them; to others it is."""
    choose(BOB, quiet_hours="22:00-07:00", timezone="Europe/Berlin")
    market.contact("one")
    night = datetime(2026, 3, 4, 6, tzinfo=UTC)
    assert [("Bob", "one", "quiet hours", night)] == postponed()
    assert (BOB, ["one"]) in due(night)[0]


def test_quiet_hours_of_all(market):
    """[notify] has hours for those who chose none; none is a choice as well."""
    choose(BOB, quiet_hours="")
    market.contact("one")
    assert [(BOB, ["one"])] == due(quiet_hours="05:00-06:00")[0]


def test_delay_and_window(market):
    """A window counts from the message on, as the delay does; the longer one holds."""
    choose(BOB, frequency="bundled", window_seconds=60)
    market.contact("one")
    assert {("delay", NOW + 5 * MINUTE)} == {
        (why, until) for _, _, why, until in postponed(delay=5 * MINUTE)
    }
    assert (BOB, ["one"]) in due(NOW + 5 * MINUTE, delay=5 * MINUTE)[0]


def test_a_choice_is_heeded_at_once(market):
    """What waited for a window, or a night, goes when its person wants it now."""
    choose(BOB, frequency="daily")
    market.contact("one")
    assert (BOB, ["one"]) not in due()[0]
    choose(BOB, frequency="at-once", now=NOW + MINUTE)
    assert (BOB, ["one"]) in due(NOW + MINUTE)[0]


def test_never(market):
    """Who wants no mail is owed none; that they left is the reason."""
    choose(BOB, frequency="never")
    message = market.contact("one")
    assert ([(CAROL, ["one"])], 1) == due()
    assert ("unneeded", "unsubscribed") == market.states(message)["Bob"]
    assert 1 == due(frequency="never")[1]


def test_muted_by_their_own_word(market):
    """Who muted a thread stays deaf to it though they write there."""
    message = market.contact("one")
    choices.say(people.find(BOB), "mute", message.thread_id, actor=None, now=NOW)
    market.post(message.thread, BOB, "mine")
    second = market.post(message.thread, ANN, "two")
    due()
    assert ("unneeded", "muted") == market.states(second)["Bob"]
    choices.say(people.find(BOB), "unmute", message.thread_id, actor=None, now=NOW)
    market.post(message.thread, ANN, "three")
    assert (BOB, ["three"]) in due()[0]


def test_followed(market):
    """Colleagues' answers are told to who follows the thread, while they are staff."""
    thread = market.contact("one").thread
    choices.say(people.find(CAROL), "follow", thread.id, actor=None, now=NOW)
    assert {"Customer 3", "Carol"} == set(market.states(market.post(thread, BOB, "a")))
    departures.dismiss(market.acme, people.find(CAROL), actor=None, now=NOW)
    assert {"Customer 3"} == set(market.states(market.post(thread, BOB, "b")))


def test_digest_and_brake(market):
    """A digest is one mail to its person; the brake of a thread is not its own."""
    choose(BOB, frequency="daily")
    message = market.contact("one")
    market.post(message.thread, ANN, "two")
    eight = datetime(2026, 3, 4, 8, tzinfo=UTC)
    make(market, 1, now=eight - MINUTE)
    brake = {"mails_per_person_hour": 1, "mails_per_thread_hour": 1}
    assert BOB not in dict(due(eight, limits=brake)[0])
    assert BOB in dict(due(eight + HOUR, limits=brake)[0])
