"""
F11: whom a refusal is about: one recipient, us, or nobody but an address.

What three recipients are refused alike is about us, and fails nothing; what we did not
hand over is no word of the server's, however many there are of it.
"""

import json

import pytest

from mcenter import store
from mcenter.models import Address
from tests.support import owing as owed
from tests.support.owing import notify_at as notify
from tests.support.owing import owing as make

NAMES = ("carol", "dora", "emil", "fritz", "gerda")
STAFF = [f"{name}@acme.example" for name in NAMES]
BEYOND = [f"{name}@acme.example" for name in ("dörte", "jürgen", "søren")]
CONTROLS = [f"{name}\x01@acme.example" for name in NAMES[:3]]
UTF8 = {"ehlo": "250-script\r\n250 SMTPUTF8\r\n"}


@pytest.fixture
def owing(tmp_path, capsys, monkeypatch):
    """Make a shell in whose store each of these is owed a mail, in this order."""
    return lambda *addresses: make(tmp_path, capsys, monkeypatch, addresses)


def mails(shell):
    """Each mail's status, tries and reply, by address."""
    return {
        address: (row.status, row.attempts, row.last_reply)
        for address, row in owed.mails(shell).items()
    }


def recipients(server):
    """To whom something was to go, in order."""
    said = [line for line in server.commands if line.startswith("RCPT")]
    return [line.removeprefix("RCPT TO:<").removesuffix(">") for line in said]


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("mail", "550 5.7.1 not you\r\n"),
        ("mail", "535 5.7.8 log in\r\n"),
        ("rcpt", "550 5.1.1 unknown\r\n"),
        ("rcpt", "550 no such user\r\n"),
        ("rcpt", "550 5.4.5 daily limit\r\n"),
        ("data", "554 5.7.1 blocked\r\n"),
        ("end", "552 5.2.2 your mailbox is full\r\n"),
    ],
)
def test_same_for_three_is_about_us(owing, stage, answer):
    """The run ends at the third, all stays pending, and goes once we are welcome."""
    shell = owing(*STAFF)
    ended, server = notify(shell, **{stage: answer})
    assert (75, "") == (ended.status, ended.out)
    assert "refuses every mail alike" in ended.err
    assert 3 == [name for name, _ in server.given].count(stage)
    tried = ("pending", 1, answer.rstrip())
    expected = [tried] * 3 + [("pending", 0, None)] * 2
    assert expected == [mails(shell)[address] for address in STAFF]

    ended, server = notify(shell)
    assert (0, STAFF[3:]) == (ended.status, recipients(server))
    shell.later(minutes=2)
    ended, server = notify(shell)
    assert (0, STAFF[:3]) == (ended.status, sorted(recipients(server)))
    assert {"sent"} == {status for status, _, _ in mails(shell).values()}


def test_words_that_quote_the_address(owing):
    """A server that names whom it refuses says the same to all the same."""
    shell = owing(*STAFF)
    answers = [f"550 <{address}>: relaying denied\r\n" for address in STAFF]
    ended, server = notify(shell, rcpt=answers)
    assert (75, STAFF[:3]) == (ended.status, recipients(server))
    assert {"pending"} == {status for status, _, _ in mails(shell).values()}


def test_two_are_not_us(owing):
    """Two who are not there fail; who comes behind them has their mail."""
    shell = owing(*STAFF)
    ended, _ = notify(shell, rcpt=["550 5.1.1 a\r\n", "550 5.1.1 b\r\n", "250 ok\r\n"])
    statuses = [mails(shell)[address][0] for address in STAFF]
    assert (1, ["failed"] * 2 + ["sent"] * 3) == (ended.status, statuses)


def test_different_words_are_not_us(owing):
    """Three refusals that differ are three persons' own."""
    shell = owing(*STAFF)
    answers = [f"550 5.1.{number} no\r\n" for number in (1, 2, 6)] + ["250 ok\r\n"]
    ended, _ = notify(shell, rcpt=answers)
    statuses = [mails(shell)[address][0] for address in STAFF]
    assert (1, ["failed"] * 3 + ["sent"] * 2) == (ended.status, statuses)


@pytest.mark.parametrize(
    ("addresses", "why"),
    [
        (BEYOND, "Not handed over: the address is beyond ASCII"),
        (CONTROLS, "Not handed over: the address has a control character"),
    ],
    ids=["beyond-ascii", "control"],
)
def test_what_was_not_handed_over(owing, addresses, why):
    """Three such fail at once, each alone; nothing is put off, and the others go."""
    shell = owing(addresses[0], STAFF[3], *addresses[1:], STAFF[4])
    ended, server = notify(shell)
    told = json.loads(ended.out)
    assert (1, 2, 0, 3) == (
        ended.status,
        told["sent"],
        told["deferred"],
        told["failed"],
    )
    assert (STAFF[3:], 1) == (recipients(server), server.connections)
    found = mails(shell)
    for address in addresses:
        status, tries, reply = found[address]
        assert ("failed", 0) == (status, tries)
        assert reply.startswith(why)
        assert reply == next(m["reply"] for m in told["mails"] if m["to"] == address)
    # Nothing of it was said to the server, not even to take it back.
    assert "rset" not in [stage for stage, _ in server.given]
    # Nor is anybody's address given up for it.
    with store.opened(f"sqlite:///{shell.home}/store.db", make=False):
        assert [] == [row for row in Address.select() if row.suppressed_at]
    shell.later(hours=4)
    ended, server = notify(shell)
    assert (0, 0) == (ended.status, server.connections)


def test_beyond_ascii_where_it_is_offered(owing):
    """RFC 6531 section 3.4: the parameter, in MAIL alone, for these mails alone."""
    shell = owing(STAFF[3], *BEYOND, STAFF[4])
    ended, server = notify(shell, **UTF8)
    assert 0 == ended.status
    assert [STAFF[3], *BEYOND, STAFF[4]] == recipients(server)
    said = [line for line in server.commands if line.startswith("MAIL")]
    beyond = [line.partition("> ")[2] for line in said]
    assert ["", "SMTPUTF8", "SMTPUTF8", "SMTPUTF8", ""] == beyond
    # So BODY=8BITMIME would say what is not so.
    assert all(mail.isascii() for mail in server.mails)


def test_failed_then_offered(owing):
    """What failed for want of SMTPUTF8 goes when it is tried again at a better one."""
    shell = owing(BEYOND[0])
    notify(shell)
    shell.ok("outbox", "retry", 1)
    ended, server = notify(shell, **UTF8)
    assert (0, BEYOND[:1]) == (ended.status, recipients(server))
