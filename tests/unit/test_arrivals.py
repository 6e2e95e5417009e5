"""Operators who begin to work for a vendor: from then on they are told as its staff."""

import re

import pytest

from mcenter import notifier, outbox, people, threads
from mcenter.changes import arrivals, choices, departures
from mcenter.errors import NotAllowed
from mcenter.models import Participant, Staff
from mcenter.outbox import claims
from tests.support.domain import ANN, BOB, NOW, config

OLGA = "olga@market.example"


@pytest.fixture
def olga(market):
    """An operator."""
    return people.add(
        OLGA, name="Olga", locale=None, operator=True, actor=None, now=NOW
    )


def claim():
    """What there is to be sent, operators' mail as well."""
    return notifier._Notifier(config(notify={"operators": True}), lambda: NOW).claim()


def come(market, person):
    """They work for Acme Tools now."""
    arrivals.employ(market.acme, person, actor=None, now=NOW)


def test_told_of_what_they_looked_at(market, olga):
    """An operator's look made them a quiet part, which staff have not."""
    first = market.contact()
    threads.mark_read(first.thread, olga, first.id)
    come(market, olga)
    message = market.post(first.thread, ANN, "Hello?")
    claim()
    assert ("pending", None) == market.states(message)["Olga"]
    assert "vendor" == market.part(OLGA, first.thread).side


def test_mail_on_its_way_is_composed_anew(market, olga):
    """What was frozen for an operator would carry an address that is dead."""
    thread = market.contact().thread
    market.post(thread, OLGA, "I look into it.")
    market.post(thread, ANN, "Thank you.")
    claims.release(claim())
    come(market, olga)
    (mail,) = [each for each in claim() if each.address == OLGA]
    (token,) = re.findall(rb"Reply-To: <reply\+(\w+)@", outbox.content(mail))
    assert olga == Participant.get(Participant.reply_token == token.decode()).person


def test_who_only_follows_as_an_operator_is_quiet(market):
    """Who was staff once, and takes their word back, is told of nothing."""
    thread = market.contact().thread
    bob = people.find(BOB)
    departures.dismiss(market.acme, bob, actor=None, now=NOW)
    people.describe(bob, name=None, locale=None, operator=True, actor=None, now=NOW)
    for word in ("follow", "unfollow"):
        choices.say(bob, word, thread.id, actor=None, now=NOW)
    message = market.post(thread, ANN, "Hello?")
    assert ["Carol"] == [
        name for name, told in market.states(message).items() if told[0] == "pending"
    ]


def test_a_customer_stays_one(market):
    """Nobody is their own customer."""
    market.contact()
    with pytest.raises(NotAllowed):
        come(market, people.find(ANN))
    assert 2 == Staff.select().count()
