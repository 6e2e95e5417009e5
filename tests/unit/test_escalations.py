"""Threads that wait on a vendor in vain: operators hear of them, once, in one mail."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from peewee import fn

from mcenter import notifier, outbox, people, threads
from mcenter.changes import choices, departures
from mcenter.models import OutboundEmail, Thread
from mcenter.people import vendors
from mcenter.threads import progress
from tests.support.domain import ANN, BOB, CAROL, NOW, config

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLIVE = "olive@market.example"
BOTH = {"vendor_after": 2 * DAY, "operators_after": 4 * DAY}


def operator(address, name=None):
    """Make somebody an operator."""
    return people.add(
        address, name=name, locale=None, operator=True, actor=None, now=NOW
    )


@pytest.fixture
def olive(market):
    """An operator."""
    return operator(OLIVE, "Olive")


def run(now, *, reminders=None, **sections):
    """One run of the notifier, whose mails all arrive; the texts of its alerts."""
    settings = config(reminders=reminders or BOTH, **sections)
    before = OutboundEmail.select(fn.MAX(OutboundEmail.id)).scalar() or 0
    service = notifier._Notifier(settings, lambda: now)
    while mails := service.claim():
        for mail in mails:
            outbox.settle(mail, "sent", "250 ok", now=now)
    made = OutboundEmail.select().where(OutboundEmail.id > before)
    alerts = made.where(OutboundEmail.topic == "overdue").order_by(OutboundEmail.id)
    return [text(mail) for mail in alerts]


def text(mail):
    """What its subject and its text part say, each paragraph on one line."""
    sent = message_from_bytes(outbox.content(mail))
    content = sent.get_payload(0).get_payload(decode=True).decode()
    return " ".join(f"{sent['Subject']} {content}".split())


def test_told_once(market, olive):
    """Four days without an answer: which thread, which vendor, since when, and once."""
    thread = market.contact().thread
    assert [] == run(NOW + 2 * DAY)
    assert [] == run(NOW + 4 * DAY - HOUR)
    (told,) = run(NOW + 4 * DAY)
    assert "Example Market: 1 thread waits for its vendor" in told
    assert (
        f"Thread {thread.id}, Acme Tools (acme), waits since 4 March 2026, 05:06 UTC:"
        f" mcenter show {thread.id}"
    ) in told
    assert ANN not in told
    assert [] == run(NOW + 5 * DAY)
    assert [] == run(NOW + 30 * DAY)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (None, "4 March 2026, 14:06 JST"),
        ("Europe/Berlin", "4 March 2026, 06:06 CET"),
        ("America/Sao_Paulo", "4 March 2026, 02:06 UTC-03:00"),
    ],
)
def test_by_the_clock_on_their_wall(market, olive, zone, expected):
    """Since when is said in an operator's time zone, and which one that is."""
    olive.timezone = zone
    olive.save()
    market.contact()
    run(NOW + 2 * DAY)
    (told,) = run(NOW + 4 * DAY, notify={"timezone": "Asia/Tokyo"})
    assert f"waits since {expected}: mcenter" in told


def test_all_operators(market, olive):
    """Each operator hears of it."""
    operator("otto@market.example")
    market.contact()
    run(NOW + 2 * DAY)
    assert 2 == len(run(NOW + 4 * DAY))


def test_several_in_one_mail(market, olive):
    """Of several threads there is one mail; what comes within the hour waits."""
    for number in range(3):
        market.contact(now=NOW + timedelta(minutes=number))
        run(NOW + 2 * DAY + timedelta(minutes=number))
    (told,) = run(NOW + 4 * DAY + timedelta(minutes=1))
    assert "2 threads wait for their vendors" in told
    assert [] == run(NOW + 4 * DAY + timedelta(minutes=2))
    assert [] == run(NOW + 4 * DAY + timedelta(minutes=60))
    (told,) = run(NOW + 4 * DAY + timedelta(minutes=62))
    assert "Thread 3, Acme" in told
    assert "Thread 2, Acme" not in told


