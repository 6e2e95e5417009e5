"""Mails that a server chokes on, leaves out, or lies about: the others come."""

import math
import time
from types import SimpleNamespace

import pytest

from mcenter.errors import TryAgain
from mcenter.mail.imap import Session
from mcenter.mail.imap.retrieval import MOST_CUTS, Retrieval
from tests.support.imap_mailbox import GONE, OMIT, ImapMailbox
from tests.support.script import CUT, HANG

MAILS = [f"Subject: {number}\r\n\r\nText\r\n".encode() for number in range(1, 129)]
BODY = " (BODY.PEEK[])"


class Opened(Session):
    """A session of this machine with its mailbox selected."""

    def __init__(self, server, **options):
        settings = {"host": "localhost", "port": server.port, "tls": "none"}
        settings |= {"ca_file": "", "username": "ann", "auth": "login"}
        options = {"deadline": time.monotonic() + 10, "max_literal": 2**20} | options
        super().__init__(SimpleNamespace(**settings), lambda: "hunter2", **options)

    def __enter__(self):
        """Connect, log in, select."""
        super().__enter__()
        self.select("INBOX")
        return self


@pytest.mark.parametrize("kind", ["NO", "BAD", OMIT, CUT])
@pytest.mark.parametrize("bad", [1, 77, 128])
def test_one_that_chokes(kind, bad):
    """All others come; it takes about log n commands to find it."""
    with ImapMailbox(MAILS, wrong={bad: kind}) as server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        came = dict(retrieval.mails(range(1, 129)))
        whole = {uid: raw for uid, raw in enumerate(MAILS, 1) if uid != bad}
        assert whole == came
        assert [bad] == list(retrieval.choked)
        assert not retrieval.choked[bad].too_large
        assert len(server.fetched) <= 2 * math.log2(128) + 2
        assert server.connections <= math.log2(128) + 3


def test_many_that_choke():
    """Each costs its own log n, and no more."""
    bad = {3: "NO", 4: CUT, 90: OMIT, 128: "BAD"}
    with ImapMailbox(MAILS, wrong=bad) as server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        assert 124 == len(dict(retrieval.mails(range(1, 129))))
        assert set(bad) == set(retrieval.choked)
        assert len(server.fetched) <= len(bad) * 2 * math.log2(128)


def test_f17_gone_meanwhile():
    """What was expunged since the search is left out without a word."""
    bad = {5: GONE, 6: GONE}
    with ImapMailbox(MAILS[:8], wrong=bad) as server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        assert [1, 2, 3, 4, 7, 8] == sorted(dict(retrieval.mails(range(1, 9))))
        assert {} == retrieval.choked
        assert [f"1,2,3,4,5,6,7,8{BODY}"] == server.fetched


def test_refused_after_some_came():
    """What came before the refusal is not asked for again."""
    with ImapMailbox(MAILS[:4], wrong={3: "NO"}) as server, Opened(server) as opened:
        dict(Retrieval(opened).mails([1, 2, 3, 4]))
        assert [f"{uids}{BODY}" for uids in ("1,2,3,4", "3", "4")] == server.fetched


def test_connection_that_ends_once():
    """A single mail is asked for again, on a new connection, before it is to blame."""
    body = "* 1 FETCH (UID 1 BODY[] {1}\r\nA)\r\n{tag} OK done\r\n"
    answers = {"uid fetch": [CUT, body]}
    with ImapMailbox(MAILS[:1], answers=answers) as server, Opened(server) as opened:
        assert {1: b"A"} == dict(Retrieval(opened).mails([1]))
        assert 2 == server.connections


def test_server_that_always_ends_the_connection():
    """It is the server, and not hundreds of mails: try again later."""
    wrong = dict.fromkeys(range(1, 129), CUT)
    with ImapMailbox(MAILS, wrong=wrong) as server, Opened(server) as opened:
        with pytest.raises(TryAgain):
            dict(Retrieval(opened).mails(range(1, 129)))
        assert MOST_CUTS + 1 == server.connections


def test_server_that_always_refuses():
    """So too when it refuses all there is: n mails are not 2n commands."""
    wrong = dict.fromkeys(range(1, 129), "NO")
    with ImapMailbox(MAILS, wrong=wrong) as server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        with pytest.raises(TryAgain, match="broken"):
            dict(retrieval.mails(range(1, 129)))
        assert len(server.fetched) < 130


