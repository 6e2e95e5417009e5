"""`mcenter poll` on servers that choke, lie, throttle and refuse."""

import json
import os
import random

import pytest

from mcenter.inbox.unfetched import MOST_ATTEMPTS
from mcenter.poller.intake import SLACK_BYTES
from tests.support import gateway
from tests.support.eml import eml
from tests.support.imap_mailbox import GONE, OMIT, ImapMailbox
from tests.support.script import CUT

ANN, BOB = "ann@acme.example", "bob@mail.example"
LIMIT = 25_000_000
THROTTLED = "{tag} NO Request is throttled. Suggested Backoff Time: 299910\r\n"
FOREIGN = eml("Buy!\n", To="shop@market.example")


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration, and a thread of Bob's."""
    acme.ok("contact", "acme", "-m", "0", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    return acme


@pytest.fixture
def answers(market):
    """Ann's answers to Bob, with these texts."""

    def answers(*texts):
        return [gateway.answer(market, 1, ANN, text) for text in texts]

    return answers


@pytest.fixture
def poll(market):
    """Poll a server: how it ended, and its JSON; other words are other options."""

    def poll(server, *words):
        gateway.configure(market, **gateway.imap(server.port))
        ended = market("poll", "--json", *words)
        return ended, json.loads(ended.out or "{}")

    return poll


def bodies(market):
    """What was said in the thread, in order."""
    return [it["body"] for it in market.json("show", 1, "--peek")["messages"]]


@pytest.mark.parametrize("kind", ["NO", "BAD", OMIT, CUT])
@pytest.mark.parametrize("header", [True, False])
def test_mail_that_chokes(market, answers, poll, kind, header):
    """The others are posted, it is told of and asked for again, ever later."""
    wrong = {2: kind}
    with ImapMailbox(answers(*"123"), wrong=wrong, header=header) as server:
        ended, told = poll(server)
        assert (1, 2, 2, 1) == (
            ended.status,
            *(told[key] for key in ("collected", "accepted", "failed")),
        )
        said = "The mail with UID 2 of INBOX cannot be fetched, and it is asked for"
        assert ended.err.startswith(f"{said} again later. (")
        assert ["0", "1", "3"] == bodies(market)
        (failed,) = market.json("inbox", "list", "--status", "failed")["mails"]
        number = failed["id"]
        said = f"The server has not handed over mail {number}; inbox retry has it asked"
        refused = market("inbox", "accept", number)
        assert (5, f"Error: {said} for again.\n") == (refused.status, refused.err)
        # Until its time has come it costs nothing, and nothing fails.
        before = len(server.fetched)
        ended, told = poll(server)
        assert (os.EX_OK, 0, before) == (
            ended.status,
            told["collected"],
            len(server.fetched),
        )
        market.later(minutes=1)
        server.wrong.clear()
        ended, told = poll(server)
        assert (os.EX_OK, 1) == (ended.status, told["accepted"])
    assert ["0", "1", "3", "2"] == bodies(market)
    assert [] == market.json("inbox", "list", "--status", "failed")["mails"]


def test_mail_that_never_comes(market, answers, poll):
    """At last it is held by its header, moved, and asked for no more."""
    with ImapMailbox(answers("1"), wrong={1: "NO"}) as server:
        for attempt in range(1, MOST_ATTEMPTS):
            assert 1 == poll(server)[0].status
            market.later(minutes=2 ** (attempt - 1))
        ended, told = poll(server)
        assert (os.EX_OK, "") == (ended.status, ended.err)
        (mail,) = told["mails"]
        assert ("held", "unfetched") == (mail["disposition"], mail["rule"])
        assert ANN == mail["from"]
        assert 'UID MOVE 1 "mcenter/Held"' in server.commands
        before = len(server.fetched)
        market.later(days=1)
        assert 0 == poll(server)[1]["collected"]
        assert before == len(server.fetched)
    shown = market.ok("inbox", "show", mail["id"])
    assert "The mail server does not hand it over whole." in shown


@pytest.mark.parametrize("sized", [True, False])
def test_many_that_choke(market, answers, poll, sized):
    """Each run comes further; in the end all that can come has come."""
    brakes = ("mails_per_person_hour", "mails_per_thread_hour")
    gateway.configure(market, **{f"limits_{brake}": 0 for brake in brakes})
    bad = dict.fromkeys((3, 4, 11, 28, 29, 40), CUT)
    texts = [str(number) for number in range(1, 41)]
    wanted = {"0", *texts} - {str(uid) for uid in bad}
    with ImapMailbox(answers(*texts), wrong=bad, header=False, sized=sized) as server:
        ends = []
        while wanted != set(bodies(market)):
            ends.append(poll(server)[0].status)
            market.later(minutes=1)
        assert len(ends) <= 3
        market.later(days=1)
        server.wrong.clear()
        assert 6 == poll(server)[1]["accepted"]


KINDS = ["NO", "BAD", OMIT, CUT, "{10000000000}\r\nabc", "(\r\n"]


@pytest.mark.parametrize("seed", range(4))
def test_any_mix(market, poll, monkeypatch, seed):
    """Whatever is wrong with however many, what can be posted is, and all but once."""
    for module in ("watchdog", "imap.connection"):
        monkeypatch.setattr(f"mcenter.mail.{module}.SILENCE_SECONDS", 0.3)
    chance = random.Random(seed)
    texts = [str(number) for number in range(1, chance.randint(5, 25))]
    mails = [
        gateway.answer(market, 1, ANN, text, Message_ID=f"<{text}@acme.example>")
        for text in texts
    ]
    wrong = {uid: chance.choice(KINDS) for uid in chance.sample(range(1, 26), 6)}
    sizes = {uid: chance.choice([0, None, 1, 10**9]) for uid in range(1, 26, 5)}
    seen = {"header": chance.random() < 0.5, "sized": chance.random() < 0.5}
    wanted = {"0", *texts} - set(map(str, wrong))
    with ImapMailbox(mails, wrong=wrong, sizes=sizes, **seen) as server:
        for _ in range(4):
            assert poll(server)[0].status in {os.EX_OK, 1, 75}
            market.later(minutes=1)
        assert wanted <= set(bodies(market))
        server.wrong.clear()
        for _ in range(2):
            market.later(days=1)
            assert os.EX_OK == poll(server)[0].status
    # What was too large is held, and nothing else is missing or there twice.
    posted = bodies(market)
    held = market.json("inbox", "list", "--status", "held")["mails"]
    assert {"mail_size"} >= {mail["rule"] for mail in held}
    assert len(texts) + 1 == len(set(posted)) + len(held) == len(posted) + len(held)
    assert [] == market.json("inbox", "list", "--status", "failed")["mails"]


def test_foreign_mail_that_chokes(market, poll):
    """Its header says that it is not for us: nothing is told of it, or moved."""
    with ImapMailbox([FOREIGN], wrong={1: CUT}) as server:
        ended, told = poll(server)
        assert (os.EX_OK, "", 1) == (ended.status, ended.err, told["foreign"])
        assert [] == [line for line in server.commands if "MOVE" in line]


def test_f17_gone_meanwhile(market, answers, poll):
    """What is gone between the search and the fetch is nobody's trouble."""
    with ImapMailbox(answers("1", "2"), wrong={1: GONE}) as server:
        ended, told = poll(server)
    assert (os.EX_OK, "", 1) == (ended.status, ended.err, told["accepted"])


def test_large_mail_that_is_gone_meanwhile(market, answers, poll):
    """Nor is one that was too large."""
    sizes = {1: LIMIT + 1}
    with ImapMailbox(answers("1", "2"), wrong={1: GONE}, sizes=sizes) as server:
        ended, told = poll(server)
    assert (os.EX_OK, "", 1) == (ended.status, ended.err, told["accepted"])


def test_large_mail_without_any_header(market, poll):
    """It is not for us, and it is not fetched again."""
    with ImapMailbox([b"\r\n\r\n"], sizes={1: LIMIT + 1}) as server:
        server.wrong[1] = f"{{{10 * 2**30}}}\r\n"
        assert 1 == poll(server)[1]["foreign"]
        before = len(server.fetched)
        assert 0 == poll(server)[1]["foreign"]
        assert before == len(server.fetched)


def test_dry_run_of_a_mail_that_chokes(market, answers, poll):
    """It is told of, and nothing is noted."""
    with ImapMailbox(answers("1"), wrong={1: "NO"}) as server:
        for _ in range(2):
            ended, told = poll(server, "--dry-run")
            assert (1, 1) == (ended.status, told["failed"])
    assert [] == market.json("inbox", "list", "--status", "failed")["mails"]


@pytest.mark.parametrize("told", [0, None, 1, LIMIT + 1, 2**40])
def test_size_that_lies(market, answers, poll, told):
    """Too small, too large, none at all: a mail of an ordinary size is posted."""
    with ImapMailbox(answers("1", "2"), sizes={1: told}) as server:
        assert 2 == poll(server)[1]["accepted"]


@pytest.mark.parametrize("told", [1000, LIMIT + 1, 0, None])
@pytest.mark.parametrize("size", [10 * 2**30, LIMIT + SLACK_BYTES + 1])
def test_b15_larger_than_it_says(market, answers, poll, told, size):
    """It is cut off, held by its header, and the run goes on by another connection."""
    wrong = {1: f"{{{size}}}\r\n" + "a" * 100_000}
    mails = answers("1", "2")
    with ImapMailbox(mails, wrong=wrong, sizes={1: told}) as server:
        ended, polled = poll(server)
        assert (os.EX_OK, "") == (ended.status, ended.err)
    ends = {(mail["disposition"], mail["rule"]) for mail in polled["mails"]}
    assert {("held", "mail_size"), ("accepted", None)} == ends
    assert ["0", "2"] == bodies(market)


def test_large_mail_without_its_header(market, answers, poll):
    """What is too large and does not even show its header is told of."""
    mails, sizes = answers("1", "2"), {1: LIMIT + 1}
    server = ImapMailbox(mails, wrong={1: "NO"}, sizes=sizes, header=False)
    with server:
        ended, told = poll(server)
    assert (1, 1, 1) == (ended.status, told["accepted"], told["failed"])


@pytest.mark.parametrize("stage", ["login", "select", "uid search", "uid fetch"])
def test_throttled(market, answers, poll, stage):
    """It is for later, and no wrong password, whatever we were at."""
    with ImapMailbox(answers("1"), answers={stage: THROTTLED}) as server:
        ended, _ = poll(server)
    assert (75, "") == (ended.status, ended.out)
    assert "Request is throttled. Suggested Backoff Time: 299910" in ended.err
    with ImapMailbox(answers("1")) as server:
        assert 1 == poll(server)[1]["accepted"]


def test_throttled_after_some(market, answers, poll, monkeypatch):
    """What was committed stays; the next run goes on where this one stopped."""
    monkeypatch.setattr("mcenter.poller.intake.BATCH", 2)
    mails = answers(*"123456")
    with ImapMailbox(mails, wrong={5: THROTTLED}) as server:
        assert 75 == poll(server)[0].status
        assert ["0", "1", "2", "3", "4"] == bodies(market)
        server.wrong.clear()
        server.commands.clear()
        ended, told = poll(server)
        assert (os.EX_OK, 2) == (ended.status, told["accepted"])
        fetched = [it for it in server.fetched if "BODY" in it]
    assert ["5,6 (BODY.PEEK[])"] == fetched
    assert ["0", "1", "2", "3", "4", "5", "6"] == bodies(market)


def test_server_that_hands_nothing_over(market, answers, poll):
    """Nothing shows that it is the mails' fault: try again later, each time a bit."""
    with ImapMailbox(answers("1", "2"), answers={"uid fetch": CUT}) as server:
        ended, _ = poll(server)
        assert (75, "") == (ended.status, ended.out)
        # The second mail's first time, and then the first one's second.
        assert 75 == poll(server)[0].status
        market.later(minutes=1)
        assert (1, 2) == ((ended := poll(server))[0].status, ended[1]["failed"])
    with ImapMailbox(answers("1", "2")) as server:
        market.later(minutes=2)
        assert 2 == poll(server)[1]["accepted"]
    assert ["0", "1", "2"] == sorted(bodies(market))


def test_f18_is_told_once(market, answers, poll):
    """A mail that may not be moved is told of by the run that judged it."""
    script = {"uid move": "{tag} NO [NOPERM] Permission denied\r\n"}
    with ImapMailbox(answers("1"), answers=script) as server:
        ended, _ = poll(server)
        told = "Mail in INBOX that cannot be moved to mcenter/Accepted, and is left"
        why = "(move failed: [NOPERM] Permission denied)"
        assert (os.EX_OK, f"{told} there: 1. {why}\n") == (ended.status, ended.err)
        ended, _ = poll(server)
        assert (os.EX_OK, "") == (ended.status, ended.err)
        server._answers["uid move"][0] = "{tag} OK done\r\n"
        ended, _ = poll(server)
        assert (os.EX_OK, "") == (ended.status, ended.err)
        server.commands.clear()
        poll(server)
        assert [] == [line for line in server.commands if "MOVE" in line]
