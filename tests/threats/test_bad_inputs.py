"""B55 to B58: a secret, a From and a subject, each without what it needs."""

import pytest

from mcenter import people, reply_address
from mcenter.changes import deletion, departures
from mcenter.models import Message, Thread
from mcenter.people import participants, vendors
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME

MALLORY = "mallory@evil.example"
PASS = "mx.market.example; dmarc=pass header.from=acme.example"
FAIL = "mx.market.example; dmarc=fail header.from=acme.example"


def posts():
    """How many messages there are."""
    return Message.select().count()


def test_b55_third_party_with_a_valid_token(market, thread, rule_for):
    """Held; nobody joins the thread."""
    before = {part.person_id for part in participants.on_side(thread, "vendor")}
    raw = market.answer(thread, MALLORY, holder=BOB, Cc="eve@evil.example")
    assert "sender_mismatch" == rule_for(raw)
    assert before == {part.person_id for part in participants.on_side(thread, "vendor")}
    assert [None, None] == [people.known(MALLORY), people.known("eve@evil.example")]


@pytest.mark.parametrize(
    ("results", "rule"),
    [
        (FAIL, "authentication_failed"),
        (None, "not_authenticated"),
        (PASS.replace("mx.market", "mx.other"), "not_authenticated"),
        ([FAIL, PASS], "authentication_contradicts"),
    ],
)
def test_b56_right_token_and_from(market, thread, rule_for, results, rule):
    """Without the mail host's word they are not enough."""
    raw = market.answer(thread, Authentication_Results=results)
    assert rule == rule_for(raw)
    assert 1 == posts()


def test_b57_number_in_the_subject(market, thread, rule_for):
    """It is no carrier."""
    raw = market.answer(thread, To="messages@market.example", Subject="Re: [#123] x")
    assert "no_carrier" == rule_for(raw)
    assert 1 == posts()


def test_b58_revoked(market, thread, rule_for):
    """A dismissed colleague's reply address carries nothing, whoever writes to it."""
    token = market.reply_to(CAROL, thread)
    departures.dismiss(market.acme, people.find(CAROL), actor=None, now=NOW)
    for sender in (CAROL, BOB, ANN):
        assert "revoked_token" == rule_for(
            market.answer(thread, sender, holder=BOB, To=token)
        )
    assert 1 == posts()


def test_b58_of_a_deleted_thread(market, thread, rule_for):
    """Where it belonged to is gone: nobody's."""
    raw = market.answer(thread)
    deletion.delete(thread, actor=None, now=NOW)
    assert "unknown_token" == rule_for(raw)
    assert (0, 0) == (posts(), Thread.select().count())


def test_b58_another_vendors(market, thread, rule_for):
    """Dave of another vendor holds a token of his own thread, and of no other."""
    other = vendors.add("other", name="Other", actor=None, now=NOW)
    dave = people.ensure("dave@other.example", now=NOW)
    vendors.employ(other, dave, actor=None, now=NOW)
    raw = market.answer(thread, "dave@other.example", holder=BOB)
    assert "sender_mismatch" == rule_for(raw)
    assert 1 == posts()


def test_b58_upper_cased(market, thread, rule_for):
    """It is the same token."""
    raw = market.answer(thread, To=market.reply_to(BOB, thread).upper())
    assert None is rule_for(raw)
    unknown = SCHEME.reply_address(reply_address.mint()).upper()
    assert "unknown_token" == rule_for(market.answer(thread, To=unknown))
