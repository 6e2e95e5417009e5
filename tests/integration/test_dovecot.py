"""What Dovecot can be made to do: missing rights, mails it chokes on, limits, moves."""

import contextlib
import os
import re
import shutil
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mcenter import cli
from mcenter.commands.invocation import Invocation
from mcenter.mail.imap import Session
from mcenter.mail.imap.client import Client
from tests.support import servers
from tests.support.dovecot import MARKETPLACE
from tests.support.eml import eml

ANN, BOB, EVE = "ann@customer.example", "bob@acme.example", "eve@customer.example"
NUMBERS = re.compile(r"\d+")
FOREIGN = eml("Buy!\n", To="info@market.example", Message_ID="<1@other.example>")
LEFT = "Mail in INBOX that cannot be moved to mcenter/Accepted, and is left there: 1."
DENIED = "[NOPERM] Permission denied"
MINE = "INBOX owner lrwstipekxa\n* owner lrwstipekxa\nshared anyone l\n"


@pytest.fixture
def guarded(dovecots):
    """The Dovecot that asks for rights; `guarded(lines)` says who has which."""
    server = dovecots.server("guarded")

    def allow(lines):
        (server.here / "acl").write_text(lines)

    allow(MINE)
    return allow


def told(done):
    """How a run ended, and its warnings without what the server adds to them."""
    return done.returncode, [line.split(" (")[0] for line in done.stderr.splitlines()]


def held(market):
    """What an operator has to look at."""
    listed = market.json("inbox", "list")["mails"]
    return [mail for mail in listed if mail["status"] in {"held", "failed"}]


def mail(market, thread, number, sender=BOB):
    """An answer with a text and a Message-ID of its own, by Bob's reply address."""
    return market.written(
        thread,
        sender,
        f"{number}.\n",
        holder=BOB,
        Message_ID=f"<{number}@acme.example>",
    )


@pytest.mark.parametrize(
    ("rights", "keywords", "why"),
    [("lrwsip", {"mcenter-accepted"}, DENIED), ("lr", set(), "we may only read it")],
)
def test_f18_missing_rights(guarded, dovecots, market_at, rights, keywords, why):
    """Mail is judged once and left, whoever may not make mailboxes or remove mail."""
    market = market_at(dovecots.account("guarded"))
    thread, _ = market.contact("Hello?")
    market.account.append("INBOX", FOREIGN, mail(market, thread, "One"))
    guarded(f"INBOX owner {rights}\n* owner lr\n")
    done = market.call("poll")
    assert (0, [LEFT]) == told(done)
    assert why in done.stderr
    assert [set(), keywords] == market.account.flags()
    # A later run says nothing, and sees nothing new.
    assert (0, "", "") == (
        (again := market.call("poll")).returncode,
        again.stdout,
        again.stderr,
    )
    assert ["Hello?", "One."] == market.bodies(thread)
    # Once it is let, it files what is waiting.
    guarded(MINE)
    market.ok("poll")
    assert [1, 1] == [
        len(market.account.mails(it)) for it in ("INBOX", "mcenter/Accepted")
    ]


def test_no_right_to_insert(guarded, dovecots, market_at):
    """A mailbox that takes no mail keeps what belongs there back, and no other."""
    market = market_at(dovecots.account("guarded"))
    thread, _ = market.contact("Hello?")
    market.account.append("mcenter/Accepted", FOREIGN)
    guarded(MINE + "mcenter/Accepted -owner ip\n")
    forged = mail(market, thread, "Two", EVE)
    market.account.append("INBOX", mail(market, thread, "One"), forged)
    assert (0, [LEFT]) == told(market.call("poll"))
    assert [1, 1] == [len(market.account.mails(it)) for it in ("INBOX", "mcenter/Held")]


def inside(market, *words):
    """One command in this process; its exit status."""
    now = datetime.now(UTC) + timedelta(seconds=1)
    invocation = Invocation(clock=lambda: now, environ=dict(os.environ))
    words = ["--config", str(market.config), *words]
    return cli.main.main(words, standalone_mode=False, obj=invocation)


