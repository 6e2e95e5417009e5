"""Vendors whom no mail reaches, and who hears of it."""

from datetime import timedelta
from email import message_from_bytes

import pytest

from mcenter import outbox, people
from mcenter.changes import departures
from mcenter.notices import unreached
from mcenter.notices.alerts import Alerts
from mcenter.people import vendors
from mcenter.people.preferences import AT_ONCE, NEVER
from tests.support.domain import ANN, BOB, CAROL, NOW, config

OLIVE = "olive@market.example"


@pytest.fixture
def olive(market):
    """An operator."""
    return people.add(
        OLIVE, name="Olive", locale=None, operator=True, actor=None, now=NOW
    )


def suppress(*addresses):
    """Take these for dead."""
    for address in addresses:
        assert people.suppress(people.find(address), address, now=NOW)


def told(market, now=NOW, frequency=AT_ONCE):
    """Look for such vendors; the mails about them, there are so far."""
    unreached.tell(Alerts(config()), frequency, now=now)
    return [(mail.kind, mail.address, mail.topic) for mail in market.mails()]


def test_all_are_reached(market, olive):
    """One address that takes mail is enough."""
    suppress(BOB)
    assert [] == vendors.unreachable(AT_ONCE)
    assert [] == told(market)


def test_nobody_is_reached(market, olive):
    """An operator is told which vendor, and what can be done, and once."""
    suppress(BOB, CAROL)
    expected = [("alert", OLIVE, f"unreached:{market.acme.id}")]
    assert expected == told(market)
    assert expected == told(market, NOW + timedelta(days=6))
    (mail,) = market.mails()
    sent = message_from_bytes(outbox.content(mail))
    assert "Example Market: no mail reaches Acme Tools" == sent["Subject"]
    text = sent.get_payload(0).get_payload(decode=True).decode()
    assert "mcenter vendor show acme" in text
    assert BOB not in text
    assert 2 == len(told(market, NOW + timedelta(days=8)))


def test_mended(market, olive):
    """An address that is reinstated, or added, reaches somebody again."""
    suppress(BOB, CAROL)
    assert [market.acme] == vendors.unreachable(AT_ONCE)
    people.give_address(people.find(BOB), "bob@home.example", actor=None, now=NOW)
    assert [] == vendors.unreachable(AT_ONCE)
    suppress("bob@home.example")
    assert [market.acme] == vendors.unreachable(AT_ONCE)
    people.reinstate(people.find(CAROL), CAROL, actor=None, now=NOW)
    assert [] == vendors.unreachable(AT_ONCE)


def test_no_staff_at_all(market, olive):
    """A vendor whose staff has left is not reached; a new one has nobody to miss."""
    market.contact()
    for address in (BOB, CAROL):
        departures.dismiss(market.acme, people.find(address), actor=None, now=NOW)
    vendors.add("new", name="New", actor=None, now=NOW)
    assert [market.acme] == vendors.unreachable(AT_ONCE)


def test_closed(market, olive):
    """Of a closed vendor nobody is told."""
    market.contact()
    suppress(BOB, CAROL)
    vendors.close(market.acme, actor=None, now=NOW)
    assert [] == told(market)


def test_customers_do_not_count(market, olive):
    """A customer who is not reached is no vendor; the thread shows what failed."""
    market.contact()
    suppress(ANN)
    assert [] == told(market)


def choose(frequency, *addresses):
    """Let these choose how often they are told."""
    for address in addresses:
        person = people.find(address)
        person.frequency = frequency
        person.save()


def test_who_chose_to_get_none(market, olive):
    """One who leaves is nothing; when the last one has left, operators hear of it."""
    choose(NEVER, BOB)
    assert [] == told(market)
    choose(NEVER, CAROL)
    expected = [("alert", OLIVE, f"unreached:{market.acme.id}")]
    assert expected == told(market)
    assert expected == told(market, NOW + timedelta(days=6))
    (mail,) = market.mails()
    text = message_from_bytes(outbox.content(mail)).get_payload(0).get_payload()
    assert "or they chose to get none" in " ".join(text.split())


def test_one_left_the_other_is_not_reached(market, olive):
    """Of two, one chose to get no mail, the other's address is dead."""
    choose(NEVER, BOB)
    suppress(CAROL)
    assert [market.acme] == vendors.unreachable(AT_ONCE)


@pytest.mark.parametrize("frequency", ["at-once", "bundled", "daily"])
def test_where_nobody_is_told_unasked(market, olive, frequency):
    """Where [notify] tells nobody, who chose something else is told."""
    assert [market.acme] == vendors.unreachable(NEVER)
    choose(frequency, CAROL)
    assert [] == told(market, frequency=NEVER)


def test_who_mutes_one_thread(market, olive):
    """Of the other threads they are told; this one is in the list of what waits."""
    thread = market.contact().thread
    for address in (BOB, CAROL):
        part = market.part(address, thread)
        part.follows = False
        part.save()
    assert [] == told(market)


def test_nobody_to_tell(market):
    """Without an operator, or with one whose address is dead, no mail is owed."""
    suppress(BOB, CAROL)
    assert [] == told(market)
    people.describe(
        people.find(BOB), name=None, locale=None, operator=True, actor=None, now=NOW
    )
    assert [] == told(market)
