"""
SIGKILL at each named step, then a clean run: nothing lost, nothing twice.

A clean run is one call, as cron would make it; the store and the servers are real.
"""

from collections import Counter
from email import message_from_bytes

import pytest

from tests.support import clients
from tests.support.dovecot import MARKETPLACE

BOB, CAROL, ANN = "bob@acme.example", "carol@acme.example", "ann@customer.example"
POLL_STEPS = [
    "after:mcenter.inbox.mailboxes.take:1",
    "before:mcenter.inbox.record:1",
    "after:mcenter.blobs.keep:2",
    "after:mcenter.inbox.record:1",
    "after:mcenter.inbox.begin:1",
    "before:mcenter.outbox.deliveries.owe:1",
    "after:mcenter.threads.post:1",
    "after:mcenter.threads.post:3",
    "after:mcenter.inbox.close:3",
    "after:mcenter.gateway.Gateway.work_off:2",
    "before:mcenter.mail.imap.Session.move:1",
    "after:mcenter.mail.imap.Session.move:1",
    "after:mcenter.inbox.filing.filed:1",
    "before:mcenter.inbox.mailboxes.release:1",
]
NOTIFY_STEPS = [
    ("before:mcenter.outbox.freeze:1", 0),
    ("after:mcenter.outbox.freeze:2", 0),
    ("after:mcenter.outbox.claims.take:1", 0),
    ("before:mcenter.mail.smtp.Submission.send:2", 0),
    ("after:mcenter.outbox.claims.renew:1", 0),
    ("after:mcenter.outbox.claims.renew:2", 0),
    ("after:mcenter.mail.smtp.Submission.send:1", 1),
    ("after:mcenter.mail.smtp.Submission.send:2", 1),
    ("after:mcenter.outbox.deliveries.settle:1", 1),
    ("after:mcenter.outbox.settle:1", 1),
    ("after:mcenter.notifier._Notifier._settle:1", 0),
    ("after:mcenter.outbox.claims.take:2", 0),
]
DELIVER_STEPS = [
    "before:mcenter.inbox.record:1",
    "after:mcenter.blobs.keep:1",
    "after:mcenter.inbox.record:1",
    "after:mcenter.inbox.begin:1",
    "after:mcenter.threads.post:1",
    "after:mcenter.gateway.Gateway.work_off:1",
]


@pytest.mark.parametrize("step", POLL_STEPS)
def test_poll_dies(market, told, step):
    """Three answers and a clean run: each is posted once, and the mailbox is empty."""
    for number in ("One.", "Two.", "Three."):
        answer = clients.gmail(told, number, sender=BOB, sender_name="Bob")
        market.answer(answer, BOB)
    market.killed(step, "poll")
    market.json("poll")
    shown = market.json("show", "1")["messages"]
    bodies = Counter(message["body"] for message in shown)
    assert Counter(["How many?", "One.", "Two.", "Three."]) == bodies
    assert [] == market.dovecot.mails(MARKETPLACE)
    assert 3 == len(market.dovecot.mails(MARKETPLACE, "mcenter/Accepted"))
    again = market.json("poll")
    assert (0, []) == (again["collected"], again["mails"])
    # Each answer is owed to the customer, once.
    owed = [[each["name"] for each in message["deliveries"]] for message in shown[1:]]
    assert [["Ann"]] * 3 == owed


def test_poll_since_files_what_is_older(market, told):
    """Mail from before --since that has its verdict is filed all the same."""
    market.answer(clients.gmail(told, "Hi.", sender=BOB, sender_name="Bob"), BOB)
    market.killed("before:mcenter.mail.imap.Session.move:1", "poll")
    market.ok("poll", "--since", "2099-01-01")
    boxes = ["INBOX", "mcenter/Accepted"]
    assert [0, 1] == [len(market.dovecot.mails(MARKETPLACE, box)) for box in boxes]


@pytest.mark.parametrize(("step", "resent"), NOTIFY_STEPS)
def test_notify_dies(market, step, resent):
    """Each of two gets the mail; a second time only after a lost answer, same bytes."""
    market.contact("Is anybody there?")
    market.killed(step, "notify")
    market.json("notify")
    market.postfix.drain()
    mails = market.dovecot.mails(BOB) + market.dovecot.mails(CAROL)
    ids = Counter(message_from_bytes(mail)["Message-ID"] for mail in mails)
    assert (2, 2 + resent) == (len(ids), len(mails))
    bodies = {_as_sent(mail) for mail in mails}
    assert 2 == len(bodies)
    listed = market.json("outbox", "list", "--status", "sent")
    assert Counter([BOB, CAROL]) == Counter(mail["to"] for mail in listed["mails"])
    assert 0 == market.json("notify")["sent"]


@pytest.mark.parametrize("step", DELIVER_STEPS)
def test_deliver_dies(market, told, step):
    """The MTA hands the mail in again after a death: it is posted once."""
    answer = clients.apple_mail(told, "Hello!", sender=BOB, sender_name="Bob")
    token = message_from_bytes(answer)["To"].rpartition("<")[2].rstrip(">")
    stamp = b"Authentication-Results: mx.market.example;\r\n"
    stamp += b" dmarc=pass header.from=acme.example\r\n"
    arguments = ("deliver", "--sender", BOB, "--recipient", token)
    market.killed(step, *arguments, input=stamp + answer, text=False)
    done = market.call(*arguments, input=stamp + answer, text=False)
    assert (0, b"", b"") == (done.returncode, done.stdout, done.stderr)
    assert ["How many?", "Hello!"] == market.bodies(1)


def _as_sent(mail):
    """The mail from the first header of ours on: what is before is the MTA's."""
    start = mail.index(b"From: ")
    return mail[start:]
