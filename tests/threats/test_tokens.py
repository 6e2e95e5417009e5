"""T3: reply addresses that are guessed, cut, stretched, or somebody else's."""

import secrets

import pytest

from mcenter import people, reply_address
from mcenter.changes import departures
from mcenter.models import Message
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME
from tests.support.sizes import size

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


@pytest.mark.parametrize("length", range(41))
def test_t3_length(market, thread, rule_for, length):
    """The first letters of a token, or all and some more, are nobody's."""
    token = market.part(BOB, thread).reply_token
    given = (token + "a" * 40)[:length]
    rule = rule_for(market.answer(thread, To=SCHEME.reply_address(given)))
    if given == token:
        assert None is rule
    else:
        # Nothing at all between the signs is no reply address.
        assert ("unknown_token" if given else "no_carrier") == rule
        assert 1 == Message.select().count()


def test_t3_one_letter_off(market, thread, rule_for):
    """Each place of it counts, and no other spelling stands for a letter."""
    token = market.part(BOB, thread).reply_token
    assert reply_address.TOKEN_LENGTH == len(token)
    for at, letter in enumerate(token):
        other = ALPHABET[(ALPHABET.index(letter) + 1) % 32]
        given = SCHEME.reply_address(token[:at] + other + token[at + 1 :])
        assert "unknown_token" == rule_for(market.answer(thread, To=given))
    for given in (
        token.replace(token[0], "0", 1),
        f"{token}=",
        f"{token[:13]}-{token}",
    ):
        raw = market.answer(thread, To=SCHEME.reply_address(given))
        assert "unknown_token" == rule_for(raw)
    assert 1 == Message.select().count()


def test_t3_case(market, thread, rule_for):
    """Mail systems fold it: in capitals, or some of each, it is the same token."""
    token = market.part(BOB, thread).reply_token
    for number, given in enumerate((token.upper(), token.title(), token.swapcase())):
        to = SCHEME.reply_address(given)
        raw = market.answer(thread, body=f"Yes {number}.", To=to)
        assert None is rule_for(raw)


def test_t3_another_threads(market, thread, rule_for):
    """It posts in its own thread, whatever the mail says of the other."""
    other = market.contact("Another?").thread
    first = market.frozen(BOB, Message.get(Message.thread == thread))
    raw = market.answer(other, In_Reply_To=first.message_id)
    assert "carriers_disagree" == rule_for(raw)
    assert None is rule_for(market.answer(other, Subject=f"Re: [#{thread.id}]"))
    last = Message.select().order_by(Message.id.desc()).get()
    assert other == last.thread


def test_t3_revoked(market, thread, rule_for):
    """It stays dead when who had it comes back, with another one."""
    old = market.reply_to(CAROL, thread)
    departures.dismiss(market.acme, people.find(CAROL), actor=None, now=NOW)
    raw = market.answer(thread, CAROL, holder=BOB, To=old)
    assert "revoked_token" == rule_for(raw)
    vendors.employ(market.acme, people.find(CAROL), actor=None, now=NOW)
    market.post(thread, ANN, "Hello?")
    assert old != market.reply_to(CAROL, thread)
    again = market.answer(thread, CAROL, To=old, Message_ID="<2@acme.example>")
    assert "unknown_token" == rule_for(again)


def test_t3_guesses(market, thread, rule_for):
    """Of a million tokens at random none is anybody's; a true one among them is."""
    true = market.reply_to(BOB, thread)
    guesses = size(20_000, full=1_000_000)
    for _ in range(guesses // 100):
        shown = [SCHEME.reply_address(reply_address.mint()) for _ in range(100)]
        found = reply_address.find_carrier(SCHEME, visible=shown, hidden=[], answers=[])
        assert "unknown_token" == found.problem
    shown[secrets.randbelow(100)] = true
    found = reply_address.find_carrier(SCHEME, visible=shown, hidden=[], answers=[])
    assert [market.part(BOB, thread)] == list(found.participants)


def test_t3_tokens_are_random(market):
    """130 bits, in letters that no mail system changes; no two are near each other."""
    minted = [reply_address.mint() for _ in range(2000)]
    assert 2000 == len(set(minted))
    assert {26} == set(map(len, minted))
    assert set(ALPHABET) == set("".join(minted))
    # Each place takes each letter about as often: 62.5 times, give or take.
    for place in zip(*minted, strict=True):
        counts = [place.count(letter) for letter in ALPHABET]
        assert 20 < min(counts) <= max(counts) < 125
