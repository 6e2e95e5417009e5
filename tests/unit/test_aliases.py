"""An unknown address of a holder: they are asked about it, and answer by mail."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import outbox, people
from mcenter.changes import departures
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import AuditEntry, Confirmation, InboundEmail, Message
from tests.support.domain import ANN, BOB, CAROL, NOW, PASS, config
from tests.support.eml import eml

HOME = "bob@home.example"
EVE = "eve@evil.example"


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def come(gateway, raw, now=NOW):
    """Let a mail come in; its disposition, rule and effect."""
    (judged, *_) = gateway.deliver(Fetched(raw=raw), now=now)
    return judged.disposition, judged.rule, judged.effect


def question(market):
    """The last mail of ours, as it is sent."""
    mail = market.mails()[-1]
    return mail, message_from_bytes(outbox.content(mail), policy=policy.default)


def reply(market, sender=BOB, body="", **headers):
    """An answer to the last question."""
    results = PASS.format(sender.rpartition("@")[2])
    _, sent = question(market)
    given = {"From": sender, "To": sent["Reply-To"], "Message_ID": "<yes@x.example>"}
    return eml(body, **{"Authentication_Results": results, **given, **headers})


def bodies():
    """What was said, and by whom."""
    rows = Message.select().order_by(Message.id)
    return [(row.author.name, row.body) for row in rows]


def test_asked_and_answered(market, gateway, thread):
    """The question goes to the known address; the answer lets in what was held."""
    held = market.answer(thread, HOME, "From home.\n", holder=BOB)
    assert ("held", "sender_mismatch", None) == come(gateway, held)
    mail, sent = question(market)
    assert ("confirmation", BOB, "") == (mail.kind, mail.address, mail.envelope_sender)
    assert HOME in sent.get_body(["plain"]).get_content()
    assert "From home" not in outbox.content(mail).decode()
    assert ("accepted", None, "alias") == come(gateway, reply(market))
    assert people.of_mail(HOME) == people.find(BOB)
    gateway.work_off(now=NOW)
    assert [(None, "Is it there?"), ("Bob", "From home.")] == bodies()
    assert 1 == AuditEntry.select().where(AuditEntry.verb == "confirm").count()


def test_answered_from_the_alias_itself(market, gateway, thread):
    """Whoever has mail forwarded answers from there: the secret came to them."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    assert ("accepted", None, "alias") == come(gateway, reply(market, HOME, "Mine."))
    assert people.of_mail(HOME) == people.find(BOB)


@pytest.mark.parametrize(
    ("sender", "headers", "expected"),
    [
        (EVE, {}, "sender_mismatch"),
        (CAROL, {}, "sender_mismatch"),
        (ANN, {}, "sender_mismatch"),
        (BOB, {"Authentication_Results": []}, "not_authenticated"),
        (
            BOB,
            {"Authentication_Results": "mx.market.example; dmarc=fail"},
            "authentication_failed",
        ),
    ],
)
def test_nobody_else_answers(market, gateway, thread, sender, headers, expected):
    """The secret alone is not enough: it must come from who was asked."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    answer = reply(market, sender, "Yes.", **headers)
    assert ("held", expected, None) == come(gateway, answer)
    assert None is people.of_mail(HOME)


@pytest.mark.parametrize(
    "words",
    [
        "No, that's not me!",
        "Who is this?",
        "I don\u2019t know this address.",
        "Das bin ich nicht.",
        "Ce n'est pas moi.",
        "Это не мой адрес.",
        "不是我的",
        "いいえ",
    ],
)
def test_a_no_is_no_yes(market, gateway, thread, words):
    """People answer a question with what they mean, whatever an answer does."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    assert ("held", "alias_denied", None) == come(gateway, reply(market, body=words))
    assert None is people.of_mail(HOME)
    assert ("accepted", None, "alias") == come(gateway, reply(market, body="Yes."))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Yes",
        "Ja, das ist meine.",
        "OK, mine.",
        "Oui, c'est moi",
        "是的",
        "That\u2019s me.",
        "It is my home address.",
        "Confirmed.",
        "I confirm that.",
        "Das bin ich.",
    ],
)
def test_a_yes(market, gateway, thread, words):
    """With a yes, or without a word."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    assert ("accepted", None, "alias") == come(gateway, reply(market, body=words))


def test_machines_do_not_answer(market, gateway, thread):
    """An absence notice is no yes."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    away = reply(market, body="I am away.", Auto_Submitted="auto-replied")
    assert ("discarded", "automatic", None) == come(gateway, away)
    assert None is people.of_mail(HOME)


