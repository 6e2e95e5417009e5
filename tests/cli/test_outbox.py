"""`mcenter outbox`: what goes out, and an operator's word on it."""

import pytest

from tests.support import gateway
from tests.support.smtp_script import SmtpScript

ANN, CARL, BOB = "ann@acme.example", "carl@acme.example", "bob@mail.example"
OLGA = "olga@market.example"
FIRST_PAUSE_ENDS = "2026-01-31T12:01:15Z"
REFUSED = ["550 5.1.1 who?\r\n", "451 4.3.0 later\r\n"]


@pytest.fixture
def market(acme):
    """A shell in which the mail to Ann has failed, and that to Carl is to be tried."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    notify(acme, rcpt=REFUSED)
    return acme


def notify(shell, **script):
    """Send what is due; the mails that a server took."""
    with SmtpScript(script) as server:
        gateway.configure(shell, **gateway.smtp(server.port))
        shell("notify")
        return server.mails


def states(shell):
    """Each mail's status, and whatever else tells of it."""
    found = shell.json("outbox", "list", "--status", "pending", "--status", "failed")
    return {mail["to"]: mail["status"] for mail in found["mails"]}


def test_list_json(market):
    """What waits, newest first, and what it carries."""
    market.ok("reply", 1, "-m", "Hello?", by=BOB)
    found = market.json("outbox", "list")
    # A minute, and at most a quarter of one more.
    assert "2026-01-31T12:01:00Z" <= found["mails"][0]["due_at"] <= FIRST_PAUSE_ENDS
    found["mails"][0]["due_at"] = FIRST_PAUSE_ENDS
    assert {
        "owed": 2,
        "mails": [
            {
                "id": 2,
                "to": CARL,
                "status": "pending",
                "attempts": 1,
                "due_at": FIRST_PAUSE_ENDS,
                "leased_until": None,
                "last_reply": "451 4.3.0 later",
                "kind": "notification",
                "deliveries": [{"thread": 1, "message": 1}],
            },
            {
                "id": 1,
                "to": ANN,
                "status": "failed",
                "attempts": 1,
                "due_at": "2026-01-31T12:00:00Z",
                "leased_until": None,
                "last_reply": "550 5.1.1 who?",
                "kind": "notification",
                "deliveries": [{"thread": 1, "message": 1}],
            },
        ],
    } == found


def test_list(market):
    """Cells with tabs between; what is owed beyond is talk."""
    ended = market("outbox", "list")
    due = "2026-01-31 12:01"
    assert (
        f"2\t{CARL}\tnotification\tpending\t1\t{due}\t1\t451 4.3.0 later\n"
        f"1\t{ANN}\tnotification\tfailed\t1\t\t1\t550 5.1.1 who?\n" == ended.out
    )
    assert "" == ended.err
    market.ok("reply", 1, "-m", "Hello?", by=BOB)
    assert "2 owed, and in no mail yet.\n" == market("outbox", "list").err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--status", "failed"), [1]),
        (("--status", "sent"), []),
        (("-n", "1"), [2]),
    ],
)
def test_list_of_some(market, words, expected):
    """By status, and no more than asked for."""
    found = market.json("outbox", "list", *words)
    assert expected == [mail["id"] for mail in found["mails"]]


def test_show(market):
    """To whom, how it fared, what it says."""
    shown = market.ok("outbox", "show", 1)
    assert shown.startswith(f"Mail 1 to {ANN}: failed, 1 try\n  550 5.1.1 who?\n")
    assert "Is it there?" in shown
    mail = market.json("outbox", "show", 1)["mail"]
    assert (1, "failed") == (mail["id"], mail["status"])


def test_show_raw(market):
    """The very bytes that are sent."""
    raw = market.ok("outbox", "show", 2, "--raw")
    market.later(minutes=2)
    (sent,) = notify(market)
    assert sent.decode().replace("\r\n", "\n") == raw.replace("\r\n", "\n")


def test_retry(market):
    """A failed mail goes with the next notify, the same bytes."""
    raw = market.ok("outbox", "show", 1, "--raw")
    assert f"Mail 1 to {ANN}: pending\n" == market.ok("outbox", "retry", 1)
    assert {ANN: "pending", CARL: "pending"} == states(market)
    (sent,) = notify(market)
    assert sent.decode().replace("\r\n", "\n") == raw.replace("\r\n", "\n")
    assert {CARL: "pending"} == states(market)


def test_retry_what_is_not_due(market):
    """A mail that is put off goes at once."""
    market.ok("outbox", "retry", 2)
    assert 1 == len(notify(market))


def test_cancel(market):
    """It is not sent, and neither is what it carried by another."""
    (mail,) = market.json("outbox", "cancel", 2)["mails"]
    assert (2, "cancelled", None) == (mail["id"], mail["status"], mail["error"])
    market.later(days=1)
    assert [] == notify(market)
    (message,) = market.json("show", 1, "--peek")["messages"]
    assert {"name": "Carl", "status": "unneeded", "reason": "cancelled"} in (
        message["deliveries"]
    )


def test_what_cannot_be(market):
    """Alone it is the call that fails; of many, it is told of and the rest is done."""
    ended = market("outbox", "cancel", 1)
    assert (5, "", "Error: Mail 1 is failed; it cannot be cancelled.\n") == (
        ended.status,
        ended.out,
        ended.err,
    )
    ended = market("outbox", "cancel", 1, 2)
    assert (1, f"Mail 2 to {CARL}: cancelled\n") == (ended.status, ended.out)
    assert 2 == market("outbox", "cancel").status


def test_retry_to_who_left(market):
    """Who works there no more gets nothing by an operator's retry."""
    market.ok("vendor", "staff", "acme", "--remove", ANN)
    ended = market("outbox", "retry", 1)
    assert (5, "Error: Mail 1 has nobody left who may have it.\n") == (
        ended.status,
        ended.err,
    )


@pytest.mark.parametrize("words", [("list",), ("show", 1), ("retry", 1), ("cancel", 2)])
def test_operators_only(market, words):
    """Who was written to is nobody else's business."""
    for address in (ANN, BOB):
        ended = market("outbox", *words, by=address)
        assert (5, "", "Error: That is for operators.\n") == (
            ended.status,
            ended.out,
            ended.err,
        )
    assert market("outbox", *words, by=OLGA).status == 0


@pytest.mark.parametrize("verb", ["show", "retry", "cancel"])
def test_no_such_mail(market, verb):
    """A mail that is not there; nothing is done to those beside it."""
    words = (99,) if verb == "show" else (2, 99)
    ended = market("outbox", verb, *words)
    assert (4, "", "Error: No mail 99.\n") == (ended.status, ended.out, ended.err)
    assert {ANN: "failed", CARL: "pending"} == states(market)
