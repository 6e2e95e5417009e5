"""What a rehearsal says of what does not go: why not, and until when."""

from datetime import timedelta

import pytest

from mcenter import notifier, outbox, people, store
from mcenter.config import Limits, Notify
from mcenter.models import Delivery, OutboundEmail, database
from mcenter.outbox import forecasts, parcels
from tests.support import reasons
from tests.support.domain import ANN, BOB, CAROL, NOW, config

SECOND = timedelta(seconds=1)


def rehearse(now=NOW, most=forecasts.MOST, **settings):
    """One rehearsal with these settings."""
    return notifier.rehearse(config(**settings), lambda: now, most=most)


def told(run):
    """To whom, why not, until when, and what the server said."""
    return [(other.to, other.reason, other.until, other.reply) for other in run.others]


def dump():
    """The whole store, as statements."""
    return list(database.connection().iterdump())


def test_every_reason(market):
    """Each has theirs; the store stays as it is, and the next one says the same."""
    expected = reasons.build(market)
    settings = {"notify": reasons.NOTIFY, "limits": reasons.LIMITS}
    before = dump()
    run = rehearse(**settings)
    assert before == dump()
    assert sorted(map(str, expected)) == sorted(map(str, told(run)))
    assert ["going@mail.example"] == [mail.to for mail in run.mails]
    assert told(run) == told(rehearse(**settings))
    assert (6, 0) == (run.unneeded, run.more)


def test_after_a_run(market):
    """What a run has put off is told of with its reason, what it dropped no more."""
    expected = reasons.build(market)
    notify, limits = Notify(**reasons.NOTIFY), Limits(**reasons.LIMITS)
    with store.transaction():
        packed = parcels.due(NOW, notify, limits, most=100).packed
    Delivery.update(status="sent").where(
        Delivery.id.in_([row.id for parcel in packed for row in parcel.deliveries])
    ).execute()
    run = rehearse(notify=reasons.NOTIFY, limits=reasons.LIMITS)
    waiting = [each for each in expected if each[2] is not None]
    assert sorted(map(str, waiting)) == sorted(map(str, told(run)))
    assert ([], 0) == (run.mails, run.unneeded)


def test_in_order(market):
    """What goes soonest is told first, what will never be sent last."""
    reasons.build(market)
    run = rehearse(notify=reasons.NOTIFY, limits=reasons.LIMITS)
    times = [other.until for other in run.others]
    waiting = [time for time in times if time is not None]
    assert sorted(waiting) == times[: len(waiting)]


def test_which(market):
    """Each is told with its thread and message, and the mail that it is in."""
    message = market.contact()
    mail = market.frozen(BOB, message, now=NOW + SECOND)
    (other,) = [each for each in rehearse().others if each.to == BOB]
    assert (message.thread_id, message.id, mail.id) == (
        other.thread,
        other.message,
        other.mail,
    )


@pytest.mark.parametrize(
    ("smtp", "until"),
    [
        ({"per_minute": 2}, 40 * SECOND),
        ({"per_day": 2}, timedelta(days=1) - 20 * SECOND),
        ({"per_minute": 2, "per_day": 3}, 40 * SECOND),
    ],
)
def test_pace(market, smtp, until):
    """What the server's pace keeps back waits until the oldest mail counts no more."""
    market.sent(BOB, market.contact("old"), now=NOW - 20 * SECOND)
    Delivery.update(status="sent").execute()
    market.contact("new")
    run = rehearse(smtp=smtp)
    assert [BOB] == [mail.to for mail in run.mails]
    assert [(CAROL, "pace", NOW + until, None)] == told(run)


def test_pace_of_a_frozen_mail(market):
    """So does a mail that was made before, and what waits behind it."""
    message = market.contact()
    market.sent(BOB, message, now=NOW - 20 * SECOND)
    mail = market.frozen(CAROL, message, number=2)
    run = rehearse(smtp={"per_minute": 1})
    assert [] == run.mails
    assert [(CAROL, "pace", NOW + 40 * SECOND, None)] == told(run)
    assert [mail.id] == [other.mail for other in run.others]


def test_turn(market, monkeypatch):
    """What a claim has no room for goes behind it."""
    market.contact()
    monkeypatch.setattr(parcels, "LOOK", 1)
    run = rehearse()
    assert [BOB] == [mail.to for mail in run.mails]
    assert [(CAROL, "turn", NOW, None)] == told(run)


def test_brake_on_a_thread(market):
    """All of a thread waits, also what came after the brake was put on."""
    message = market.contact()
    for number, address in enumerate((BOB, CAROL)):
        market.frozen(address, message, number=number, now=NOW - timedelta(minutes=9))
    OutboundEmail.update(status="sent").execute()
    for body in ("two", "three"):
        market.post(message.thread, ANN, body)
    run = rehearse(limits={"mails_per_thread_hour": 2})
    until = NOW + timedelta(minutes=51)
    assert [(BOB, "brake", until, None), (CAROL, "brake", until, None)] * 2 == told(run)
    with store.transaction():
        parcels.due(NOW, Notify(), Limits(mails_per_thread_hour=2), most=9)
    run = rehearse(NOW + SECOND, limits={"mails_per_thread_hour": 2})
    assert [(BOB, "brake", until, None), (CAROL, "brake", until, None)] * 2 == told(run)


def test_no_address_left(market):
    """Who has no address any more is told of without one."""
    message = market.contact()
    people.find(BOB).addresses[0].delete_instance()
    (other,) = [each for each in rehearse().others if each.message == message.id]
    assert ("", "suppressed") == (other.to, other.reason)


def test_bounded(market):
    """So many rows are looked at and the others counted; None looks at all."""
    for number in range(4):
        market.contact(f"Question {number}")
    before = dump()
    run = rehearse(most=3)
    assert (3, 0, 5) == (len(run.mails), len(run.others), run.more)
    assert before == dump()
    for most in (8, 9, None):
        run = rehearse(most=most)
        assert (8, 0, 0) == (len(run.mails), len(run.others), run.more)


def test_bounded_mails(market):
    """So it is with mails that are frozen already."""
    message = market.contact()
    for number, address in enumerate((BOB, CAROL)):
        market.frozen(address, message, number=number)
    run = rehearse(most=1)
    assert ([BOB], [], 1) == ([mail.to for mail in run.mails], run.others, run.more)


def test_cancelled_mail(market):
    """A mail that was made and is not needed any more is told of as what it carries."""
    message = market.contact()
    mail = market.frozen(BOB, message)
    market.post(message.thread, BOB, "Yes.")
    run = rehearse()
    (other,) = [each for each in run.others if each.to == BOB]
    assert ("read", None, mail.id) == (other.reason, other.until, other.mail)
    assert "pending" == outbox.find(mail.id).status