def test_copied_and_not_removed(guarded, dovecots, market_at, monkeypatch, capsys):
    """Dovecot says OK to an EXPUNGE and keeps the mail: it is not copied each run."""
    market = market_at(dovecots.account("guarded"))
    thread, _ = market.contact("Hello?")
    market.account.append("INBOX", mail(market, thread, "One"), FOREIGN)
    guarded(MINE + "INBOX -owner te\n")
    offers = Client.has_capability

    def offers_no_move(self, name):
        return name != "MOVE" and offers(self, name)

    monkeypatch.setattr(Client, "has_capability", offers_no_move)
    assert 0 == inside(market, "poll")
    copied = (
        "Mail in INBOX that was copied to mcenter/Accepted, and cannot be removed: 1."
    )
    assert capsys.readouterr().err.startswith(copied)
    for _ in range(2):
        assert (0, "") == (inside(market, "poll"), capsys.readouterr().err)
    places = ("INBOX", "mcenter/Accepted")
    assert [2, 1] == [len(market.account.mails(it)) for it in places]


def test_shared_mailbox(guarded, dovecots, market_at):
    """A mailbox of the shared namespace is worked on; others' mail stays as it is."""
    server = dovecots.server("guarded")
    shared = server.here / "mail" / "shared"
    shutil.rmtree(shared, ignore_errors=True)
    for part in ("cur", "new", "tmp"):
        (shared / ".support" / part).mkdir(parents=True)
    if servers.IS_ROOT:
        servers.run(["chown", "-R", "mail:mail", str(shared)])
    guarded(MINE + "shared/support anyone lrwstei\n")
    account = replace(dovecots.account("guarded"), prefix="")
    market = market_at(account)
    market.configure(imap='mailbox = "shared/support"')
    thread, _ = market.contact("Hello?")
    account.append("shared/support", FOREIGN, mail(market, thread, "One"), FOREIGN)
    with account.session() as session:
        session.select("shared/support")
        session.store("3", "+FLAGS", r"(\Seen \Flagged todo)")
    assert {"collected": 1, "accepted": 1, "foreign": 2} == market.figures()
    expected = [set(), {r"\Seen", r"\Flagged", "todo"}]
    assert expected == account.flags("shared/support")
    assert 1 == len(account.mails("mcenter/Accepted"))
    assert {} == market.figures()


def test_neither_move_nor_uidplus(dovecots, market_at):
    """Mail is judged once and left where it is; what others marked is not expunged."""
    market = market_at(dovecots.account("bare"))
    thread, _ = market.contact("Hello?")
    market.account.append("INBOX", FOREIGN, mail(market, thread, "One"))
    with market.account.session() as session:
        session.select()
        session.store("1", "+FLAGS", r"(\Deleted)")
    assert (0, [LEFT]) == told(market.call("poll"))
    assert {} == market.figures()
    assert 2 == len(market.account.mails())
    assert ["Hello?", "One."] == market.bodies(thread)
    assert ["INBOX"] == market.account.mailboxes()


def files(dovecots, kind=""):
    """The files of INBOX's mails by rising UID, in a maildir."""
    home = dovecots.server(kind).here / "mail" / "market.example" / "messages"
    found = [*(home / "new").iterdir(), *(home / "cur").iterdir()]
    # Seconds and microseconds, of which the latter have no leading zeros.
    return sorted(found, key=lambda file: [*map(int, NUMBERS.findall(file.name)[:2])])


def rows(market, statement):
    """What the store says, as nobody but this test asks it; or change it."""
    path = market.here / "store" / "mcenter.db"
    with contextlib.closing(sqlite3.connect(path)) as store, store:
        return store.execute(statement).fetchall()


