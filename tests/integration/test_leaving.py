"""Leaving by mail on real servers: out through Postfix, back, done, undone."""

import os
import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import cli
from mcenter.commands.invocation import Invocation
from tests.support.dovecot import MARKETPLACE
from tests.support.eml import eml

ANN, BOB, CAROL = "ann@customer.example", "bob@acme.example", "carol@acme.example"
OLIVE, EVE = "olive@other.example", "eve@customer.example"
DAILY = '[notify]\nfrequency = "daily"\n'


def read(raw):
    """A delivered mail."""
    return message_from_bytes(raw, policy=policy.default)


def text_of(raw):
    """What it says, in one line."""
    return " ".join(read(raw).get_body(["plain"]).get_content().split())


def leave_to(raw):
    """The address of its List-Unsubscribe, as a mail program reads it."""
    (to,) = re.findall(r"<mailto:([^?>]+)[^>]*>", str(read(raw)["List-Unsubscribe"]))
    return to


def links(raw):
    """The addresses that its HTML has links to."""
    page = read(raw).get_body(["html"]).get_content()
    return re.findall(r'href="mailto:([^"?]+)', page)


def write(market, to, sender=BOB, body="", **headers):
    """Let an empty mail go there by the marketplace's mail host."""
    given = {"Return_Path": None, "From": sender, "To": to, "Subject": "unsubscribe"}
    there = len(market.dovecot.mails(MARKETPLACE))
    market.postfix.receive(eml(body, **{**given, **headers}), sender, to)
    market.dovecot.wait_for(MARKETPLACE, there + 1)


def polled(market):
    """Collect; what became of each mail."""
    mails = market.json("poll")["mails"]
    return [(mail["disposition"], mail["rule"], mail["effect"]) for mail in mails]


def states(market, thread):
    """What became of telling people of the last message."""
    last = market.json("show", str(thread))["messages"][-1]
    return {row["name"]: (row["status"], row["reason"]) for row in last["deliveries"]}


@pytest.mark.parametrize("sender", [BOB, EVE])
def test_unsubscribe_and_back(market, sender):
    """By List-Unsubscribe, whoever writes: a receipt, silence, and back by that."""
    thread, _ = market.contact("Is it there?")
    (told,) = market.notified(BOB)
    write(market, leave_to(told), sender, Message_ID="<1@x.example>")
    assert [("accepted", None, "unsubscribe")] == polled(market)
    assert 1 == len(market.dovecot.mails(MARKETPLACE, "mcenter/Accepted"))
    _, receipt = market.notified(BOB, 2)
    assert "You get no more mail about messages" in read(receipt)["Subject"]
    assert "<>" == read(receipt)["Return-Path"]
    market.ok("--as", ANN, "reply", str(thread), "-m", "Hello?")
    market.ok("notify")
    assert ("unneeded", "unsubscribed") == states(market, thread)["Bob"]
    assert 2 == len(market.dovecot.mails(BOB))
    assert 2 == len(market.dovecot.wait_for(CAROL, 2))
    # The undo address stands in the receipt, and works from anywhere as well.
    (back,) = re.findall(r"reply\+[a-z2-7]{26}@market\.example", text_of(receipt))
    write(market, back, sender, Subject="again", Message_ID="<2@x.example>")
    assert [("accepted", None, "subscribe")] == polled(market)
    market.ok("--as", ANN, "reply", str(thread), "-m", "Anybody?")
    *_, again, new = market.notified(BOB, 4)
    assert "again" in read(again)["Subject"]
    assert "Anybody?" in text_of(new)
    assert [] == market.dovecot.mails(EVE)


def test_mute_one_thread(market):
    """By the link in the mail: of the other thread they are told as before."""
    first, _ = market.contact("The first.")
    (told,) = market.notified(BOB)
    second, _ = market.contact("The second.")
    assert leave_to(told) in links(told)
    answer = read(told)["Reply-To"].addresses[0].addr_spec
    (mute,) = set(links(told)) - {leave_to(told), answer}
    write(market, mute, Subject="mute")
    assert [("accepted", None, "mute")] == polled(market)
    for thread in (first, second):
        market.ok("--as", ANN, "reply", str(thread), "-m", f"More of {thread}.")
    mails = market.notified(BOB, 3)
    assert f"no more mail about thread {first}" in " ".join(map(text_of, mails))
    market.ok("notify")
    assert ("unneeded", "muted") == states(market, first)["Bob"]
    assert ("sent", None) == states(market, second)["Bob"]
    assert 3 == len(market.dovecot.mails(BOB))


def test_last_reader(market):
    """Of two, the second who leaves leaves nobody: the operator is told, once."""
    market.ok("person", "add", OLIVE, "--operator")
    thread, _ = market.contact("Is it there?")
    for number, who in enumerate((BOB, CAROL)):
        (told,) = market.notified(who)
        assert [] == market.dovecot.mails(OLIVE)
        write(market, leave_to(told), who, Message_ID=f"<{number}@x.example>")
        assert [("accepted", None, "unsubscribe")] == polled(market)
    (alert,) = market.notified(OLIVE)
    assert "no mail reaches Acme" in read(alert)["Subject"]
    market.ok("--as", ANN, "reply", str(thread), "-m", "Hello?")
    assert [] == market.json("notify")["mails"]


def test_answer_to_a_digest(market):
    """Answered as a whole it is held, with a hint; by a thread's link it is posted."""
    market.configure(more=DAILY)
    first, _ = market.contact("The first.")
    market.contact("The second.")
    market.ok("notify")
    assert [] == market.dovecot.mails(BOB)
    # At noon the hour of the digest is over, and the next one is far.
    noon = (datetime.now(UTC) + timedelta(days=1)).replace(hour=12)
    invocation = Invocation(clock=lambda: noon, environ=dict(os.environ))
    words = ["--config", str(market.config), "notify"]
    assert 0 == cli.main.main(words, standalone_mode=False, obj=invocation)
    (told,) = market.dovecot.wait_for(BOB, 1)
    whole = read(told)["Reply-To"].addresses[0].addr_spec
    write(market, whole, body="Yes.\n", In_Reply_To=read(told)["Message-ID"])
    assert [("held", "answers_digest", None)] == polled(market)
    _, hint = market.notified(BOB, 2)
    assert "Your answer to a digest was not posted" == read(hint)["Subject"]
    of_threads = [each for each in links(told) if each not in {whole, leave_to(told)}]
    write(market, of_threads[0], body="Yes, the first.\n", Message_ID="<2@x.example>")
    assert [("accepted", None, "message")] == polled(market)
    assert "Yes, the first." in market.bodies(first)