def test_many(market, olive):
    """Of very many threads the longest waiting are named, and the rest is counted."""
    for number in range(60):
        market.contact(now=NOW + timedelta(seconds=number))
    run(NOW + 3 * DAY)
    (told,) = run(NOW + 5 * DAY)
    assert "60 threads wait for their vendors" in told
    assert "Thread 50, Acme" in told
    assert "Thread 51, Acme" not in told
    assert "10 more threads wait as well." in told
    assert 0 == Thread.select().where(Thread.escalated_at.is_null()).count()
    assert [] == run(NOW + 6 * DAY)


def test_all_vendors_are_reminded_first(market, olive):
    """However many claims it takes to remind all, operators get one mail."""
    for number in range(70):
        shop = vendors.add(f"shop{number}", name="Shop", actor=None, now=NOW)
        person = people.ensure(f"shop{number}@shops.example", now=NOW)
        vendors.employ(shop, person, actor=None, now=NOW)
        what = threads.Post(body="Hello?")
        threads.start(shop, people.ensure(ANN, now=NOW), what, now=NOW)
    assert [] == run(NOW + 3 * DAY)
    (told,) = run(NOW + 5 * DAY)
    assert "70 threads wait for their vendors" in told


def answered(market, thread):
    """Bob answers."""
    market.post(thread, BOB, "Yes.", now=NOW + 3 * DAY)


def finished(_market, thread):
    """Somebody says that nothing is to be done."""
    progress.finish(thread, None, now=NOW + 3 * DAY)


def closed(market, _thread):
    """The vendor is closed."""
    vendors.close(market.acme, actor=None, now=NOW + 3 * DAY)


def unreached(_market, _thread):
    """Nobody there could be reminded."""
    for address in (BOB, CAROL):
        assert people.suppress(people.find(address), address, now=NOW)


def noted(market, thread):
    """An operator says something: nobody has answered."""
    market.post(thread, OLIVE, "We look after it.", now=NOW + 3 * DAY)


@pytest.mark.parametrize(
    ("happens", "expected"),
    [(answered, 0), (finished, 0), (closed, 0), (unreached, 1), (noted, 1)],
)
def test_of_what(market, olive, happens, expected):
    """Operators hear of what waits still, whether or not anybody could be reminded."""
    thread = Thread.get_by_id(market.contact().thread_id)
    run(NOW + 2 * DAY)
    happens(market, thread)
    assert expected == len(run(NOW + 4 * DAY))


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({"reminders": {"operators_after": timedelta(0)}}, 0),
        ({"reminders": {"vendor_after": timedelta(0)}}, 1),
        ({"reminders": {"vendor_after": 5 * DAY, "operators_after": 4 * DAY}}, 0),
        ({"notify": {"vendors": False}}, 1),
        ({"notify": {"operators": False}}, 1),
    ],
)
def test_marketplace_says(market, olive, sections, expected):
    """0 is none; who is not to be reminded cannot be, and operators hear of that."""
    market.contact()
    assert [] == run(NOW + 2 * DAY, **sections)
    assert expected == len(run(NOW + 4 * DAY, **sections))


def test_anew(market, olive):
    """A new waiting is told of anew."""
    thread = market.contact().thread
    run(NOW + 2 * DAY)
    assert 1 == len(run(NOW + 4 * DAY))
    market.post(thread, BOB, "Yes.", now=NOW + 4 * DAY)
    market.post(thread, ANN, "Where?", now=NOW + 4 * DAY)
    run(NOW + 6 * DAY)
    assert 1 == len(run(NOW + 8 * DAY))


def reopened(thread):
    """It was done for a month."""
    progress.finish(thread, None, now=NOW + HOUR)
    progress.reopen(thread, None, now=NOW + 30 * DAY)


