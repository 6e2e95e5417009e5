"""`poll --watch` on real servers: mail is taken up as it comes, whatever happens."""

import signal
import sqlite3
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.support import clients, servers
from tests.support.dovecot import MARKETPLACE
from tests.support.watching import Watching

BOB, ANN = "bob@acme.example", "ann@customer.example"
WAITING = "STATUS=Waiting for mail in INBOX."
MANY = 60
NO_BRAKES = "[limits]\nmails_per_person_hour = 0\nmails_per_thread_hour = 0"
LOGIN = f"Login: user=<{MARKETPLACE}>"


@pytest.fixture
def watched(market, tmp_path):
    """Start a watch over the marketplace's mailbox."""

    def watched(*words, **environ):
        command = market.command(*words or ("poll", "--watch", "--json"))
        return Watching(command, tmp_path, **environ)

    return watched


@pytest.fixture
def logged(market):
    """What Dovecot has logged since the test began."""
    before = len(market.dovecot.log())
    return lambda: market.dovecot.log()[before:]


def answer(market, told, text):
    """Bob answers; it is in the mailbox."""
    raw = clients.gmail(told, text, sender=BOB, sender_name="Bob")
    return market.answer(raw, BOB)


def leases(market):
    """Who has the mailboxes leased."""
    with sqlite3.connect(market.here / "store" / "mcenter.db") as store:
        return store.execute("SELECT leased_by FROM mailbox").fetchall()


def test_mail_is_taken_up_as_it_comes(market, watched, told, logged):
    """What lies there comes first, then what arrives, each at once; one log-in."""
    answer(market, told, "One.")
    since = logged().count(LOGIN)
    with watched() as watch:
        assert (1, 2) == taken(watch.round())
        watch.wait_told(WAITING)
        ours = logged().count(LOGIN) - since
        for number, text in enumerate(("Two.", "Three."), start=3):
            raw = clients.gmail(told, text, sender=BOB, sender_name="Bob")
            begin = time.monotonic()
            market.answer(raw, BOB)
            assert (1, number) == taken(watch.round())
            # Dovecot alone waits half a second before it tells.
            assert time.monotonic() - begin < 5
        assert 0 == watch.end()[0]
        assert [] == watch.errors
    assert 1 == ours
    assert ["READY=1", "STOPPING=1"] == [watch.told[0], watch.told[-1]]


def taken(found):
    """How many were accepted, and the last one's message."""
    return found["accepted"], found["mails"][-1]["message"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop(market, watched, told, logged, number):
    """It ends within a second, with 0, and has said goodbye to the server."""
    with watched("poll", "--watch") as watch:
        watch.wait_told(WAITING)
        status, seconds = watch.end(number)
        assert (0, []) == (status, watch.errors)
    assert seconds < 1.5
    servers.wait_until(lambda: "Logged out" in logged(), "the goodbye")


def at_work(market):
    """Whether somebody has a mailbox leased."""
    return any(owner for (owner,) in leases(market))


def test_stop_at_work(market, watched, told):
    """Interrupted anywhere, again and again, it posts each answer once."""
    market.configure(more=NO_BRAKES)
    words = [f"Number {number}." for number in range(MANY)]
    for text in words:
        raw = clients.gmail(told, text, sender=BOB, sender_name="Bob")
        recipient = message_from_bytes(raw)["To"].rpartition("<")[2].rstrip(">")
        market.postfix.receive(raw, BOB, recipient)
    market.dovecot.wait_for(MARKETPLACE, MANY)
    for number in range(10):
        # Who was interrupted may have left a lease, which says nothing of the next.
        left = leases(market)
        with watched("poll", "--watch") as watch:
            watch.wait_until(
                lambda left=left, watch=watch: (
                    watch.told or (at_work(market) and leases(market) != left)
                ),
                "a round",
            )
            time.sleep(number / 20)
            status, seconds = watch.end()
            assert (0, []) == (status, watch.errors)
            assert seconds < 1.5
    market.ok("poll")
    assert Counter(["How many?", *words]) == Counter(market.bodies("1"))
    assert MANY == len(market.dovecot.mails(MARKETPLACE, "mcenter/Accepted"))
    assert [(None,)] == leases(market)


def test_server_restarts(market, watched, told):
    """It says once that the server is away, comes back, and goes on."""
    with watched() as watch:
        watch.wait_told(WAITING)
        market.dovecot.stop()
        try:
            watch.wait_until(lambda: watch.errors, "the error", seconds=30)
        finally:
            market.dovecot.start()
        watch.wait_told(WAITING, 2)
        watch.wait_until(lambda: len(watch.errors) > 1, "the end of the error")
        assert watch.errors[0].endswith("; trying again until it works.\n")
        assert ["It works again.\n"] == watch.errors[1:]
        answer(market, told, "Afterwards.")
        assert 1 == watch.round()["accepted"]
        assert 0 == watch.end()[0]


def test_run_beside_it(market, watched, told):
    """While it waits it holds no lease: a run of cron's takes mail up as ever."""
    with watched() as watch:
        watch.wait_told(WAITING)
        assert [(None,)] == leases(market)
        answer(market, told, "Whoever is first.")
        beside = market.json("poll")
        first = beside["accepted"] or watch.round()["accepted"]
        answer(market, told, "The watch goes on.")
        assert (1, 1) == (first, watch.round()["accepted"])
        assert 0 == watch.end()[0]
    assert [(None,)] == leases(market)
    said = ["How many?", "Whoever is first.", "The watch goes on."]
    assert said == market.bodies("1")


def test_junk(market, watched, told):
    """The junk mailbox is looked through in the rounds, too."""
    text = market.config.read_text().replace("[imap]", '[imap]\njunk = "Junk"')
    market.config.write_text(text)
    raw = clients.gmail(told, "From junk.", sender=BOB, sender_name="Bob")
    market.dovecot.append(MARKETPLACE, "Junk", raw)
    with watched("poll", "--watch", "--json") as watch:
        assert 1 == watch.round()["collected"]
        watch.wait_told(WAITING)
        assert 0 == watch.end()[0]


def test_watchdog_of_systemd(watched, market):
    """It says that it is alive, twice as often as it must, without leaving IDLE."""
    with watched(WATCHDOG_USEC="1000000") as watch:
        watch.wait_told("WATCHDOG=1", 5)
        watch.end()


def test_memory(market, watched, told):
    """Many rounds take no more memory than a few, and leave no rows."""

    def resident():
        status = Path(f"/proc/{watch.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    with watched() as watch:
        for number in range(15):
            answer(market, told, f"Number {number}.")
            watch.round()
            if number == 4:
                before = resident()
        grown = resident() - before
        assert grown < 2000, f"{grown} KB in ten rounds"
        assert [(None,)] == leases(market)
        watch.end()
