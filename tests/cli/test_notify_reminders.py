"""`mcenter notify` reminds vendors who let customers wait, and tells operators."""

import json
from email import message_from_bytes

import pytest

from tests.support import gateway
from tests.support.smtp_script import SmtpScript

ANN, CARL, BOB = "ann@acme.example", "carl@acme.example", "bob@mail.example"
OLGA = "olga@market.example"


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration, and a thread that two were told of."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    notified(acme)
    return acme


def notified(market, *words):
    """Notify: what was printed, and the mails."""
    with SmtpScript({}) as server:
        gateway.configure(market, **gateway.smtp(server.port))
        ended = market("notify", "--json", *words)
    assert (0, "") == (ended.status, ended.err)
    return json.loads(ended.out), [message_from_bytes(mail) for mail in server.mails]


def test_by_default(market):
    """After two days the vendor is reminded, after four the operators are told."""
    market.later(hours=47)
    assert (0, []) == (notified(market)[0]["sent"], notified(market)[1])
    market.later(hours=1)
    told, mails = notified(market)
    assert (2, 0) == (told["sent"], told["unneeded"])
    assert [ANN, CARL] == [mail["to"] for mail in told["mails"]]
    text = mails[0].get_payload(0).get_payload(decode=True).decode()
    assert "Bob has waited for an answer for 2 days." in text
    market.later(hours=48)
    told, mails = notified(market)
    assert [OLGA] == [mail["to"] for mail in told["mails"]]
    assert "Example Market: 1 thread waits for its vendor" == mails[0]["Subject"]
    assert 0 == notified(market)[0]["sent"]


def test_listed(market):
    """`outbox list` says that it is a reminder."""
    market.later(hours=48)
    with SmtpScript({"rcpt": "451 4.3.0 later\r\n"}) as server:
        gateway.configure(market, **gateway.smtp(server.port))
        market("notify")
    mails = market.json("outbox", "list")["mails"]
    assert [("reminder", 1)] * 2 == [
        (mail["kind"], mail["attempts"])
        for mail in mails
        if mail["status"] == "pending"
    ]


def test_dry_run(market):
    """What would be sent is told; nothing is, and nobody counts as reminded."""
    market.later(hours=48)
    told, mails = notified(market, "--dry-run")
    assert [] == mails
    assert [(ANN, "due"), (CARL, "due")] == [
        (mail["to"], mail["status"]) for mail in told["mails"]
    ]
    assert 2 == notified(market)[0]["sent"]


@pytest.mark.parametrize("end", ["reply", "done"])
def test_nobody_waits(market, end):
    """Who answered, or said that nothing is to be done, is not reminded."""
    words = ("reply", 1, "-m", "Yes.") if end == "reply" else ("done", 1)
    market.ok(*words, by=ANN)
    notified(market)
    market.later(hours=200)
    assert 0 == notified(market)[0]["sent"]


@pytest.mark.parametrize(
    ("keys", "hours", "expected"),
    [
        ({"reminders_vendor_after": "0s"}, 48, []),
        ({"reminders_vendor_after": "6h"}, 6, [ANN, CARL]),
        ({"reminders_operators_after": "0s"}, 200, [ANN, CARL]),
        ({"reminders_vendor_after": "0s"}, 96, [OLGA]),
        ({"notify_vendors": "false"}, 96, [OLGA]),
    ],
)
def test_configured(market, keys, hours, expected):
    """[reminders] says when; 0 is never."""
    gateway.configure(market, **keys)
    market.later(hours=hours)
    assert expected == [mail["to"] for mail in notified(market)[0]["mails"]]
