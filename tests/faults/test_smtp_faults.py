"""
F11: whatever a server answers, and wherever, each mail gets what the answer means.

Every cell of the tables below is one run of `notify` with two mails, of which one meets
the fault, and a second run at a good server, once what was put off is due.
"""

import shutil
from itertools import pairwise

import pytest

from mcenter import outbox, store
from mcenter.models import OutboundEmail
from tests.support import gateway as commands
from tests.support import stores
from tests.support.domain import BOB, CAROL, NOW, Market
from tests.support.script import CUT, HANG
from tests.support.shell import Shell
from tests.support.sizes import some
from tests.support.smtp_script import SmtpScript

STAGES = {"MAIL": "mail", "RCPT": "rcpt", "DATA": "data", "dot": "end", "QUIT": "quit"}
SPECIAL = {
    "garbage": "hello, who is there?\r\n",
    # RFC 5321 section 4.5.3.1.5 allows 512 bytes.
    "9-KB-line": "250 " + "x" * 9000 + "\r\n",
    "close": CUT,
    "hang": HANG,
}

# What the words of the tables say of the run with the fault: the status of the mail
# that met it, its tries, the run's exit status, whether the other mail went in that
# run, and how often the server had the mail in the end.
VERDICTS = {
    "sent": ("sent", 1, 0, True, 1),
    # Answered: the try counts, and the table of retries says when the next one is.
    "later": ("pending", 1, 0, True, 1),
    # About the recipient: fails at once, and alone.
    "failed": ("failed", 1, 1, True, 0),
    # The server is not available: no try, the run ends, all stays pending.
    "away": ("pending", 0, 75, False, 1),
    # The same, but the answer to the final dot was missed: the only case of two copies.
    "missed": ("pending", 0, 75, False, 2),
}

# A 250 to DATA asks for no mail; RFC 5321 section 4.3.2 has 354 alone.
BARE = """
            MAIL    RCPT    DATA    dot     QUIT
250         sent    sent    away    sent    sent
421         away    away    away    away    sent
450         later   later   later   later   sent
451         later   later   later   later   sent
452         later   later   later   later   sent
500         later   later   later   later   sent
535         later   later   later   later   sent
550         later   failed  later   later   sent
552         later   later   later   later   sent
554         later   later   later   later   sent
garbage     away    away    away    missed  sent
9-KB-line   away    away    away    missed  sent
close       away    away    away    missed  sent
hang        away    away    away    missed  sent
"""

# RFC 3463: of 5yz, X.1.X is about the recipient, but for X.1.7 and X.1.8 (the sender).
# Where code and enhanced code differ, the code counts.
ENHANCED = """
            MAIL    RCPT    DATA    dot     QUIT
250_5.1.1   sent    sent    away    sent    sent
421_4.7.0   away    away    away    away    sent
421_5.1.1   away    away    away    away    sent
450_5.1.1   later   later   later   later   sent
451_5.7.1   later   later   later   later   sent
500_5.5.2   later   later   later   later   sent
550_2.1.5   later   later   later   later   sent
550_4.1.1   later   later   later   later   sent
550_4.2.2   later   later   later   later   sent
550_5.1.1   later   failed  later   later   sent
550_5.1.8   later   later   later   later   sent
550_5.2.2   later   later   later   later   sent
550_5.4.5   later   later   later   later   sent
550_5.7.1   later   later   later   later   sent
551_5.1.6   later   failed  later   later   sent
552_5.2.2   later   later   later   later   sent
553_5.1.3   later   failed  later   later   sent
553_5.1.7   later   later   later   later   sent
554_5.1.1   later   failed  later   later   sent
554_5.7.1   later   later   later   later   sent
"""

# An idle connection may have been closed: MAIL is then said again on a new one.
REOPENED = {
    ("MAIL", "421"),
    ("MAIL", "garbage"),
    ("MAIL", "9-KB-line"),
    ("MAIL", "close"),
}


def cells(table):
    """Each cell of a table: stage, answer, verdict."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return [
        (stage, row[0], verdict)
        for row in rows
        for stage, verdict in zip(head, row[1:], strict=True)
    ]


MATRIX = cells(BARE)
WITH_CODES = cells(ENHANCED)
ON_A_KEPT_CONNECTION = [
    (stage, answer, "sent" if (stage, answer) in REOPENED else verdict)
    for stage, answer, verdict in MATRIX
]


# What is about the recipient is told at RCPT alone.
SOME_WITH_CODES = [
    *(cell for cell in WITH_CODES if cell[0] == "RCPT"),
    *some([cell for cell in WITH_CODES if cell[0] != "RCPT"], every=4),
]


def answer_of(name):
    """What the server says in a cell."""
    return SPECIAL.get(name) or f"{name.replace('_', ' ')} so it is\r\n"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A store in which Bob and Carol are each owed a mail."""
    path = tmp_path_factory.mktemp("faults") / "mcenter.db"
    with stores.opened(path):
        Market().contact()
    return path


