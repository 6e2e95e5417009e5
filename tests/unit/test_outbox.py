"""Mails of ours: claimed by one at a time, tried again by a table, sent as frozen."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from mcenter import lease, outbox, people
from mcenter.changes import departures
from mcenter.errors import NotAllowed, NotFound
from mcenter.models import AuditEntry, OutboundEmail
from mcenter.outbox import claims, correspondence, deliveries
from tests.support.domain import BOB, CAROL, NOW

SECOND = timedelta(seconds=1)


def claim(now=NOW, limit=20):
    """What there is to be tried, and nothing new composed."""
    return claims.take(lambda: None, now=now, limit=limit)


@pytest.fixture
def alive(monkeypatch):
    """No process is gone: leases end by time alone."""
    monkeypatch.setattr(lease, "is_void", lambda owner: owner is None)


@pytest.fixture
def message(market):
    """A customer's message, owed to Bob and Carol."""
    return market.contact()


@pytest.fixture
def mail(market, message):
    """The mail that tells Bob of it."""
    return market.frozen(BOB, message)


def test_claimed_once(mail, alive):
    """What one has claimed, another does not get before the lease is over."""
    assert [mail] == claim()
    assert [] == claim()
    assert [] == claim(NOW + lease.LENGTH - SECOND)
    assert [mail] == claim(NOW + lease.LENGTH)


def test_lease_of_the_dead(mail, monkeypatch):
    """The claim of a process that is gone is void at once."""
    claim()
    monkeypatch.setattr(lease, "is_void", lambda _: True)
    assert [mail] == claim()


def test_claimed_without_its_bytes(mail):
    """A claim of many large mails holds none of them: each is read when it is sent."""
    (claimed,) = claim()
    assert {"id": mail.blob.id} == claimed.blob.__data__
    assert outbox.content(mail) == outbox.content(claimed)


def test_oldest_due_first(market, message):
    """The limit takes those that are due for longest."""
    second = market.frozen(CAROL, message, number=2, now=NOW - SECOND)
    first = market.frozen(BOB, message, number=1, now=NOW)
    assert [second] == claim(limit=1)
    assert [first] == claim(limit=1)


def test_late_word_is_lost(mail, alive):
    """Who lost the lease can neither send nor settle; the new claim can."""
    (old,) = claim()
    (new,) = claim(NOW + lease.LENGTH)
    assert not claims.renew(old, now=NOW + lease.LENGTH)
    assert "lost" == outbox.settle(old, "sent", "250 ok", now=NOW)
    assert "sent" == outbox.settle(new, "sent", "250 ok", now=NOW)
    assert ("sent", 1) == (outbox.find(mail.id).status, outbox.find(mail.id).attempts)


def test_renewed(mail, alive):
    """A lease that runs low is prolonged by asking."""
    (mine,) = claim()
    late = NOW + timedelta(seconds=50)
    assert claims.renew(mine, now=late)
    assert [] == claim(late + timedelta(seconds=59))


def test_renewed_with_those_behind(market, message, mail, alive):
    """What waits for its turn is not taken for tried; what is another's stays so."""
    market.frozen(CAROL, message, number=2)
    mine, behind = claim()
    late = NOW + timedelta(seconds=50)
    assert claims.renew(mine, behind, now=late)
    assert [] == claim(late + timedelta(seconds=59))
    over = late + lease.LENGTH
    (taken,) = claim(over, limit=1)
    assert taken == mine
    assert not claims.renew(mine, behind, now=over)
    assert [] == claim(over + timedelta(seconds=59))


