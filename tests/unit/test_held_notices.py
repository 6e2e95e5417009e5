"""Holders hear of held mail: once a day, at their own address, without its words."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import admission, outbox, people
from mcenter.changes import departures
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.notices import held_notices
from tests.support.domain import ANN, BOB, CAROL, NOW, config
from tests.support.eml import eml

EVE = "eve@evil.example"
FORGED = "mx.market.example; dmarc=fail header.from=acme.example"


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def come(gateway, raw, now=NOW, **envelope):
    """Let a mail come in; the rule that holds it."""
    (judged, *_) = gateway.deliver(Fetched(raw=raw, **envelope), now=now)
    return judged.rule


def forged(market, thread, body="PayMe now", **headers):
    """A mail in Bob's name that the mail host calls forged."""
    given = {"Authentication_Results": FORGED, "Subject": "Wire transfer", **headers}
    return market.answer(thread, BOB, body, **given)


def test_told(market, gateway, thread):
    """Where, why, and what to do; none of the words of the mail."""
    assert "authentication_failed" == come(gateway, forged(market, thread))
    (mail,) = market.mails()
    sent = message_from_bytes(outbox.content(mail), policy=policy.default)
    text = sent.get_body(["plain"]).get_content()
    assert ("notice", BOB, "", thread.id) == (
        mail.kind,
        mail.address,
        mail.envelope_sender,
        mail.thread_id,
    )
    assert f"A mail for thread {thread.id} was not posted" == sent["Subject"]
    assert "the mail host does not confirm who wrote it" in " ".join(text.split())
    assert market.reply_to(BOB, thread) == sent["Reply-To"]
    assert "auto-replied" == sent["Auto-Submitted"]
    whole = outbox.content(mail).decode()
    assert [] == [word for word in ("PayMe", "Wire", "answer@") if word in whole]


def test_once_a_day(market, gateway, thread):
    """However much is held, and in whichever thread."""
    second = market.contact("Another thing.").thread
    for hour, where in ((0, thread), (1, second), (23, thread), (25, second)):
        mail = forged(market, where, f"Mail {hour}")
        come(gateway, mail, NOW + timedelta(hours=hour))
    assert [thread.id, second.id] == [mail.thread_id for mail in market.mails()]


def test_stranger_with_the_token(market, gateway, thread):
    """T5: who passed a notification on hears that somebody else used it."""
    mail = market.answer(thread, ANN, "I am Bob.", holder=BOB)
    assert "sender_mismatch" == come(gateway, mail)
    (told,) = market.mails()
    assert (BOB, "notice") == (told.address, told.kind)


@pytest.mark.parametrize("body", ["\n", "> quoted only\n"])
def test_empty(market, gateway, thread, body):
    """What says nothing is told of as well: its writer thinks that it arrived."""
    assert "empty" == come(gateway, market.answer(thread, BOB, body))
    assert [BOB] == [mail.address for mail in market.mails()]


def test_too_large(market, gateway, thread):
    """Of a mail that was cut, the holder hears too."""
    rule = come(gateway, market.answer(thread, BOB, ""), cut=True)
    assert ("mail_size", 1) == (rule, len(market.mails()))


def test_not_told_without_a_holder(market, gateway):
    """A mail that names nobody tells nobody."""
    assert "unknown_token" == come(gateway, eml())
    assert [] == market.mails()


def test_not_told_who_has_left(market, gateway, thread):
    """A dead secret reminds nobody."""
    mail = market.answer(thread, BOB)
    departures.dismiss(market.acme, people.find(BOB), actor=None, now=NOW)
    assert "revoked_token" == come(gateway, mail)
    assert [] == market.mails()


def test_not_told_who_gets_no_mail(market, thread):
    """[notify] says who gets mail at all."""
    silent = Gateway(config(notify={"vendors": False}))
    come(silent, forged(market, thread))
    assert [] == market.mails()
    customer = market.answer(thread, CAROL, holder=ANN)
    come(silent, customer)
    assert [ANN] == [mail.address for mail in market.mails()]


def test_machines_are_not_told(market, gateway, thread):
    """What is discarded tells nobody: two machines would go on for ever."""
    come(gateway, market.answer(thread, BOB, Auto_Submitted="auto-replied"))
    assert [] == market.mails()


def test_reasons_are_of_rules():
    """Each reason, and each silence, is of a rule that there is."""
    rules = {rule.__name__ for rule, _ in admission.RULES}
    named = set(held_notices.REASONS) | held_notices.UNTOLD
    assert set() == named - rules
