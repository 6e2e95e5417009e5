"""`mcenter poll`: mail is collected, judged and filed, and cron is told what is so."""

import json

import pytest

from mcenter.mail import parsing
from tests.support import gateway
from tests.support.eml import eml
from tests.support.imap_script import ImapScript
from tests.support.script import CUT

ANN, BOB = "ann@acme.example", "bob@mail.example"


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration, and a thread of Bob's."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    return acme


@pytest.fixture
def polled(market):
    """Poll a mailbox with these mails: how it ended, and what the server was told."""

    def polled(*mails, words=(), **script):
        with ImapScript({**gateway.fetched(*mails), **script}) as server:
            gateway.configure(market, **gateway.imap(server.port))
            return market(*words or ("poll", "--json")), server.commands

    return polled


def told(ended):
    """The JSON that a call printed."""
    return json.loads(ended.out)


def test_json(market, polled):
    """The counts, and of each mail what became of it."""
    good = gateway.answer(market, 1, ANN)
    stranger = gateway.answer(market, 1, "eve@evil.example", holder=ANN)
    other = eml(To="shop@market.example")
    ended, commands = polled(good, stranger, other)
    assert {
        "schema": 1,
        "collected": 2,
        "accepted": 1,
        "held": 1,
        "discarded": 0,
        "failed": 0,
        "foreign": 1,
        "mails": [
            {
                "id": 1,
                "message_id": "<answer@shop.example>",
                "from": ANN,
                "disposition": "accepted",
                "rule": None,
                "effect": "message",
                "thread": 1,
                "message": 2,
            },
            {
                "id": 2,
                "message_id": "<answer@shop.example>",
                "from": "eve@evil.example",
                "disposition": "held",
                "rule": "sender_mismatch",
                "effect": None,
                "thread": None,
                "message": None,
            },
        ],
    } == told(ended)
    moves = [line for line in commands if line.startswith("UID MOVE")]
    assert ['UID MOVE 1 "mcenter/Accepted"', 'UID MOVE 2 "mcenter/Held"'] == moves
    assert (0, "") == (ended.status, ended.err)


def test_for_people(market, polled):
    """One line when something came, each mail with -v, nothing with -q."""
    ended, _ = polled(gateway.answer(market, 1, ANN), words=("-v", "poll"))
    expected = f"Mail 1 from {ANN}: accepted (message 2 in thread 1)\n"
    assert (0, "1 collected, 1 accepted.\n", expected) == (
        ended.status,
        ended.out,
        ended.err,
    )


def test_quiet(market, polled):
    """With -q nothing is printed at all."""
    ended, _ = polled(gateway.answer(market, 1, ANN), words=("-q", "poll"))
    assert (0, "", "") == (ended.status, ended.out, ended.err)


@pytest.mark.parametrize("mails", [[], [eml(To="shop@market.example")]])
def test_nothing_for_us(market, polled, mails):
    """Cron mails what is printed: with nothing for us nothing is."""
    ended, _ = polled(*mails, words=("poll",))
    assert (0, "", "") == (ended.status, ended.out, ended.err)


def test_nothing_for_us_told(market, polled):
    """With -v that is said, too."""
    ended, _ = polled(eml(To="shop@market.example"), words=("-v", "poll"))
    assert (0, "", "No new mail for us; 1 for others.\n") == (
        ended.status,
        ended.out,
        ended.err,
    )


def test_again(market, polled):
    """What was polled is not collected again."""
    mail = gateway.answer(market, 1, ANN)
    polled(mail)
    ended, _ = polled(mail)
    assert [0, []] == [told(ended)[key] for key in ("collected", "mails")]


def test_dry_run(market, polled):
    """It is said what would become of it; nothing is posted, moved or remembered."""
    mail = gateway.answer(market, 1, ANN)
    ended, commands = polled(mail, words=("poll", "--dry-run", "--json"))
    assert (1, 1) == (told(ended)["collected"], told(ended)["accepted"])
    assert [] == [line for line in commands if "MOVE" in line or "CREATE" in line]
    assert 1 == len(market.json("show", 1, "--peek")["messages"])
    ended, _ = polled(mail)
    assert 1 == told(ended)["accepted"]


def test_since(market, polled):
    """Only what arrived from that day on is new; all that has a verdict is filed."""
    _, commands = polled(words=("poll", "--since", "2026-01-30"))
    assert ["UID SEARCH SINCE 30-Jan-2026", "UID SEARCH ALL"] == [
        line for line in commands if line.startswith("UID SEARCH")
    ]


