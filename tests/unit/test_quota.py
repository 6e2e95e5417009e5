"""The pace of [smtp]: what went and what is under way, in spans that roll."""

from datetime import timedelta

import pytest

from mcenter import lease, outbox
from mcenter.config import Smtp
from mcenter.models import OutboundEmail, database
from mcenter.outbox import claims, quota
from tests.support.domain import BOB, CAROL, NOW

SPANS = {"per_minute": timedelta(minutes=1), "per_day": timedelta(days=1)}
TICK = timedelta(microseconds=1)


@pytest.fixture
def mails(market):
    """Two mails: of a thread, to Bob and to Carol."""
    message = market.contact()
    return [market.frozen(BOB, message), market.frozen(CAROL, message, number=2)]


def room(now=NOW, *, most=50, **pace):
    """How many of 50 may go at such a pace."""
    return quota.room(Smtp(**pace), most=most, now=now)


def claim(limit, now=NOW):
    """What there is to be tried."""
    return claims.take(lambda: None, now=now, limit=limit)


def test_no_pace(mails):
    """Without a pace everything may go."""
    claim(2)
    assert 50 == room()


@pytest.mark.parametrize("key", SPANS)
def test_what_was_sent_counts_until_the_span_is_over(mails, key):
    """From when the server took it, for exactly so long."""
    outbox.settle(claim(1)[0], "sent", "250", now=NOW)
    over = NOW + SPANS[key]
    assert [4, 4, 5] == [room(now, **{key: 5}) for now in (NOW, over - TICK, over)]


@pytest.mark.parametrize("key", SPANS)
def test_what_is_under_way_counts(mails, key):
    """Whoever has it, until it is settled, given back, or its lease is over."""
    mine = claim(2)
    assert 3 == room(**{key: 5})
    assert 0 == room(**{key: 2})
    assert 0 == room(**{key: 1})
    outbox.settle(mine[0], "deferred", "451", now=NOW)
    assert 4 == room(**{key: 5})
    claims.release(mine[1:])
    assert 5 == room(**{key: 5})
    claim(1)
    assert [4, 5] == [
        room(now, **{key: 5}) for now in (NOW + lease.LENGTH - TICK, NOW + lease.LENGTH)
    ]


def test_what_the_dead_had_does_not(mails, monkeypatch):
    """What a process had that is gone is free at once, and so is its place."""
    claim(2)
    monkeypatch.setattr(lease, "is_void", lambda _: True)
    claims.end_void(NOW)
    assert 5 == room(per_minute=5)


def test_what_bounced_was_sent(mails):
    """A provider counts what it took, whatever became of it."""
    outbox.settle(claim(1)[0], "sent", "250", now=NOW)
    OutboundEmail.update(status="failed").execute()
    assert 4 == room(per_day=5)


def test_the_narrower_counts(mails):
    """Both paces hold; and no more may go than there is to go."""
    outbox.settle(claim(1)[0], "sent", "250", now=NOW)
    assert 2 == room(per_minute=10, per_day=3)
    assert 2 == room(per_minute=3, per_day=10)
    assert 1 == room(per_minute=10, per_day=10, most=1)


def test_nothing_is_counted_twice_or_in_full(mails, caplog):
    """The day's mails are found by an index, and counted no further than the pace."""
    with caplog.at_level("DEBUG", logger="peewee"):
        room(per_day=5)
    asked = [record.msg for record in caplog.records if record.name == "peewee"]
    (sent,) = [each for each in asked if "sent_at" in each[0]]
    plan = database.execute_sql(f"EXPLAIN QUERY PLAN {sent[0]}", sent[1]).fetchall()
    assert any("COVERING INDEX outbound_email_sent" in str(row[3]) for row in plan)
    assert all("LIMIT" in sql for sql, _ in asked)
    assert all(5 in parameters for _, parameters in asked)
