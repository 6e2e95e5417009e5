"""`mcenter notify`: what is due is sent, and the server's words are told."""

import json
from email import message_from_bytes

import pytest

from tests.support import gateway
from tests.support.script import CUT
from tests.support.smtp_script import SmtpScript

ANN, CARL, BOB = "ann@acme.example", "carl@acme.example", "bob@mail.example"


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration, and a thread that two are told of."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    return acme


@pytest.fixture
def notified(market):
    """Notify with such a server: how it ended, and the server."""

    def notified(*words, **script):
        with SmtpScript(script) as server:
            gateway.configure(market, **gateway.smtp(server.port))
            return market(*words or ("notify", "--json")), server

    return notified


def test_json(market, notified):
    """The counts, and of each mail what the server said."""
    ended, server = notified()
    assert (0, "") == (ended.status, ended.err)
    reply = "250 2.0.0 taken"
    assert {
        "schema": 1,
        "sent": 2,
        "deferred": 0,
        "failed": 0,
        "unneeded": 0,
        "mails": [
            {"id": 1, "to": ANN, "status": "sent", "reply": reply},
            {"id": 2, "to": CARL, "status": "sent", "reply": reply},
        ],
    } == json.loads(ended.out)
    to = [message_from_bytes(mail)["To"] for mail in server.mails]
    assert [f'"Ann" <{ANN}>', f'"Carl" <{CARL}>'] == to


def test_for_people(market, notified):
    """One line when there was something; each mail with -v."""
    ended, _ = notified("-v", "notify")
    told = "".join(
        f"Mail {number} to {to}: sent: 250 2.0.0 taken\n"
        for number, to in ((1, ANN), (2, CARL))
    )
    assert (0, "2 sent.\n", told) == (ended.status, ended.out, ended.err)


def test_nothing_due(market, notified):
    """Cron mails what is printed: with nothing due nothing is, and nobody is called."""
    notified()
    ended, server = notified("notify")
    assert (0, "", "", 0) == (ended.status, ended.out, ended.err, server.connections)
    ended, _ = notified("-v", "notify")
    assert "Nothing is due.\n" == ended.err


def test_quiet(market, notified):
    """With -q nothing is printed at all."""
    ended, _ = notified("-q", "notify")
    assert (0, "", "") == (ended.status, ended.out, ended.err)


def test_deferred(market, notified):
    """What is put off is no failure, and is tried again later."""
    ended, _ = notified(rcpt="451 4.3.0 later\r\n")
    told = json.loads(ended.out)
    assert (0, 2, 0) == (ended.status, told["deferred"], told["failed"])
    ended, _ = notified()
    assert 0 == json.loads(ended.out)["sent"]
    market.later(minutes=2)
    ended, _ = notified()
    assert 2 == json.loads(ended.out)["sent"]


def test_failed(market, notified):
    """A recipient who is not there is status 1; the other has their mail."""
    rcpt = ["550 5.1.1 who? \x1b[31m\r\n", "250 ok\r\n"]
    ended, _ = notified(rcpt=rcpt)
    told = json.loads(ended.out)
    assert (1, 1, 1) == (ended.status, told["sent"], told["failed"])
    (reply,) = [mail["reply"] for mail in told["mails"] if mail["status"] == "failed"]
    assert "550 5.1.1 who? \\x1b[31m" == reply
    ended, _ = notified("notify")
    assert (0, "") == (ended.status, ended.out)


def test_unneeded(market, notified):
    """What was read meanwhile is counted, and not sent."""
    market.ok("show", 1, by=ANN)
    ended, server = notified()
    told = json.loads(ended.out)
    assert (1, 1, 1) == (told["sent"], told["unneeded"], len(server.mails))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"greeting": CUT}, 75),
        ({"greeting": "421 busy\r\n"}, 75),
        ({"end": CUT}, 75),
        ({"mail": "530 5.7.0 log in first\r\n"}, 3),
    ],
)
def test_server(market, notified, script, expected):
    """A server that is away is for later; one that does not let us in is for you."""
    ended, _ = notified(**script)
    assert (expected, "") == (ended.status, ended.out)
    assert ended.err.startswith("Error: smtp: localhost:")


def test_same_bytes_after_a_lost_answer(market, notified):
    """A mail whose answer was missed is sent again, byte for byte."""
    _, first = notified(end=CUT)
    market.later(minutes=2)
    _, second = notified()
    assert first.mails[0] in second.mails


@pytest.mark.parametrize("key", ["MARKETPLACE_ADDRESS", "SMTP_HOST", "DATABASE"])
def test_what_is_missing(market, key):
    """Without what it needs it does not run, and says which key that is."""
    gateway.configure(market, **gateway.smtp(1))
    del market.environ[f"MCENTER_{key}"]
    ended = market("notify")
    assert (3, "") == (ended.status, ended.out)
    assert key.replace("_", ".").lower() in ended.err
