"""Parts in threads: side, token, read mark; each person has one at most."""

import pytest

from mcenter import people
from mcenter.models import Participant, Staff
from mcenter.people import participants, vendors
from tests.support.domain import ANN, BOB, CAROL, NOW


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def operator(address="olga@market.example"):
    """Somebody of the marketplace."""
    return people.add(
        address, name=None, locale=None, operator=True, actor=None, now=NOW
    )


def test_sides_follow_from_the_records(market, thread):
    """Its customer, its vendor's staff, an operator, in that order; else nobody."""
    stranger = people.ensure("dora@mail.example", now=NOW)
    people.describe(
        people.find(ANN), name=None, locale=None, operator=True, actor=None, now=NOW
    )
    people.describe(
        people.find(BOB), name=None, locale=None, operator=True, actor=None, now=NOW
    )
    everybody = [people.find(ANN), people.find(BOB), operator(), stranger]
    sides = [participants.side_of(thread, person) for person in everybody]
    assert ["customer", "vendor", "operator", None] == sides


def test_ensure_makes_one(market, thread):
    """A part is made when it is needed, and is the same from then on."""
    olga = operator()
    assert participants.find(thread, olga) is None
    part = participants.ensure(thread, olga, "operator")
    again = participants.ensure(thread, olga, "operator")
    assert (part.id, part.reply_token) == (again.id, again.reply_token)
    assert 26 == len(part.reply_token)
    assert part == participants.find(thread, olga)


def test_a_part_that_was_revoked_gets_a_new_token(market, thread):
    """Whoever comes back is somebody again, but their old mails carry no more."""
    before = market.part(BOB, thread)
    participants.revoke(people.find(BOB), market.acme, now=NOW)
    assert NOW == market.part(BOB, thread).revoked_at
    after = participants.ensure(thread, people.find(BOB), "vendor")
    assert before.id == after.id
    assert after.revoked_at is None
    assert before.reply_token != after.reply_token


def test_a_part_on_another_side_gets_a_new_token(market, thread):
    """A token was given to somebody on a side; it does not move to another."""
    olga = operator()
    before = participants.ensure(thread, olga, "operator")
    after = participants.ensure(thread, olga, "vendor")
    assert (before.id, "vendor") == (after.id, after.side)
    assert before.reply_token != after.reply_token


def test_revoke_ends_the_parts_with_that_vendor(market, thread):
    """All threads of the vendor, and nothing else: not another's, not a colleague's."""
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    bob = people.find(BOB)
    vendors.employ(zeta, bob, actor=None, now=NOW)
    second = market.contact("Again").thread
    ended = participants.revoke(bob, market.acme, now=NOW)
    assert [thread, second] == [part.thread for part in ended]
    assert [] == participants.revoke(bob, zeta, now=NOW)
    assert [] == participants.revoke(bob, market.acme, now=NOW)
    assert market.part(CAROL, thread).revoked_at is None


def test_on_side(market, thread):
    """The customer; every colleague, new ones too; operators that follow."""
    dan = people.ensure("dan@acme.example", now=NOW)
    vendors.employ(market.acme, dan, actor=None, now=NOW)
    olga, quiet = operator(), operator("otto@market.example")
    participants.ensure(thread, olga, "operator")
    participants.ensure(thread, quiet, "operator", muted=True)
    told = {
        side: [part.person for part in participants.on_side(thread, side)]
        for side in ("customer", "vendor", "operator")
    }
    assert {
        "customer": [people.find(ANN)],
        "vendor": [people.find(BOB), people.find(CAROL), dan],
        "operator": [olga],
    } == told
    participants.unmute(participants.find(thread, quiet))
    following = participants.on_side(thread, "operator")
    assert [olga, quiet] == [part.person for part in following]


@pytest.mark.parametrize(("marks", "expected"), [((5,), 5), ((5, 3), 5), ((3, 7), 7)])
def test_the_read_mark_only_moves_forward(market, thread, marks, expected):
    """An older look does not make anything new again."""
    part = market.part(BOB, thread)
    for mark in marks:
        participants.mark_read(part, mark)
    assert expected == Participant.get_by_id(part.id).read_up_to


def test_followers(market, thread):
    """Who of a side follows a thread, as long as that side is theirs."""
    dan = people.ensure("dan@acme.example", now=NOW)
    vendors.employ(market.acme, dan, actor=None, now=NOW)
    for address in (CAROL, "dan@acme.example"):
        part = participants.ensure(thread, people.find(address), "vendor")
        participants.follow(part, follows=True)
    participants.follow(market.part(BOB, thread), follows=False)
    followers = participants.followers(thread, "vendor")
    assert [people.find(CAROL), dan] == [part.person for part in followers]
    # Nobody noted his leaving in the parts: the records are asked all the same.
    Staff.delete().where(Staff.person == dan).execute()
    followers = participants.followers(thread, "vendor")
    assert [people.find(CAROL)] == [part.person for part in followers]


def test_operators_who_follow(thread):
    """An operator who but looked is told where they follow; who mutes, says so."""
    olga, otto = operator(), operator("otto@market.example")
    for person in (olga, otto):
        part = participants.ensure(thread, person, "operator", muted=True)
        participants.follow(part, follows=person == olga)
    told = participants.on_side(thread, "operator")
    assert [olga] == [part.person for part in told]


def test_sides_of_many(market, thread):
    """Asked together, each is on the side that they are on alone."""
    olga = operator()
    participants.ensure(thread, olga, "operator")
    gone = people.ensure("gone@acme.example", now=NOW)
    participants.ensure(thread, gone, "vendor")
    parts = list(Participant.select())
    alone = {part.id: participants.side_of(part.thread, part.person) for part in parts}
    assert alone == participants.sides(parts)
    assert {"customer", "vendor", "operator", None} == set(alone.values())
    assert market.acme == thread.vendor