@pytest.fixture
def owing(furnished, tmp_path, capsys, monkeypatch):
    """A shell with such a store."""
    shell = Shell(home=tmp_path, capture=capsys, patch=monkeypatch, now=NOW)
    commands.configure(shell)
    path = tmp_path / ".local/share/mcenter/mcenter.db"
    path.parent.mkdir(parents=True, mode=0o700)
    shutil.copy(furnished, path)
    return shell


def notify(shell, server, **settings):
    """One run at this server."""
    commands.configure(shell, **commands.smtp(server.port), **settings)
    return shell("notify", "--json")


def mails(shell):
    """All mails of ours, by address."""
    with store.opened(commands.url(shell), make=False):
        return {row.address: row for row in OutboundEmail.select()}


def meet(shell, stage, name, verdict, *, second=False):
    """Let a mail meet a fault, then a good server; see that it is as the table says."""
    status, tries, exit_status, others, copies = VERDICTS[verdict]
    fault, good = answer_of(name), SmtpScript.DEFAULTS[STAGES[stage]]
    # QUIT is said once, after both.
    before = [good] if second and stage != "QUIT" else []
    settings = {"limits_deadline": "1s"} if fault is HANG else {}
    with SmtpScript({STAGES[stage]: [*before, fault, good]}) as server:
        ended = notify(shell, server, **settings)
    assert (exit_status, exit_status != 75) == (ended.status, ended.out != "")
    # The server met our mail at this very stage, and said this.
    assert 1 == server.given.count((STAGES[stage], fault))
    met, other = (CAROL, BOB) if second else (BOB, CAROL)
    found = mails(shell)
    assert (status, tries) == (found[met].status, found[met].attempts)
    assert "sent" if others or second else "pending" == found[other].status
    assert {None} == {row.leased_until for row in found.values()}
    assert {None} == {row.leased_by for row in found.values()}
    reply = found[met].last_reply
    assert reply is None if tries == 0 else reply == told(stage, name, verdict)
    if verdict == "later":
        assert found[met].due_at >= NOW + outbox.RETRIES[0]

    shell.later(minutes=2)
    with SmtpScript() as recovered:
        ended = notify(shell, recovered, limits_deadline="5m")
    assert 0 == ended.status
    ends = {row.address: row.status for row in mails(shell).values()}
    assert {met: "failed" if copies == 0 else "sent", other: "sent"} == ends
    kept = [*server.kept, *recovered.kept]
    named = {BOB: b"Bob", CAROL: b"Carol"}
    theirs = [mail for mail in kept if b'To: "%s"' % named[met] in mail]
    assert (copies, copies + 1) == (len(theirs), len(kept))
    assert len(set(theirs)) <= 1


def told(stage, name, verdict):
    """What is kept of the server's words."""
    elsewhere = verdict == "sent" and stage != "dot"
    return "250 2.0.0 taken" if elsewhere else answer_of(name).rstrip()


@pytest.mark.parametrize(("stage", "name", "verdict"), MATRIX)
def test_f11_first_mail(owing, stage, name, verdict):
    """The first mail of the run meets the fault."""
    meet(owing, stage, name, verdict)


@pytest.mark.parametrize(
    ("stage", "name", "verdict"), some(ON_A_KEPT_CONNECTION, every=3)
)
def test_f11_second_mail(owing, stage, name, verdict):
    """The second one meets it, on a connection that has served the first."""
    meet(owing, stage, name, verdict, second=True)


@pytest.mark.parametrize(("stage", "name", "verdict"), SOME_WITH_CODES)
def test_f11_enhanced(owing, stage, name, verdict):
    """Enhanced codes say whom a 5yz is about, and never turn a code into another."""
    meet(owing, stage, name, verdict)


def test_f11_is_whole():
    """Five stages and fourteen answers are seventy cells, each there once."""
    answers = "250 421 450 451 452 500 535 550 552 554 garbage 9-KB-line close hang"
    expected = {(stage, name) for stage in STAGES for name in answers.split()}
    assert (70, 70) == (len(expected), len(MATRIX))
    assert expected == {(stage, name) for stage, name, _ in MATRIX}
    assert 9000 < len(SPECIAL["9-KB-line"])


@pytest.mark.parametrize("answer", [CUT, SPECIAL["garbage"]], ids=["close", "garbage"])
def test_f9_no_storm_of_copies(owing, answer):
    """A server that takes mail and never says so gets it ever more seldom."""
    at = []
    with SmtpScript({"end": answer}) as server:
        for minute in range(70):
            notify(owing, server)
            copies = [mail for mail in server.kept if b'To: "Bob"' in mail]
            at += [minute] * (len(copies) - len(at))
            owing.later(minutes=1)
        # It is as often Carol's turn, and there is one mail a run.
        assert len(server.kept) <= 2 * len(at) + 1
    assert at[0] <= 1
    waits = [later - sooner for sooner, later in pairwise(at)]
    assert 5 <= len(at) <= 9
    assert all(wait >= before for before, wait in pairwise(waits))
