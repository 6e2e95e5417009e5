"""Brakes on what comes in: what is counted, what is not, and who hears of it."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import inbox, outbox, people
from mcenter.gateway import Gateway, brakes
from mcenter.inbox import Fetched
from mcenter.models import OutboundEmail, Thread
from mcenter.notices import alerts
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, CAROL, NOW, PASS, config
from tests.support.eml import eml

HOUR = timedelta(hours=1)
OLGA = "olga@market.example"
CONTACT = "contact+acme@market.example"


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


@pytest.fixture
def olga(market):
    """An operator."""
    return people.add(
        OLGA, name="Olga", locale=None, operator=True, actor=None, now=NOW
    )


class Box:
    """A gateway with brakes, and mails that are numbered."""

    def __init__(self, market, **sections):
        self._market = market
        self.gateway = Gateway(config(**sections))
        self._count = 0

    def answer(self, thread, sender=BOB, *, now=NOW, **headers):
        """The rule that decides on one more answer."""
        self._count += 1
        given = {"Message_ID": f"<{self._count}@acme.example>", **headers}
        body = f"{self._count}\n"
        return self.take(self._market.answer(thread, sender, body, **given), now)

    def contact(self, sender, *, now=NOW):
        """The rule that decides on one more mail that would begin a thread."""
        self._count += 1
        raw = eml(
            f"{self._count}\n",
            Authentication_Results=PASS.format(sender.rpartition("@")[2]),
            From=sender,
            To=CONTACT,
            Message_ID=f"<{self._count}@acme.example>",
        )
        return self.take(raw, now)

    def take(self, raw, now):
        """Judge a mail."""
        (judged,) = self.gateway.deliver(Fetched(raw=raw), now=now)
        return judged.rule


def limits(person=0, thread=0):
    """The brakes of [limits]."""
    return {"mails_per_person_hour": person, "mails_per_thread_hour": thread}


def test_of_a_person(market, thread):
    """All threads together; a colleague's are their own."""
    other = market.contact("And this?").thread
    box = Box(market, limits=limits(person=2))
    assert [None, None] == [box.answer(thread), box.answer(other)]
    assert ["brake", "brake"] == [box.answer(thread), box.answer(other)]
    assert None is box.answer(thread, CAROL)
    assert None is box.answer(thread, now=NOW + HOUR + timedelta(seconds=1))


def test_of_a_thread(market, thread):
    """Both sides together; another thread goes on."""
    other = market.contact("And this?").thread
    box = Box(market, limits=limits(thread=2))
    assert [None, None] == [box.answer(thread), box.answer(thread, ANN)]
    assert ["brake", "brake"] == [box.answer(thread, CAROL), box.answer(thread, ANN)]
    assert None is box.answer(other)
    assert None is box.answer(thread, now=NOW + HOUR + timedelta(seconds=1))


def test_of_a_day(market, thread):
    """What only the hour's brake slows down ends at four hours' worth a day."""
    box = Box(market, limits=limits(thread=2))
    # Two in each hour, so that the hour's brake is never on.
    times = [NOW + timedelta(minutes=31 * number) for number in range(12)]
    told = [box.answer(thread, now=at) for at in times]
    assert [None] * 8 + ["brake"] * 4 == told
    assert None is box.answer(thread, now=NOW + timedelta(hours=25))


def test_none(market, thread):
    """0 is no brake."""
    box = Box(market, limits=limits())
    assert {None} == {box.answer(thread) for _ in range(40)}


def test_headers_fake_nothing(market, thread):
    """Another date, name, subject or program of the sender's makes no difference."""
    box = Box(market, limits=limits(thread=2))
    box.answer(thread, Date="Mon, 02 Jan 2023 10:00:00 +0100")
    box.answer(thread, Date="Mon, 02 Jan 2023 18:00:00 +0100")
    faked = {
        "Date": "Mon, 01 Jan 2035 10:00:00 +0100",
        "Subject": "Something else",
        "From": f"Carol <{BOB}>",
        "X_Mailer": "A person",
        "Auto_Submitted": "no",
    }
    assert "brake" == box.answer(thread, **faked)


