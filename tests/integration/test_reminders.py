"""A reminder on real servers: out by Postfix, in the thread, answered like any mail."""

import time

from tests.support import clients

BOB = "bob@acme.example"
AFTER = 6


def test_reminded_and_answered(market):
    """It comes once, belongs to the first mail, and its answer ends the waiting."""
    market.configure(f'[reminders]\nvendor_after = "{AFTER}s"\n')
    thread, _ = market.contact("My carton is torn.")
    market.notified(BOB)
    time.sleep(AFTER)
    _, reminder = market.notified(BOB, 2)
    assert b"has waited for an answer for 0 hours." in reminder
    answer = clients.gmail(reminder, "It leaves today.", sender=BOB, sender_name="Bob")
    market.answer(answer, BOB)
    assert 1 == market.json("poll")["accepted"]
    assert ["My carton is torn.", "It leaves today."] == market.bodies(thread)
    time.sleep(AFTER)
    sent = market.json("notify")["mails"]
    assert [] == [mail for mail in sent if mail["to"] == BOB]
