"""Reports on mails of ours: which mail, and what becomes of it."""

from dataclasses import replace

import pytest

from mcenter import bounces, claims, outbox
from mcenter.mail import parsing
from mcenter.mail.machines.report import Report
from tests.support.domain import BOB, NOW
from tests.support.eml import eml

GONE = Report(
    action="failed",
    recipient=BOB,
    status="5.1.1",
    returned_message_id="",
    returned_references=(),
)


@pytest.fixture
def message(market):
    """A message that Bob is told of."""
    return market.contact()


@pytest.fixture
def mail(market, message):
    """The mail that told him, sent."""
    mail = market.frozen(BOB, message)
    (mine,) = claims.take(lambda: None, now=NOW, limit=1)
    outbox.settle(mine, "sent", "250 ok", now=NOW)
    return mail


def report(kind="bounce", returned="", **fields):
    """What came back."""
    told = replace(GONE, returned_message_id=returned)
    fields = {"rules": ("status_report",), "kind": kind, "report": told, **fields}
    return replace(parsing.read(eml()), **fields)


def test_by_tag(market, message, mail):
    """The tag of the envelope sender says which mail; it has failed after all."""
    assert mail == bounces.carry_out(report(), ["tag1"])
    assert "failed" == outbox.find(mail.id).status
    assert ("failed", "bounce: 5.1.1") == market.states(message)["Bob"]
    assert ("pending", None) == market.states(message)["Carol"]


def test_by_returned_message_id(mail):
    """Where the tag is lost, the returned mail's Message-ID says it."""
    assert mail == bounces.carry_out(report(returned=mail.message_id), [])


def test_by_in_reply_to(mail):
    """Some mail systems answer the mail, as it were."""
    assert mail == bounces.carry_out(report(in_reply_to=(mail.message_id,)), [])


def test_unknown(mail):
    """A report on somebody else's mail is none of ours."""
    assert bounces.carry_out(report(returned="<x@y>"), ["other"]) is None
    assert "sent" == outbox.find(mail.id).status


def test_delay(market, message, mail):
    """A delay is noted and changes nothing."""
    bounces.carry_out(report("delay"), ["tag1"])
    found = outbox.find(mail.id)
    assert ("sent", "delay: 5.1.1") == (found.status, found.last_reply)
    assert ("sent", None) == market.states(message)["Bob"]


def test_cancelled_stays_so(market, message):
    """What an operator cancelled does not fail later."""
    mail = market.frozen(BOB, message)
    outbox.stop(mail, actor=None, now=NOW)
    bounces.carry_out(report(), ["tag1"])
    assert "cancelled" == outbox.find(mail.id).status
    assert ("unneeded", "cancelled") == market.states(message)["Bob"]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news(mail, action):
    """RFC 3464 section 2.3.3: a report may say that all is well; nothing has failed."""
    said = report()
    said = replace(said, report=replace(said.report, action=action))
    assert mail == bounces.carry_out(said, ["tag1"])
    assert "delay" == bounces.effect(said)
    assert "sent" == outbox.find(mail.id).status


def test_null_sender_alone(mail):
    """An answer from the null sender is no report, whatever it answers."""
    said = report(rules=("null_return_path",), in_reply_to=(mail.message_id,))
    assert None is bounces.carry_out(said, ["tag1"])
    assert "sent" == outbox.find(mail.id).status