def test_mail_that_cannot_be_read(dovecots, market_at):
    """Dovecot ends the connection on it; all others are done, and this one later."""
    market = market_at(dovecots.slashes)
    thread, _ = market.contact("Hello?")
    numbers = ("One", "Two", "Three", "Four", "Five")
    market.account.append("INBOX", *(mail(market, thread, it) for it in numbers))
    files(dovecots)[2].chmod(0)
    done = market.call("poll")
    later = "The mail with UID 3 of INBOX cannot be fetched, and it is asked for again"
    assert (1, [f"{later} later."]) == told(done)
    assert ["Hello?", "One.", "Two.", "Four.", "Five."] == market.bodies(thread)
    assert 1 == len(market.account.mailboxes()) - 2
    listed = held(market)
    assert [("failed", "unfetched")] == [(it["status"], it["rule"]) for it in listed]
    market.ok("inbox", "show", str(listed[0]["id"]))
    # It is not asked for in each run.
    assert {} == market.figures()
    files(dovecots)[0].chmod(0o600)
    rows(market, "UPDATE inbound_email SET received_at = 0 WHERE rule = 'unfetched'")
    assert {"collected": 1, "accepted": 1} == market.figures()
    assert ["Hello?", "One.", "Two.", "Four.", "Five.", "Three."] == market.bodies(
        thread
    )
    assert [] == held(market)
    assert [] == market.account.mails()


def test_mail_that_cannot_be_read_is_given_up(dovecots, market_at):
    """After its last time it is asked for no more, and an operator knows of it."""
    market = market_at(dovecots.slashes)
    thread, _ = market.contact("Hello?")
    market.account.append("INBOX", mail(market, thread, "One"), FOREIGN)
    files(dovecots)[0].chmod(0)
    assert 1 == market.call("poll").returncode
    rows(market, "UPDATE inbound_email SET received_at = 0, attempts = 7 WHERE uid = 1")
    done = market.call("poll")
    gone = (
        "The mail with UID 1 of INBOX cannot be fetched, and it is asked for no more."
    )
    assert (1, [gone]) == told(done)
    rows(market, "UPDATE inbound_email SET received_at = 0 WHERE uid = 1")
    assert {} == market.figures()
    (listed,) = held(market)
    assert ("failed", "unfetched") == (listed["status"], listed["rule"])
    # Once somebody takes it away, there is nothing to tell of.
    files(dovecots)[0].unlink()
    assert {} == market.figures()
    assert [] == held(market)


@pytest.mark.parametrize(
    ("size", "ends"),
    [
        ("S=9,W=9", {"failed": 1}),
        ("S=99999999,W=99999999", {"collected": 1, "held": 1}),
    ],
)
def test_size_that_lies(dovecots, market_at, size, ends):
    """Dovecot believes a wrong size in a file's name, and the other mail comes."""
    market = market_at(dovecots.slashes)
    thread, _ = market.contact("Hello?")
    for number in ("One", "Two", "Three"):
        market.account.append("INBOX", mail(market, thread, number))
    liar = files(dovecots)[1]
    liar.rename(liar.with_name(f"{liar.name.partition(',')[0]},{size}:2,"))
    cache = liar.parents[1] / "dovecot.index.cache"
    cache.unlink(missing_ok=True)
    done = market.call("poll", "--json")
    assert ["Hello?", "One.", "Three."] == market.bodies(thread), done
    assert int("failed" in ends) == done.returncode
    rules = [mail["rule"] for mail in held(market)]
    assert ["unfetched" if "failed" in ends else "mail_size"] == rules


def test_f14_renumbered_before_it_was_filed(dovecots, market_at):
    """A held mail whose UIDVALIDITY changed is filed as held; nothing comes twice."""
    market = market_at(dovecots.slashes)
    thread, _ = market.contact("Hello?")
    mails = mail(market, thread, "One"), mail(market, thread, "Two", EVE), FOREIGN
    market.account.append("INBOX", *mails)
    market.killed("before:mcenter.mail.imap.Session.move:1", "poll")
    dovecots.server("").doveadm(
        *("mailbox", "update", "-u", MARKETPLACE, "--uid-validity", "99", "INBOX")
    )
    assert {"collected": 2, "discarded": 2, "foreign": 1} == market.figures()
    places = ("INBOX", "mcenter/Accepted", "mcenter/Held", "mcenter/Discarded")
    assert [1, 1, 1, 0] == [len(market.account.mails(it)) for it in places]
    assert ["Hello?", "One."] == market.bodies(thread)
    assert {} == market.figures()


