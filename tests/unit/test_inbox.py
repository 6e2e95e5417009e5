"""The raw mail we were given: recorded once, ended once, filed where it belongs."""

from datetime import timedelta

import pytest

from mcenter import inbox
from mcenter.errors import NotAllowed, NotFound
from mcenter.inbox import Fetched, Verdict, filing, mailboxes
from mcenter.models import AuditEntry, Blob
from tests.support.domain import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(opened):
    """A mailbox that is polled."""
    return mailboxes.take("imap.market.example", "messages", "INBOX", now=NOW)


def delivered(raw, *recipients, now=NOW):
    """Record one mail from an MTA; its row."""
    mail = Fetched(raw=raw, envelope_recipients=recipients)
    (mail_id,) = inbox.record([mail], now=now)
    return inbox.find(mail_id)


def held(raw=b"mail", rule="no_carrier", *, now=NOW):
    """A mail that is held."""
    mail = delivered(raw, now=now)
    inbox.close(mail, Verdict(status="held", rule=rule))
    return mail


def test_refetched_is_recorded_once(mailbox):
    """The same uid with the same bytes is the mail that we have."""
    mails = [Fetched(raw=b"one", uid=1), Fetched(raw=b"two", uid=2)]
    first = inbox.record(mails, mailbox=mailbox, uidvalidity=7, now=NOW)
    assert (2, []) == (
        len(first),
        inbox.record(mails, mailbox=mailbox, uidvalidity=7, now=NOW),
    )
    assert {1, 2} == filing.known_uids(mailbox, 7)
    assert set() == filing.known_uids(mailbox, 8)


def test_new_uidvalidity_is_known_by_content(mailbox):
    """After a new UIDVALIDITY it is a new row, and known as a repeat."""
    mail = Fetched(raw=b"one", uid=1)
    for uidvalidity in (7, 8):
        inbox.record([mail], mailbox=mailbox, uidvalidity=uidvalidity, now=NOW)
    first, second = inbox.received()
    assert (False, True) == (inbox.is_repeat(first), inbox.is_repeat(second))


def test_one_mail_brought_twice(opened):
    """One mail to two of us is two mails; brought again to one, it is a repeat."""
    bob = delivered(b"mail", "bob@in.example")
    carol = delivered(b"mail", "carol@in.example")
    again = delivered(b"mail", "bob@in.example")
    assert [False, False, True] == [*map(inbox.is_repeat, (bob, carol, again))]
    assert 1 == Blob.select().count()


def test_foreign(mailbox):
    """Of mail for others nothing is kept but its uid; it is on no list."""
    mail = Fetched(raw=b"private", uid=3, foreign=True)
    (mail_id,) = inbox.record([mail], mailbox=mailbox, uidvalidity=7, now=NOW)
    assert {3} == filing.known_uids(mailbox, 7)
    assert (0, [], []) == (
        Blob.select().count(),
        inbox.received(),
        filing.unfiled(mailbox, 7),
    )
    with pytest.raises(NotFound):
        inbox.find(mail_id)


def test_received_by_bytes(opened, monkeypatch):
    """A batch ends before it holds too many bytes, and has at least one mail."""
    monkeypatch.setattr(inbox, "BATCH_BYTES", 10)
    mails = [delivered(raw) for raw in (b"1234", b"5678", b"9012", b"x" * 99)]
    assert mails[:2] == inbox.received()
    for mail in mails[:3]:
        inbox.close(mail, Verdict(status="held"))
    assert mails[3:] == inbox.received()


def test_begun_before_comes_last_and_alone(opened):
    """A mail that killed its run holds no other back."""
    killer, second, third = [delivered(raw) for raw in (b"1", b"2", b"3")]
    inbox.begin([killer])
    assert [second, third] == inbox.received()
    for mail in (second, third):
        inbox.close(mail, Verdict(status="held"))
    assert [killer] == inbox.received()
    assert 1 == inbox.received()[0].attempts


def test_received_of_these_alone(opened):
    """Asked for some, it gives no others."""
    first, second = delivered(b"1"), delivered(b"2")
    assert [second] == inbox.received([second.id])
    assert [] == inbox.received([])
    assert {first.id} == inbox.still_open([first])


def test_abandoned(opened):
    """What a dead run left is an old mail, or a copy of one that came again."""
    old = delivered(b"old", now=NOW - 6 * MINUTE)
    fresh = delivered(b"another's, at work", now=NOW)
    copy = delivered(b"again", now=NOW - MINUTE)
    new = delivered(b"again", now=NOW)
    inbox.close(new, Verdict(status="discarded", rule="repeat"))
    left = inbox.abandoned([new.id], before=NOW - 5 * MINUTE)
    assert [old.id, copy.id] == left
    assert fresh.id not in left


def test_unfiled_and_filed(mailbox):
    """What has a verdict is to be filed, once."""
    mails = [Fetched(raw=b"one", uid=1), Fetched(raw=b"two", uid=2)]
    inbox.record(mails, mailbox=mailbox, uidvalidity=7, now=NOW)
    inbox.close(inbox.received()[0], Verdict(status="held"))
    (waiting,) = filing.unfiled(mailbox, 7)
    assert 1 == waiting.uid
    filing.filed([waiting], now=NOW)
    assert ([], NOW) == (filing.unfiled(mailbox, 7), inbox.find(*waiting.rows).filed_at)


def test_listed(opened):
    """By status, rule and time, newest first."""
    old = held(b"1", "brake", now=NOW - MINUTE)
    new = held(b"2")
    dropped = inbox.drop(held(b"3"), actor=None, now=NOW)
    assert [new, old] == inbox.listed()
    assert [old] == inbox.listed(rule="brake")
    assert [new] == inbox.listed(since=NOW)
    assert [new] == inbox.listed(limit=1)
    assert [dropped] == inbox.listed(statuses=["discarded"])
    assert (2, 1) == (inbox.count("held"), inbox.count("discarded"))


def test_drop(opened):
    """An operator's word ends a held mail, once, and is written down."""
    mail = held()
    assert "dropped" == inbox.drop(mail, actor=None, now=NOW).rule
    with pytest.raises(NotAllowed, match="is discarded"):
        inbox.drop(mail, actor=None, now=NOW)
    assert ["drop"] == [entry.verb for entry in AuditEntry.select()]


def test_content(opened):
    """The bytes come back as they came; where they are not kept, there are none."""
    mail = delivered(b"\x00\xff\r\n")
    assert b"\x00\xff\r\n" == inbox.content(mail)
    mail.blob = None
    assert b"" == inbox.content(mail)