def test_table_of_retries_to_its_end(market, message, mail):
    """Each answered try waits as the table says; after the last, the mail failed."""
    now = NOW
    for attempts, step in enumerate(outbox.RETRIES, start=1):
        (mine,) = claim(now)
        assert "deferred" == outbox.settle(mine, "deferred", "451 later", now=now)
        assert [] == claim(now + step - SECOND)
        due_at = outbox.find(mail.id).due_at
        assert now + outbox.pause(mail, attempts) == due_at
        now = due_at
    (mine,) = claim(now)
    assert "failed" == outbox.settle(mine, "deferred", "451 later", now=now)
    assert [] == claim(now + timedelta(days=30))
    assert ("failed", "451 later") == market.states(message)["Bob"]
    assert now - NOW > timedelta(days=3)


@pytest.mark.parametrize("attempts", range(1, len(outbox.RETRIES) + 1))
def test_pauses_are_spread(attempts):
    """Never shorter than the table, at most a quarter longer, and evenly in between."""
    step = outbox.RETRIES[attempts - 1]
    mails = [OutboundEmail(message_id=f"<mc.{n}@market.example>") for n in range(1000)]
    pauses = [outbox.pause(mail, attempts) for mail in mails]
    assert step <= min(pauses)
    assert max(pauses) <= step * 1.25
    tenths = Counter(int((pause - step) / (step * 0.025)) for pause in pauses)
    # 100 on average; five standard deviations of 9.5 on either side.
    assert (set(range(10)), True) == (set(tenths), min(tenths.values()) > 52)
    assert max(tenths.values()) < 148
    assert pauses == [outbox.pause(mail, attempts) for mail in mails]


def test_pauses_keep_the_order_of_steps():
    """However it is spread, no step is longer than the next larger one."""
    for one, next_one in pairwise(outbox.RETRIES):
        assert one == next_one or one * (1 + outbox.SPREAD) < next_one


def test_pauses_of_one_mail_differ(mail):
    """A mail is not early, or late, at every step."""
    shares = {
        outbox.pause(mail, attempts) / step
        for attempts, step in enumerate(outbox.RETRIES, start=1)
    }
    assert len(outbox.RETRIES) == len(shares)


def test_what_was_not_handed_over(market, message, mail):
    """It fails, untried: no server can have taken it, or said anything."""
    (mine,) = claim()
    outbox.settle(mine, "failed", "Not handed over.", now=NOW, tried=False)
    row = outbox.find(mail.id)
    assert ("failed", 0, None) == (row.status, row.attempts, row.first_tried_at)
    assert ("failed", "Not handed over.") == market.states(message)["Bob"]


def test_same_bytes_each_time(mail):
    """However often it is claimed, it is what was frozen."""
    content = outbox.content(mail)
    for minute in range(3):
        (mine,) = claim(NOW + timedelta(hours=minute))
        assert content == outbox.content(mine)
        outbox.settle(mine, "deferred", "451", now=NOW)


def test_released(market, message, mail):
    """What was not tried is due again at once, its attempts as they were."""
    behind = market.frozen(CAROL, message, number=2)
    mails = claim()
    claims.release(mails)
    assert [mail, behind] == claim()
    assert 0 == outbox.find(mail.id).attempts


def test_released_behind_the_others(market, message, mail):
    """The mail at which a server fell over does not stand before the others."""
    other = market.frozen(CAROL, message, number=2)
    mails = claim()
    claims.release(mails[:1], due_at=NOW + SECOND)
    claims.release(mails[1:])
    assert [other, mail] == claim(NOW + SECOND)


def test_sent(market, message, mail):
    """What was sent is sent for its deliveries, and never claimed again."""
    (mine,) = claim()
    assert "sent" == outbox.settle(mine, "sent", "250 ok", now=NOW)
    assert ("sent", None) == market.states(message)["Bob"]
    assert ("pending", None) == market.states(message)["Carol"]
    assert [] == claim(NOW + timedelta(days=1))


def test_failed(market, message, mail):
    """A refusal for good is the reason that the deliveries give."""
    (mine,) = claim()
    outbox.settle(mine, "failed", "550 no such user", now=NOW)
    assert ("failed", "550 no such user") == market.states(message)["Bob"]


