"""`mcenter poll --watch`: what it prints, and how it is called and ends."""

import functools
import json
import os
import signal
import threading

import pytest

from mcenter.errors import TryAgain
from mcenter.inbox import mailboxes
from mcenter.watcher import pace
from tests.support import gateway
from tests.support.imap_script import ImapScript
from tests.unit.mail.test_idle import DONE, SCRIPT

ANN, BOB = "ann@acme.example", "bob@mail.example"


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration, and a thread of Bob's."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    return acme


@pytest.fixture
def watched(market):
    """Watch a mailbox with these mails for a second: how it ended, what was said."""

    def watched(*mails, words=("poll", "--watch"), **script):
        stop = threading.Timer(1, os.kill, (os.getpid(), signal.SIGTERM))
        with ImapScript({**SCRIPT, **gateway.fetched(*mails), **script}) as server:
            gateway.configure(market, **gateway.imap(server.port))
            stop.start()
            try:
                return market(*words), server.commands
            finally:
                stop.cancel()

    return watched


def test_for_people(market, watched):
    """As each run of its own would have told it; asked to stop, it ends with 0."""
    ended, commands = watched(gateway.answer(market, 1, ANN))
    assert (0, "1 collected, 1 accepted.\n", "") == (
        ended.status,
        ended.out,
        ended.err,
    )
    assert ["IDLE", "DONE", "LOGOUT"] == commands[-3:]


def test_json(market, watched):
    """One object a line for a round that found something, and none for another."""
    script = {"capability": "* CAPABILITY IMAP4rev1 MOVE\r\n" + DONE}
    ended, commands = watched(
        gateway.answer(market, 1, ANN),
        words=("poll", "--watch", "--interval", "1s", "--json"),
        **script,
    )
    (line,) = ended.out.splitlines()
    assert (1, 1, 1) == tuple(
        json.loads(line)[key] for key in ("schema", "collected", "accepted")
    )
    assert "IDLE" not in commands
    assert (0, "") == (ended.status, ended.err)


@pytest.mark.parametrize(
    "words",
    [
        ("--watch", "--dry-run"),
        ("--watch", "--since", "2026-01-30"),
        ("--interval", "30s"),
        ("--watch", "--interval", "soon"),
        ("--watch", "--interval", "0s"),
        ("--watch", "--interval", "10m"),
        ("--watch", "--interval", "30"),
    ],
)
def test_usage(market, words):
    """What has no sense is a mistake in the call."""
    gateway.configure(market, **gateway.imap(1))
    ended = market("poll", *words)
    assert (2, "") == (ended.status, ended.out)


@pytest.mark.parametrize(
    "key", ["MARKETPLACE_NAME", "IMAP_HOST", "INBOUND_AUTHENTICATION", "DATABASE"]
)
def test_what_is_missing(market, key):
    """Without what it needs it does not begin, and says which key that is."""
    gateway.configure(market, **gateway.imap(1))
    del market.environ[f"MCENTER_{key}"]
    ended = market("poll", "--watch")
    assert (3, "") == (ended.status, ended.out)
    assert key.replace("_", ".").lower() in ended.err


def test_no_store(market):
    """It makes no store, and asks no server before it has one."""
    gateway.configure(market, **gateway.imap(1), database="sqlite:////nowhere/x.db")
    ended = market("poll", "--watch")
    assert (3, "") == (ended.status, ended.out)
    assert "imap" not in ended.err


def test_not_let_in(watched):
    """A wrong password in the beginning ends it with 3, and is not repeated."""
    ended, _ = watched(login="{tag} NO wrong hunter2\r\n")
    assert (3, "") == (ended.status, ended.out)
    assert "refuses the login" in ended.err
    assert "hunter2" not in ended.err


def test_server_down(watched, market):
    """A server that is away is waited for; that is an error, which -q lets through."""
    stop = threading.Timer(1, os.kill, (os.getpid(), signal.SIGTERM))
    gateway.configure(market, **gateway.imap(1))
    stop.start()
    ended = market("-q", "poll", "--watch")
    expected = "imap: localhost:1: Connection refused; trying again until it works.\n"
    assert (0, "", expected) == (ended.status, ended.out, ended.err)


def test_round_fails_on_a_mail(market, watched, monkeypatch):
    """A mail that we fail on ends no watch; it is told of."""
    monkeypatch.setattr("mcenter.mail.parsing.read", lambda *_, **__: 1 / 0)
    ended, _ = watched(gateway.answer(market, 1, ANN))
    assert (0, "1 collected, 1 failed.\n") == (ended.status, ended.out)
    assert ended.err.startswith("Mail 1 could not be judged. (ZeroDivisionError")


def test_store_in_use(market, watched, monkeypatch):
    """A store that another process holds is waited for, too."""
    take, tries = mailboxes.take, []

    def busy(*given, **more):
        tries.append(1)
        if len(tries) == 1:
            raise TryAgain("The store x is in use by another process; try again.")
        return take(*given, **more)

    monkeypatch.setattr(mailboxes, "take", busy)
    monkeypatch.setattr(pace, "Pace", functools.partial(pace.Pace, first=0.01))
    ended, _ = watched(gateway.answer(market, 1, ANN))
    assert (0, "1 collected, 1 accepted.\n") == (ended.status, ended.out)
    assert ended.err.endswith("It works again.\n")