def test_shell_does_not_count(market, thread):
    """Whoever posts by hand is no loop."""
    for number in range(5):
        market.post(thread, BOB, f"{number}")
    assert None is Box(market, limits=limits(person=2, thread=2)).answer(thread)


def test_what_an_operator_accepts(market, thread):
    """It is held in full, accepted in bulk, and brakes nothing that comes after."""
    box = Box(market, limits=limits(thread=2))
    later = NOW + 2 * HOUR
    assert [None, None, *["brake"] * 6] == [box.answer(thread) for _ in range(8)]
    held = inbox.listed(rule="brake")
    assert 6 == len(held)
    ends = {
        box.gateway.accept(mail, force=False, actor=None, now=later).disposition
        for mail in held
    }
    assert {"accepted"} == ends
    assert [None, None, "brake"] == [box.answer(thread, now=later) for _ in range(3)]


def test_what_is_tried_again(market, thread):
    """By the rules as they are then: at most an hour's worth passes."""
    box = Box(market, limits=limits(thread=2))
    for _ in range(6):
        box.answer(thread)
    later = NOW + HOUR + timedelta(seconds=1)
    ends = [
        box.gateway.retry(mail, actor=None, now=later).rule
        for mail in inbox.listed(rule="brake")
    ]
    assert [None, None, "brake", "brake"] == ends


def test_out_and_in(market, thread):
    """The same figure brakes both ways: what goes out waits, what comes in is held."""
    market.sent(BOB, market.post(thread, ANN, "One"), number=1)
    market.sent(BOB, market.post(thread, ANN, "Two"), number=2)
    from mcenter.outbox import parcels  # noqa: PLC0415

    message = market.post(thread, ANN, "Three")
    sections = config(limits=limits(thread=2))
    decided = parcels.due(NOW, sections.notify, sections.limits, most=10)
    assert ([], []) == (decided.packed, decided.dropped)
    reasons = {(each.reason, each.until) for each in decided.postponed}
    assert {("brake", NOW + HOUR)} == reasons
    assert {("pending", None)} == set(market.states(message).values())
    assert None is Box(market, limits=limits(thread=2)).answer(thread)


def test_new_threads_of_a_person(market):
    """They count as posts within the hour, and an hour's worth is a day's."""
    on = {"enabled": True}
    box = Box(market, limits=limits(person=3), contact_by_mail=on)
    thread = market.contact().thread
    assert None is box.answer(thread, ANN)
    assert [None, None, "brake"] == [box.contact(ANN) for _ in range(3)]
    later = NOW + 2 * HOUR
    assert [None, "brake"] == [box.contact(ANN, now=later) for _ in range(2)]
    # Answers go on: only new threads are at their end for the day.
    assert None is box.answer(thread, ANN, now=later)
    assert None is box.contact(ANN, now=NOW + timedelta(hours=27))


def test_strangers(market):
    """T8: of people who were unknown, so many become known an hour, and no more."""
    on = {"enabled": True, "new_people_hour": 3}
    box = Box(market, contact_by_mail=on)
    # Who is made at the shell, and who is known, is no stranger.
    for number in range(5):
        people.ensure(f"shop{number}@customer.example", now=NOW)
    later = NOW + timedelta(minutes=1)
    assert None is box.contact("shop0@customer.example", now=later)
    told = [box.contact(f"x{number}@customer.example") for number in range(10)]
    assert [None] * 3 + ["brake"] * 7 == told
    assert None is box.contact("shop1@customer.example")
    assert None is people.known("x9@customer.example")
    assert 5 == Thread.select().count()
    later = NOW + HOUR + timedelta(seconds=1)
    assert None is box.contact("x9@customer.example", now=later)


