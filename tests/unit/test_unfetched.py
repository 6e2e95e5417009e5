"""Mail that no server hands over: asked for again, ever later, and at last no more."""

from datetime import timedelta

import pytest

from mcenter import inbox
from mcenter.errors import NotFound
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched, filing, mailboxes, unfetched
from mcenter.models import InboundEmail
from tests.support.domain import NOW, config

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(opened):
    """A mailbox of this store."""
    return mailboxes.take("imap.market.example", "messages", "INBOX", now=NOW)


def test_asked_for_again(mailbox):
    """After 1, 2, 4 minutes and so on, eight times in all."""
    now, pauses = NOW, []
    while True:
        if unfetched.is_given_up(unfetched.note(mailbox, 7, 5, now=now)):
            break
        noted = now
        while 5 not in unfetched.due(mailbox, 7, now=now):
            now += MINUTE
        pauses.append((now - noted) // MINUTE)
    assert [1, 2, 4, 8, 16, 32, 64] == pauses
    assert set() == unfetched.due(mailbox, 7, now=now + timedelta(days=365))


def test_an_operator_sees_it(mailbox):
    """One row, failed, whatever is tried; it is known, and nothing is to be moved."""
    for _ in range(3):
        unfetched.note(mailbox, 7, 5, now=NOW)
    (mail,) = inbox.listed()
    assert ("failed", "unfetched", 3) == (mail.status, mail.rule, mail.attempts)
    assert b"" == inbox.content(mail)
    assert {5} == filing.known_uids(mailbox, 7)
    assert [] == filing.unfiled(mailbox, 7)


def test_retried_by_an_operator(mailbox):
    """The next run asks for it, however often that was done before."""
    for _ in range(unfetched.MOST_ATTEMPTS):
        unfetched.note(mailbox, 7, 5, now=NOW)
    gateway = Gateway(config())
    judged = gateway.retry(inbox.listed()[0], actor=None, now=NOW)
    assert ("failed", "unfetched") == (judged.disposition, judged.rule)
    assert {5} == unfetched.due(mailbox, 7, now=NOW)
    assert 1 == unfetched.note(mailbox, 7, 5, now=NOW)
    assert set() == unfetched.due(mailbox, 7, now=NOW)


def test_header_is_judged_again(mailbox):
    """What is held by its header stays so, for the same reason."""
    mail = Fetched(raw=b"To: x\r\n", uid=5, cut=True, rule=unfetched.RULE)
    inbox.record([mail], mailbox=mailbox, uidvalidity=7, now=NOW)
    gateway = Gateway(config())
    (first,) = gateway.work_off(now=NOW)
    again = gateway.retry(inbox.find(first.id), actor=None, now=NOW)
    assert ("held", "unfetched") == (first.disposition, first.rule)
    assert ("held", "unfetched") == (again.disposition, again.rule)


def test_dropped_by_an_operator(mailbox):
    """It is asked for no more."""
    unfetched.note(mailbox, 7, 5, now=NOW)
    inbox.drop(inbox.listed()[0], actor=None, now=NOW)
    assert set() == unfetched.due(mailbox, 7, now=NOW + timedelta(days=1))
    assert {5} == filing.known_uids(mailbox, 7)


def test_forget(mailbox):
    """What came at last leaves nothing but its own row; others stay."""
    for uid in (5, 6):
        unfetched.note(mailbox, 7, uid, now=NOW)
    unfetched.note(mailbox, 8, 5, now=NOW)
    inbox.record([Fetched(raw=b"1", uid=4)], mailbox=mailbox, uidvalidity=7, now=NOW)
    unfetched.forget(mailbox, 7, [4, 5, None])
    kept = {(row.uidvalidity, row.uid, row.rule) for row in InboundEmail.select()}
    assert {(7, 4, None), (7, 6, "unfetched"), (8, 5, "unfetched")} == kept


def test_forget_gone(mailbox):
    """What somebody took away is nobody's trouble any more."""
    unfetched.note(mailbox, 7, 5, now=NOW)
    unfetched.note(mailbox, 7, 6, now=NOW)
    unfetched.forget_gone(mailbox, 7, there={1, 6})
    assert [6] == [mail.uid for mail in inbox.listed()]
    unfetched.forget_gone(mailbox, 7, there={6})
    with pytest.raises(NotFound):
        inbox.find(1)
