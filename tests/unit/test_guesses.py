"""T3: many mails to reply addresses that nobody was given are told of, once a day."""

from datetime import timedelta

import pytest

from mcenter import people
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.notices import guesses
from mcenter.reply_address import mint
from tests.support.domain import NOW, SCHEME, config
from tests.support.eml import eml


@pytest.fixture
def gateway(market):
    """The gateway of a marketplace with an operator."""
    people.add(
        "olga@market.example",
        name="Olga",
        locale=None,
        operator=True,
        actor=None,
        now=NOW,
    )
    return Gateway(config())


def guess(gateway, count, *, now=NOW):
    """Let so many mails come to addresses that are made up."""
    for _ in range(count):
        raw = eml(To=SCHEME.reply_address(mint()))
        (judged,) = gateway.deliver(Fetched(raw=raw), now=now)
        assert "unknown_token" == judged.rule


def test_t3_alarm(market, gateway):
    """An operator hears of many within a day, and not of each."""
    guess(gateway, guesses.MANY - 1)
    assert [] == market.mails()
    guess(gateway, 3)
    assert ["alert"] == [mail.kind for mail in market.mails()]


def test_not_of_a_few_each_day(market, gateway):
    """What comes over days is no guessing."""
    for day in range(3):
        guess(gateway, guesses.MANY // 2, now=NOW + timedelta(days=day))
    assert [] == market.mails()


def test_counts_no_more_than_it_must(gateway):
    """A flood is counted up to where it is one."""
    guess(gateway, 5)
    assert (5, 3) == (guesses.count(NOW), guesses.count(NOW, most=3))
