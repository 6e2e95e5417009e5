"""A closed vendor takes no posts, by whatever way; what was said is still sent."""

import pytest

from mcenter import inbox, notifier, people, threads
from mcenter.errors import NotAllowed
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import AuditEntry, Message, OutboundEmail
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, CAROL, NOW, config


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme, of which nobody was told yet."""
    return market.contact().thread


def close(market):
    """Close Acme, as the host."""
    return vendors.close(market.acme, actor=None, now=NOW)


def verdict(gateway, raw):
    """What becomes of one mail."""
    (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return judged.id, judged.disposition, judged.rule


def test_closing_is_noted_once(market):
    """Who closed a vendor and opened it again; what was so before is not noted."""
    bob = people.find(BOB)
    changed = [
        vendors.close(market.acme, actor=bob, now=NOW),
        vendors.close(market.acme, actor=None, now=NOW),
        vendors.reopen(market.acme, actor=bob, now=NOW),
        vendors.reopen(market.acme, actor=None, now=NOW),
    ]
    assert [True, False, True, False] == changed
    entries = AuditEntry.select().order_by(AuditEntry.id.desc()).limit(2)
    assert [("reopen", bob), ("close", bob)] == [
        (entry.verb, entry.actor) for entry in entries
    ]


@pytest.mark.parametrize("sender", [ANN, BOB])
def test_an_answer_is_held(market, gateway, thread, sender):
    """By mail as by shell; once the vendor is open again, the answer is posted."""
    raw = market.answer(thread, sender)
    close(market)
    mail, *found = verdict(gateway, raw)
    assert ["held", "thread_closed"] == found
    with pytest.raises(NotAllowed, match=f"Thread {thread.id} is closed"):
        gateway.accept(inbox.find(mail), force=True, actor=None, now=NOW)
    assert ("held", 1) == (inbox.find(mail).status, Message.select().count())
    vendors.reopen(market.acme, actor=None, now=NOW)
    judged = gateway.retry(inbox.find(mail), actor=None, now=NOW)
    assert ("accepted", None) == (judged.disposition, judged.rule)
    assert 2 == Message.select().count()


def test_what_was_said_is_still_sent(market, thread):
    """What was owed before the closing goes out, whether it is composed or not."""
    run = notifier._Notifier(config(notify={"bundle": False}), lambda: NOW)
    run.claim()
    market.post(thread, ANN, "And in red?")
    close(market)
    again = notifier._Notifier(config(notify={"bundle": False}), lambda: NOW)
    again.claim()
    assert 0 == again.done.unneeded
    mails = OutboundEmail.select().order_by(OutboundEmail.id)
    found = [(mail.address, mail.status) for mail in mails]
    assert [(BOB, "pending"), (CAROL, "pending")] * 2 == found


def test_a_call_that_crosses_the_closing(market):
    """Whoever asked for the vendor before it was closed begins no thread after it."""
    before = vendors.find("acme")
    close(market)
    dora = people.ensure("dora@customer.example", now=NOW)
    with pytest.raises(NotAllowed):
        threads.start(before, dora, threads.Post(body="Hello?"), now=NOW)
    assert 0 == Message.select().count()