@pytest.mark.parametrize("happens", [reopened, lambda _: None])
def test_a_vendor_has_time_to_answer(market, olive, happens):
    """Reopened, or of a store that knew no reminders: the vendor hears of it before."""
    happens(market.contact().thread)
    begun = NOW + 30 * DAY
    assert [] == run(begun)
    kinds = {mail.kind for mail in market.mails() if mail.created_at == begun}
    assert "reminder" in kinds
    assert [] == run(begun + 2 * DAY - HOUR)
    assert 1 == len(run(begun + 2 * DAY))


def muted(thread):
    """Whoever works there has muted it."""
    for address in (BOB, CAROL):
        choices.say(people.find(address), "mute", thread.id, actor=None, now=NOW)


def left(_thread):
    """Nobody works there any more."""
    for address in (BOB, CAROL):
        vendor = vendors.find("acme")
        departures.dismiss(vendor, people.find(address), actor=None, now=NOW)


def refusing(_thread):
    """They want no mail."""
    for address in (BOB, CAROL):
        wanted = {"frequency": "never"}
        choices.choose(people.find(address), wanted, actor=None, now=NOW)


def dead(_thread):
    """Their addresses take none."""
    for address in (BOB, CAROL):
        people.suppress(people.find(address), address, now=NOW)


@pytest.mark.parametrize(
    ("happens", "sections"),
    [
        (muted, {}),
        (left, {}),
        (refusing, {}),
        (dead, {}),
        (lambda _: None, {"notify": {"vendors": False}}),
        (lambda _: None, {"notify": {"frequency": "never"}}),
        (lambda _: None, {"reminders": {**BOTH, "vendor_after": timedelta(0)}}),
        (lambda _: None, {"reminders": {**BOTH, "vendor_after": 4 * DAY}}),
        (lambda _: None, {"reminders": {**BOTH, "vendor_after": 5 * DAY}}),
    ],
)
def test_nobody_there_has_time(market, olive, happens, sections):
    """Where no vendor reads of it, or has time before operators, these hear at once."""
    happens(market.contact().thread)
    assert 1 == len(run(NOW + 30 * DAY, **sections))


def test_one_who_hears_of_it_is_enough(market, olive):
    """Where one of two reads of it, operators wait."""
    thread = market.contact().thread
    choices.say(people.find(BOB), "mute", thread.id, actor=None, now=NOW)
    assert [] == run(NOW + 30 * DAY)
    assert 1 == len(run(NOW + 32 * DAY))


def test_nobody_to_tell(market):
    """Without an operator nothing is lost: who becomes one is told."""
    market.contact()
    assert [] == run(NOW + 2 * DAY)
    assert [] == run(NOW + 4 * DAY)
    people.add(OLIVE, name=None, locale=None, operator=True, actor=None, now=NOW)
    assert 1 == len(run(NOW + 5 * DAY))


def test_runs_of_each_day(market, olive):
    """A run that comes a little earlier than the day before is not one in vain."""
    market.contact(now=NOW - HOUR)
    daily = {"vendor_after": DAY, "operators_after": 2 * DAY}
    begun = NOW + DAY
    for day in range(2):
        early = timedelta(minutes=5 * day)
        told = run(begun + day * DAY - early, reminders=daily)
        assert day == len(told)


def test_operator_who_came_meanwhile(market, olive):
    """A new operator is not told alone of what the others wait for."""
    operators = {"vendor_after": timedelta(0), "operators_after": 4 * DAY}
    market.contact("One.")
    later = timedelta(minutes=20)
    two = market.contact("Two.", customer="amy@customer.example", now=NOW + later)
    assert 1 == len(run(NOW + 4 * DAY, reminders=operators))
    operator("otto@market.example")
    assert [] == run(NOW + 4 * DAY + later, reminders=operators)
    told = run(NOW + 4 * DAY + HOUR, reminders=operators)
    assert 2 == len(told)
    assert all(f"Thread {two.thread.id}," in each for each in told)