def test_asked_once(market, gateway, thread):
    """More mail from there asks nothing; the holder hears that it is held."""
    for number in range(3):
        mail = market.answer(thread, HOME, f"Mail {number}.", holder=BOB)
        come(gateway, mail, NOW + timedelta(minutes=number))
    assert ["confirmation", "notice"] == [mail.kind for mail in market.mails()]


def test_asked_about_few_a_day(market, gateway, thread):
    """A stranger with many addresses does not flood a holder with questions."""
    for number in range(9):
        sender = f"eve{number}@evil.example"
        come(gateway, market.answer(thread, sender, f"Mail {number}.", holder=BOB))
    kinds = [mail.kind for mail in market.mails()]
    assert ["confirmation"] * 3 + ["notice"] == kinds
    assert 3 == Confirmation.select().count()


@pytest.mark.parametrize(
    ("holder", "switch"),
    [(BOB, "vendors"), (ANN, "customers"), ("olga@market.example", "operators")],
)
@pytest.mark.parametrize("is_on", [False, True])
def test_a_side_that_gets_no_mail_is_not_asked(market, thread, holder, switch, is_on):
    """Where [notify] has no mail for a side, the mail is held, and that is all."""
    given = {"name": None, "locale": None, "operator": True}
    people.add("olga@market.example", **given, actor=None, now=NOW)
    market.post(thread, "olga@market.example", "We look after it.")
    silent = Gateway(config(notify={switch: is_on}))
    came = come(silent, market.answer(thread, HOME, holder=holder))
    assert ("held", "sender_mismatch", None) == came
    assert ["confirmation"] * is_on == [mail.kind for mail in market.mails()]
    assert is_on == Confirmation.select().count()


@pytest.mark.parametrize(
    "results",
    [[], "mx.market.example; dmarc=fail header.from=home.example"],
)
def test_unvouched_is_not_asked_about(market, gateway, thread, results):
    """Who may be forged is nobody to ask about."""
    mail = market.answer(thread, HOME, holder=BOB, Authentication_Results=results)
    come(gateway, mail)
    assert ["notice"] == [mail.kind for mail in market.mails()]


def test_nothing_is_learnt_where_nobody_vouches(market, gateway, thread):
    """With authentication "none" nobody is asked, and an old question is closed."""
    blind = Gateway(config(authentication="none"))
    come(blind, market.answer(thread, HOME, holder=BOB))
    assert ["notice"] == [mail.kind for mail in market.mails()]
    come(gateway, market.answer(thread, HOME, "Again.", holder=BOB))
    assert ("held", "unknown_token", None) == come(blind, reply(market))
    assert None is people.of_mail(HOME)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(89, ("accepted", None, "alias")), (91, ("held", "unknown_token", None))],
)
def test_a_question_is_open_for_so_long(market, gateway, thread, days, expected):
    """After a season nobody remembers what a mail asked."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    later = NOW + timedelta(days=days)
    assert expected == come(gateway, reply(market, body="Yes."), later)


def test_answered_once(market, gateway, thread):
    """An answer that is replayed later adds nothing."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    first, again = reply(market), reply(market, body="And again.")
    come(gateway, first)
    bob = people.find(BOB)
    departures.remove_address(bob, HOME, actor=None, now=NOW)
    assert ("discarded", "repeat", None) == come(gateway, first)
    assert ("held", "unknown_token", None) == come(gateway, again)
    assert None is people.of_mail(HOME)


def test_address_of_somebody_else_by_now(market, gateway, thread):
    """What became another's between question and answer stays theirs."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    carol = people.find(CAROL)
    people.give_address(carol, HOME, actor=None, now=NOW)
    assert ("held", "sender_mismatch", None) == come(gateway, reply(market))
    assert people.of_mail(HOME) == carol


def test_held_mail_of_others_stays_held(market, gateway, thread):
    """Only mail by the secret of who was asked, from the address asked about, goes."""
    come(gateway, market.answer(thread, HOME, holder=BOB))
    come(gateway, market.answer(thread, EVE, "Pay me.", holder=BOB))
    other = market.answer(thread, HOME, "To Carol.", holder=CAROL)
    come(gateway, other)
    (about_home, *_) = [m for m in market.mails() if HOME in text_of(m)]
    to = message_from_bytes(outbox.content(about_home), policy=policy.default)
    come(gateway, reply(market, To=to["Reply-To"]))
    posted = Message.select().where(Message.channel == "email").count()
    held = {mail.holder.person.name for mail in InboundEmail.select() if mail.rule}
    assert (1, {"Bob", "Carol"}) == (posted, held)


def text_of(mail):
    """The text of a mail of ours."""
    sent = message_from_bytes(outbox.content(mail), policy=policy.default)
    return sent.get_body(["plain"]).get_content()