@pytest.mark.parametrize(
    "said",
    [
        "{tag} NO Request is throttled. Suggested Backoff Time: 299910\r\n",
        "{tag} BAD Request is throttled.\r\n* BYE Connection closed. 14\r\n",
        "{tag} NO [THROTTLED] (Failure)\r\n",
        "{tag} NO [OVERQUOTA] Account exceeded command or bandwidth limits.\r\n",
        "* BYE [UNAVAILABLE] Too much at once\r\n",
        "{tag} NO Server Unavailable. 15\r\n",
    ],
)
def test_throttled(said):
    """Nothing is halved, and no mail is blamed, when we asked for too much."""
    answers = {"uid fetch": said}
    with ImapMailbox(MAILS, answers=answers) as server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        with pytest.raises(TryAgain):
            dict(retrieval.mails(range(1, 129)))
        assert (1, {}) == (len(server.fetched), retrieval.choked)


def test_silence(monkeypatch):
    """A mail that the server says nothing to is found like any other, and in time."""
    for module in ("watchdog", "imap.connection"):
        monkeypatch.setattr(f"mcenter.mail.{module}.SILENCE_SECONDS", 0.2)
    with ImapMailbox(MAILS[:64], wrong={5: HANG}) as server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        assert 63 == len(dict(retrieval.mails(range(1, 65))))
        assert [5] == list(retrieval.choked)
        # It is not asked a second time: each time may take half a minute.
        assert 1 == server.fetched.count(f"5{BODY}")


def test_mailbox_that_was_made_anew():
    """After the connection ended the UIDs may be another mailbox's."""
    select = [f"* OK [UIDVALIDITY {it}] ok\r\n{{tag}} OK done\r\n" for it in (7, 8)]
    server = ImapMailbox(MAILS[:1], wrong={1: CUT}, answers={"select": select})
    with server, Opened(server) as opened, pytest.raises(TryAgain, match="made anew"):
        dict(Retrieval(opened).mails([1]))


@pytest.mark.parametrize(
    ("told", "expected"), [(None, 0), (0, 0), (-3, 0), (10, 10), (2**40, 2**40)]
)
def test_sizes(told, expected):
    """A size that is not told is 0; the others are."""
    with ImapMailbox(MAILS[:3], sizes={2: told}) as server, Opened(server) as opened:
        sizes = Retrieval(opened).sizes([1, 2, 3])
        assert {1: len(MAILS[0]), 2: expected, 3: len(MAILS[2])} == sizes


def test_size_that_chokes():
    """A mail whose size cannot be told is there, of no known size."""
    no = "{tag} NO [SERVERBUG] no\r\n"
    one = "* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n{tag} OK done\r\n"
    answers = {"uid fetch": [no, one, no]}
    with ImapMailbox(MAILS[:2], answers=answers) as server, Opened(server) as opened:
        assert {1: 5, 2: 0} == Retrieval(opened).sizes([1, 2])


def test_sizes_in_batches():
    """A command stays short, however many mails there are."""
    with ImapMailbox(MAILS * 10) as server, Opened(server) as opened:
        assert 1280 == len(Retrieval(opened).sizes(range(1, 1281)))
        assert [500, 500, 280] == [it.count(",") + 1 for it in server.fetched]


@pytest.mark.parametrize("kind", ["{10000000000}\r\nabc", "{1048577}\r\nabc"])
def test_b15_larger_than_may_be(kind):
    """The mail is named as too large, at the first asking; the others come."""
    with ImapMailbox(MAILS[:4], wrong={3: kind}) as server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        assert [1, 2, 4] == sorted(dict(retrieval.mails([1, 2, 3, 4])))
        assert retrieval.choked[3].too_large
        assert 1 == [it.partition(" ")[0] for it in server.fetched].count("3")


def test_header():
    """Part of a header block, None when it does not come; and whether it is gone."""
    wrong = {2: GONE, 3: "NO", 4: CUT}
    server = ImapMailbox(MAILS[:4], wrong=wrong, header=False)
    with server, Opened(server) as opened:
        retrieval = Retrieval(opened)
        assert b"Subject: 1\r\n\r\n" == retrieval.header(1, 100)
        assert b"Subject" == retrieval.header(1, 7)
        assert [None] * 3 == [retrieval.header(uid, 9) for uid in (2, 3, 4)]
        assert [False, True, False] == [retrieval.is_gone(uid) for uid in (1, 2, 3)]


def test_reaches():
    """Whether a mail has a byte there is asked by one byte."""
    with ImapMailbox(MAILS[:2], wrong={2: "NO"}) as server, Opened(server) as opened:
        retrieval, size = Retrieval(opened), len(MAILS[0])
        assert [True, False] == [retrieval.reaches(1, at) for at in (size - 1, size)]
        assert retrieval.reaches(2, 5)
        assert f"1 (BODY.PEEK[]<{size}.1>)" == server.fetched[1]