def test_strangers_accepted(market):
    """Those whom an operator lets in are no flood."""
    box = Box(market, contact_by_mail={"enabled": True, "new_people_hour": 2})
    for number in range(5):
        box.contact(f"x{number}@customer.example")
    later = NOW + 2 * HOUR
    for mail in inbox.listed(rule="brake"):
        box.gateway.accept(mail, force=False, actor=None, now=later)
    assert 5 == Thread.select().count()
    assert None is box.contact("y@customer.example", now=later)


def test_same_contact_again_and_again(market):
    """The same words to one vendor are a refrain, whichever thread they begin."""
    vendors.add("other", name="Other", actor=None, now=NOW)
    gateway = Gateway(config(contact_by_mail={"enabled": True}))

    def rule(number, to=CONTACT):
        raw = eml(
            "Do you buy used pallets, by the dozen or by the truck load?\n",
            Authentication_Results=PASS.format("customer.example"),
            From=ANN,
            To=to,
            Message_ID=f"<{number}@customer.example>",
        )
        (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
        return judged.rule

    assert [None, None, None, "same_text"] == [rule(number) for number in range(4)]
    assert None is rule(5, "contact+other@market.example")


def told():
    """What operators were told of, oldest first."""
    return list(OutboundEmail.select().where(OutboundEmail.kind == "alert"))


def test_operators_hear_once(market, thread, olga):
    """Once a day of each brake; the holder hears nothing."""
    box = Box(market, limits=limits(thread=2))
    for _ in range(20):
        box.answer(thread)
    (mail,) = told()
    text = message_from_bytes(outbox.content(mail), policy=policy.default)
    assert (OLGA, f"brake:thread {thread.id}") == (mail.address, mail.topic)
    assert "inbox list --rule brake" in text.get_body(["plain"]).get_content()
    assert [mail] == market.mails()
    for _ in range(4):
        box.answer(thread, now=NOW + timedelta(hours=26))
    assert 2 == len(told())


def test_a_refrain_is_told(market, thread, olga):
    """Its person is named by number, and nothing of the text."""
    box = Gateway(config())
    line = "I am at sea until Monday, and read my mail in the harbour.\n"
    for number in range(8):
        raw = market.answer(thread, body=line, Message_ID=f"<{number}@acme.example>")
        box.deliver(Fetched(raw=raw), now=NOW)
    (mail,) = told()
    assert f"brake:person {people.find(BOB).id}" == mail.topic
    assert b"harbour" not in outbox.content(mail)


def test_alerts_have_a_brake(market, olga):
    """A flood in many threads is told of a few times an hour, not for each."""
    every = [market.contact(f"{number}").thread for number in range(12)]
    box = Box(market, limits=limits(thread=1))
    for thread in every:
        assert [None, "brake"] == [box.answer(thread), box.answer(thread)]
    assert brakes.MOST_ALERTS_HOUR == len(told())
    for thread in every[6:8]:
        box.answer(thread, now=NOW + timedelta(minutes=59))
    assert brakes.MOST_ALERTS_HOUR == len(told())
    later = NOW + timedelta(minutes=61)
    assert [None, "brake"] == [box.answer(every[9], now=later) for _ in range(2)]
    assert brakes.MOST_ALERTS_HOUR + 1 == len(told())


def test_alerts_reach_every_operator(market, olga):
    """The brake on alerts counts what they are about, not to whom they go."""
    for number in range(3):
        people.add(
            f"op{number}@market.example",
            name=None,
            locale=None,
            operator=True,
            actor=None,
            now=NOW,
        )
    writer = alerts.Alerts(config())
    for number in range(brakes.MOST_ALERTS_HOUR + 2):
        brakes.tell(writer, f"thread {number}", "brake", now=NOW)
    assert 4 * brakes.MOST_ALERTS_HOUR == len(told())


def test_nobody_to_tell(market, thread):
    """Without an operator's address the mail is held all the same."""
    box = Box(market, limits=limits(thread=1))
    assert [None, "brake"] == [box.answer(thread), box.answer(thread)]
    assert [] == told()
