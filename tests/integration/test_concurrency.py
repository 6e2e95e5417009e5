"""Two of each at once, as cron does when a run takes long: each mail once."""

import json
from collections import Counter
from email import message_from_bytes

from tests.support import clients
from tests.support.dovecot import MARKETPLACE

BOB, CAROL = "bob@acme.example", "carol@acme.example"
MANY = 15


def finish(*running):
    """Wait for runs; each must have ended well.  What they printed."""
    ended = [(each.communicate(timeout=60), each.returncode) for each in running]
    assert [0] * len(running) == [status for _, status in ended], ended
    return [json.loads(out) for (out, _), _ in ended]


def test_two_polls(market):
    """One works, the other sees that and ends well; every answer is posted once."""
    thread, _ = market.contact("How many?")
    (told,) = market.notified(BOB)
    words = [f"Answer {number}." for number in range(MANY)]
    for text in words:
        answer = clients.gmail(told, text, sender=BOB, sender_name="Bob")
        recipient = message_from_bytes(answer)["To"].rpartition("<")[2].rstrip(">")
        market.postfix.receive(answer, BOB, recipient)
    market.dovecot.wait_for(MARKETPLACE, MANY)
    runs = finish(market.start("poll", "--json"), market.start("poll", "--json"))
    market.ok("poll")
    assert MANY == sum(run["collected"] for run in runs)
    assert Counter(["How many?", *words]) == Counter(market.bodies(thread))
    assert MANY == len(market.dovecot.mails(MARKETPLACE, "mcenter/Accepted"))


def test_two_notifiers(market):
    """Both work, and share the mails: every one is sent by one of them alone."""
    for number in range(MANY):
        market.contact(f"Question {number}")
    runs = finish(market.start("notify", "--json"), market.start("notify", "--json"))
    assert 2 * MANY == sum(run["sent"] for run in runs)
    market.postfix.drain()
    mails = market.dovecot.mails(BOB) + market.dovecot.mails(CAROL)
    ids = Counter(message_from_bytes(mail)["Message-ID"] for mail in mails)
    assert (2 * MANY, {1}) == (len(ids), set(ids.values()))


def test_poll_beside_deliver(market):
    """The same mail by both ways is one message."""
    thread, _ = market.contact("Hello")
    (told,) = market.notified(BOB)
    answer = clients.gmail(told, "Hello!", sender=BOB, sender_name="Bob")
    market.answer(answer, BOB)
    (raw,) = market.dovecot.mails(MARKETPLACE)
    market.ok("poll")
    done = market.call("deliver", "--sender", BOB, input=raw, text=False)
    assert 0 == done.returncode
    assert ["Hello", "Hello!"] == market.bodies(thread)