def test_moved_host(dovecots, market_at):
    """The same mail on another host, with other names, brings nothing twice."""
    market = market_at(dovecots.slashes)
    thread, _ = market.contact("Hello?")
    mails = [mail(market, thread, "One"), mail(market, thread, "Two", EVE), FOREIGN]
    market.account.append("INBOX", *mails)
    market.killed("before:mcenter.mail.imap.Session.move:1", "poll")
    there = dovecots.dots
    there.empty()
    there.append("INBOX", *reversed(mails), mail(market, thread, "Three"))
    # To Dovecot it is the same user.
    market.account = replace(there, user=MARKETPLACE.upper())
    market.configure()
    expected = {"collected": 3, "accepted": 1, "discarded": 2, "foreign": 1}
    assert expected == market.figures()
    places = ("INBOX", "mcenter/Accepted", "mcenter/Held", "mcenter/Discarded")
    assert [1, 2, 1, 0] == [len(there.mails(it)) for it in places]
    assert ["Hello?", "One.", "Three."] == market.bodies(thread)


def test_too_many_connections(dovecots, market_at):
    """It is for later, and no wrong password; then it goes on."""
    market = market_at(dovecots.uidplus)
    thread, _ = market.contact("Hello?")
    market.account.append("INBOX", mail(market, thread, "One"))
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(market.account.session())
        done = market.call("poll")
    assert (75, "") == (done.returncode, done.stdout)
    assert "[LIMIT] Maximum number of connections" in done.stderr
    servers.wait_until(lambda: market.call("poll").returncode == 0, "a connection")
    assert ["Hello?", "One."] == market.bodies(thread)


def test_f17_another_client_at_work(dovecots, market_at, monkeypatch, capsys):
    """Others read, mark, move and remove mail after we looked: all goes on."""
    market = market_at(dovecots.slashes)
    thread, _ = market.contact("Hello?")
    mails = [mail(market, thread, it) for it in ("One", "Two", "Three")]
    market.account.append("INBOX", FOREIGN, *mails, FOREIGN, FOREIGN, FOREIGN)
    looked = Session.uids

    def interfere(self, since=None):
        uids = looked(self, since)
        with market.account.session() as other:
            other.create("Theirs")
            other.select()
            other.store("1", "+FLAGS", r"(\Seen)")
            other.store("5", "+FLAGS", r"(\Flagged \Answered)")
            other.store("2,6", "+FLAGS", r"(\Deleted)")
            other.expunge()
            # What was 3 and 7 is 2 and 5 by now.
            other._simple_command("MOVE", "2,5", "Theirs")
        return uids

    monkeypatch.setattr(Session, "uids", interfere)
    status = inside(market, "poll")
    assert (0, "") == (status, capsys.readouterr().err)
    monkeypatch.undo()
    assert ["Hello?", "Three."] == market.bodies(thread)
    assert [{r"\Seen"}, {r"\Flagged", r"\Answered"}] == market.account.flags()
    assert [mails[1], FOREIGN] == market.account.mails("Theirs")
    assert 1 == len(market.account.mails("mcenter/Accepted"))


def test_rights_are_told(guarded, dovecots, market_at):
    """Doctor names what we may not do, where the server tells of it."""
    market = market_at(dovecots.account("guarded"))
    market.account.append("mcenter/Held", FOREIGN)
    removal, insertion = (
        "We may not remove mail from INBOX",
        "put mail into mcenter/Held",
    )
    told = market.call("doctor").stdout
    assert (False, False) == (removal in told, insertion in told)
    guarded(MINE + "INBOX -owner te\nmcenter/Held -owner ip\n")
    told = market.call("doctor").stdout
    assert (True, True) == (removal in told, insertion in told), told
    guarded("INBOX owner lr\n* owner lr\n")
    assert removal in market.call("doctor").stdout
