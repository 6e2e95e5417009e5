"""`mcenter outbox`: what goes out, and an operator's word on it."""

import pytest

from mcenter import store
from mcenter.outbox import claims
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
    due_at = found["mails"][0]["due_at"]
    assert {
        "owed": 2,
        "mails": [
            {
                "id": 2,
                "to": CARL,
                "status": "pending",
                "attempts": 1,
                "due_at": due_at,
                "leased_until": None,
                "next_try_at": due_at,
                "sent_at": None,
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
                "next_try_at": None,
                "sent_at": None,
                "last_reply": "550 5.1.1 who?",
                "kind": "notification",
                "deliveries": [{"thread": 1, "message": 1}],
            },
        ],
    } == found


def test_list(market):
    """Cells with tabs between; what is owed beyond is talk."""
    ended = market("outbox", "list")
    assert (
        f"2\t{CARL}\tthread 1\tpending\t1 of 12\tin 1 min\t451 4.3.0 later\n"
        f"1\t{ANN}\tthread 1\tfailed\t1\t\t550 5.1.1 who?\n" == ended.out
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


def test_next_try(market):
    """As seen from now: in so long, with the next run, or at this moment."""

    def told():
        (line,) = market.ok("outbox", "list", "--status", "pending").splitlines()
        return line.split("\t")[4:6]

    for made, minutes, expected in (
        (2, 2, "in 5 min"),
        (3, 10, "in 15 min"),
        (4, 20, "in 30 min"),
        (5, 40, "in 1 h"),
    ):
        market.later(minutes=minutes)
        notify(market, rcpt="451 4.3.0 later\r\n")
        count, wait = told()
        assert f"{made} of 12" == count
        # Up to a quarter longer than the table has it.
        assert wait.partition(" ")[0] == "in"
        assert expected.split(" ")[2] == wait.split(" ")[2]
        least = int(expected.split(" ")[1])
        assert least <= int(wait.split(" ")[1]) <= least * 1.25
    market.later(hours=2)
    assert ["5 of 12", "next run"] == told()
    with store.opened(gateway.url(market), make=False):
        (held,) = claims.take(lambda: None, now=market.now, limit=1)
        assert ["5 of 12", "under way"] == told()
        claims.release([held])


def test_list_does_not_name_them_twice(market):
    """Many servers quote the address; there is little room for what they say of it."""
    market.later(minutes=2)
    notify(market, rcpt=f"450 4.2.0 <{CARL}>: Greylisted\r\n")
    (line,) = market.ok("outbox", "list", "--status", "pending").splitlines()
    assert "450 4.2.0 Greylisted" == line.split("\t")[-1]
    (mail,) = market.json("outbox", "list", "--status", "pending")["mails"]
    assert f"450 4.2.0 <{CARL}>: Greylisted" == mail["last_reply"]


def test_show_what_is_put_off(market):
    """How often it was tried, what was said, and when it is tried again."""
    shown = market.ok("outbox", "show", 2)
    assert shown.startswith(
        f"Mail 2 to {CARL}: pending, 1 of 12 tries\n  451 4.3.0 later\n"
    )
    assert "\nNext try:        2026-01-31T12:01:" in shown
    assert "Z (in 1 min)\n" in shown


def test_show_what_was_given_up(market):
    """After the last of its tries a mail has failed, and that is why."""
    for _ in range(11):
        market.later(days=2)
        notify(market, rcpt="451 4.3.0 later\r\n")
    assert "failed" == states(market)[CARL]
    shown = market.ok("outbox", "show", 2)
    assert shown.startswith(
        f"Mail 2 to {CARL}: failed, 12 tries\n  451 4.3.0 later\n"
        "  It was put off as often as it is tried, and given up.\n"
    )
    assert "Next try:" not in shown


def test_sent(market):
    """When it went, in JSON and for people."""
    market.later(minutes=2)
    notify(market)
    (mail,) = market.json("outbox", "list", "--status", "sent")["mails"]
    assert (2, "2026-01-31T12:02:00Z", None) == (
        mail["id"],
        mail["sent_at"],
        mail["next_try_at"],
    )
    assert "Sent:            2026-01-31T12:02:00Z" in market.ok("outbox", "show", 2)