def test_retry(market, message, mail):
    """A failed mail is tried again from the first step, with the same bytes."""
    (mine,) = claim()
    outbox.settle(mine, "failed", "550 no", now=NOW)
    outbox.retry(mail, actor=None, now=NOW)
    assert ("pending", None) == market.states(message)["Bob"]
    (again,) = claim()
    assert (mail.id, 0) == (again.id, again.attempts)
    assert "retry" == AuditEntry.select().order_by(AuditEntry.id.desc()).get().verb


def test_retry_of_a_waiting_mail(mail):
    """A mail that waits for its next step is due at once."""
    (mine,) = claim()
    outbox.settle(mine, "deferred", "451", now=NOW)
    assert [] == claim()
    outbox.retry(mail, actor=None, now=NOW)
    assert [mail] == claim()


@pytest.mark.parametrize("status", ["sent", "cancelled"])
def test_retry_of_what_has_ended(mail, status):
    """What was sent or cancelled stays so."""
    if status == "sent":
        outbox.settle(claim()[0], "sent", "250", now=NOW)
    else:
        outbox.stop(mail, actor=None, now=NOW)
    with pytest.raises(NotAllowed, match=f"is {status}"):
        outbox.retry(mail, actor=None, now=NOW)


def test_retry_after_dismissal(market, mail):
    """Who works there no more gets nothing by an operator's retry."""
    outbox.settle(claim()[0], "failed", "550 no", now=NOW)
    departures.dismiss(market.acme, people.find(BOB), actor=None, now=NOW)
    with pytest.raises(NotAllowed, match="nobody left"):
        outbox.retry(mail, actor=None, now=NOW)


def test_retry_to_an_address_given_up(mail):
    """A mail does not go to an address that is its person's no more."""
    outbox.settle(claim()[0], "failed", "550 no", now=NOW)
    person = people.find(BOB)
    people.give_address(person, "robert@acme.example", actor=None, now=NOW)
    departures.remove_address(person, BOB, actor=None, now=NOW)
    with pytest.raises(NotAllowed, match="nobody left"):
        outbox.retry(mail, actor=None, now=NOW)


def test_stop(market, message, mail):
    """A cancelled mail is not sent, not even by who has claimed it."""
    (mine,) = claim()
    assert "cancelled" == outbox.stop(mail, actor=None, now=NOW).status
    assert not claims.renew(mine, now=NOW)
    assert "lost" == outbox.settle(mine, "sent", "250", now=NOW)
    assert ("unneeded", "cancelled") == market.states(message)["Bob"]
    assert [] == claim(NOW + timedelta(days=1))
    assert "cancel" == AuditEntry.select().order_by(AuditEntry.id.desc()).get().verb


def test_stop_what_was_sent(mail):
    """What was sent cannot be stopped."""
    outbox.settle(claim()[0], "sent", "250", now=NOW)
    with pytest.raises(NotAllowed, match="is sent"):
        outbox.stop(mail, actor=None, now=NOW)


def test_find_and_list(market, message, mail):
    """Lists are newest first, by status, and what is not there is not found."""
    other = market.frozen(CAROL, message, number=2)
    assert [other, mail] == outbox.listed()
    assert [other] == outbox.listed(limit=1)
    assert [] == outbox.listed(statuses=["sent"])
    assert (2, 0) == (outbox.count("pending"), outbox.count("failed"))
    with pytest.raises(NotFound):
        outbox.find(99)


def test_what_a_participant_was_told(market, message, mail):
    """Our Message-IDs say what somebody had before them when they answered."""
    part = market.part(BOB, message.thread)
    assert {part.id: [mail.message_id]} == correspondence.sent_to([part], most=10)
    assert message.id == correspondence.last_told(part, ["<x@y>", mail.message_id])
    assert 0 == correspondence.last_told(
        market.part(CAROL, message.thread), [mail.message_id]
    )
    assert [message.id] == [row.message_id for row in deliveries.of_mails([mail])]