@pytest.mark.parametrize("date", ["yesterday", "2026-02-30", "30-Jan-2026"])
def test_since_no_day(market, date):
    """What is no day is a mistake in the call."""
    ended = market("poll", "--since", date)
    assert (2, "") == (ended.status, ended.out)


def test_mail_that_we_fail_on(market, polled, monkeypatch):
    """It has failed, is told of in one line, and the others are done; status 1."""
    read = parsing.read

    def fail(raw, **given):
        if b"Subject: crash" in raw:
            raise RuntimeError("a defect of \x1b[31m ours")
        return read(raw, **given)

    monkeypatch.setattr(parsing, "read", fail)
    bad = gateway.answer(market, 1, ANN, Subject="crash")
    ended, _ = polled(bad, gateway.answer(market, 1, ANN))
    assert [1, 1, 1] == [
        ended.status,
        told(ended)["failed"],
        told(ended)["accepted"],
    ]
    assert (
        "Mail 1 could not be judged. (RuntimeError: a defect of \\x1b[31m ours)\n"
        == ended.err
    )


def test_traceback_is_for_verbose(market, polled, monkeypatch):
    """With -v the traceback is told."""
    monkeypatch.setattr(parsing, "read", lambda *_, **__: 1 / 0)
    ended, _ = polled(gateway.answer(market, 1, ANN), words=("-v", "poll"))
    assert ended.err.startswith("Mail 1 could not be judged.\nTraceback")


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"greeting": CUT}, 75),
        ({"login": CUT}, 75),
        ({"login": "{tag} NO [UNAVAILABLE] later\r\n"}, 75),
        ({"uid fetch": CUT}, 75),
        ({"login": "{tag} NO wrong\r\n"}, 3),
        ({"select": "{tag} NO no such mailbox\r\n"}, 3),
    ],
)
def test_server(market, polled, script, expected):
    """A server that is away is for later; one that does not let us in is for you."""
    ended, _ = polled(gateway.answer(market, 1, ANN), **script)
    assert (expected, "") == (ended.status, ended.out)
    assert ended.err.startswith("Error: imap: localhost:")
    assert "hunter2" not in ended.err


def test_server_down(market):
    """Nobody answers: try again later."""
    gateway.configure(market, **gateway.imap(1))
    ended = market("poll", "--json")
    assert (75, "") == (ended.status, ended.out)
    assert "Error: imap: localhost:1: Connection refused\n" == ended.err


def test_cut_while_filing(market, polled):
    """What was judged is not lost when filing fails; the next run files it."""
    mail = gateway.answer(market, 1, ANN)
    ended, _ = polled(mail, **{"uid move": CUT})
    assert 75 == ended.status
    assert 2 == len(market.json("show", 1, "--peek")["messages"])
    ended, commands = polled(mail)
    assert 0 == told(ended)["collected"]
    assert 'UID MOVE 1 "mcenter/Accepted"' in commands


@pytest.mark.parametrize(
    "key", ["MARKETPLACE_NAME", "IMAP_HOST", "INBOUND_AUTHENTICATION", "DATABASE"]
)
def test_what_is_missing(market, key):
    """Without what it needs it does not run, and says which key that is."""
    gateway.configure(market, **gateway.imap(1))
    del market.environ[f"MCENTER_{key}"]
    ended = market("poll")
    assert (3, "") == (ended.status, ended.out)
    assert key.replace("_", ".").lower() in ended.err


def test_another_run_is_at_work(market, polled, monkeypatch):
    """Cron may start one while another is at it: there is nothing to do."""
    monkeypatch.setattr("mcenter.inbox.mailboxes.take", lambda *_, **__: None)
    ended, commands = polled(gateway.answer(market, 1, ANN), words=("poll",))
    assert (0, "", "", []) == (ended.status, ended.out, ended.err, commands)


def test_server_without_move(market, polled):
    """Without MOVE and UIDPLUS the mail stays, and its row says that it is known."""
    mail = gateway.answer(market, 1, ANN)
    script = {"capability": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"}
    ended, _ = polled(mail, words=("-v", "poll"), **script)
    assert "1 could not be moved and lie where they were.\n" in ended.err
    ended, _ = polled(mail, words=("poll",), **script)
    assert (0, "", "") == (ended.status, ended.out, ended.err)
