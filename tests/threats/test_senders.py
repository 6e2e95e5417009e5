"""T1, T5, T12, T13: nobody is let in by what a mail calls its writer."""

import pytest

from mcenter import errands, outbox, people
from mcenter.models import Confirmation, Message, OutboundEmail
from tests.support import gateway as commands
from tests.support.domain import ANN, BOB, NOW, SCHEME

MALLORY = "mallory@evil.example"


def posts():
    """How many messages there are."""
    return Message.select().count()


@pytest.mark.parametrize("name", ["Reply_To", "Sender", "Resent_From", "X_Sender"])
def test_t1_other_headers_are_nobody(market, thread, rule_for, name):
    """Only From says who wrote it: what else names Bob does not make it his."""
    raw = market.answer(thread, MALLORY, holder=BOB, **{name: BOB})
    assert "sender_mismatch" == rule_for(raw)
    # And what else names Mallory takes nothing from Bob.
    assert None is rule_for(market.answer(thread, **{name: MALLORY}))
    assert market.part(BOB, thread).person == Message.get_by_id(posts()).author


def test_t5_forwarded_notification(market, thread, rule_for):
    """Who was forwarded a notice cannot answer by it; its owner hears of it, once."""
    for number in range(4):
        mail = f"<{number}@evil.example>"
        raw = market.answer(thread, MALLORY, holder=BOB, Message_ID=mail)
        assert "sender_mismatch" == rule_for(raw)
    assert 1 == posts()
    told = OutboundEmail.select().where(OutboundEmail.kind != "notification")
    assert {BOB} == {mail.address for mail in told}
    kinds = sorted(mail.kind for mail in told)
    assert len(set(kinds)) == len(kinds) <= 2
    assert None is people.known(MALLORY)
    assert 1 == Confirmation.select().count()


def test_t5_errands_of_a_forwarded_notification(market, thread, rule_for):
    """Who was forwarded one can leave for its owner, who hears how to come back."""
    bob, tags = people.find(BOB), {}
    for verb, where in (("unsubscribe", None), ("mute", thread.id)):
        tags[verb] = SCHEME.reply_address(errands.tag_of(bob, verb, where, now=NOW))
        for number in range(4):
            mail = f"<{verb}.{number}@evil.example>"
            to = {"To": tags[verb], "Message_ID": mail}
            assert None is rule_for(market.answer(thread, MALLORY, holder=BOB, **to))
    assert 1 == posts()
    assert ("never", False) == (
        people.find(BOB).frequency,
        market.part(BOB, thread).follows,
    )
    told = OutboundEmail.select().where(OutboundEmail.kind != "notification")
    assert [(BOB, "")] * 2 == [(mail.address, mail.envelope_sender) for mail in told]
    for mail, verb, where in zip(
        told, ("subscribe", "unmute"), (None, thread.id), strict=True
    ):
        back = SCHEME.reply_address(errands.tag_of(bob, verb, where, now=NOW))
        assert back.encode() in outbox.content(mail).replace(b"=\r\n", b"")
        # What undoes it is in the receipt alone: Mallory has no such address.
        assert back not in tags.values()
    assert None is people.known(MALLORY)


@pytest.mark.parametrize(
    ("sender", "rule"),
    [
        ("bob@acme.example <mallory@evil.example>", "unclear_sender"),
        ('"bob@acme.example" <mallory@evil.example>', "sender_mismatch"),
        ("mallory@evil.example <bob@acme.example>", "unclear_sender"),
        ("bob@acme.example, mallory@evil.example", "unclear_sender"),
        ("staff: bob@acme.example;", "unclear_sender"),
        ("bob@acme.example (comment)", "unclear_sender"),
        ("<@evil.example:bob@acme.example>", "unclear_sender"),
        ("Bob@ACME.example", None),
    ],
)
def test_t12_address_confusion(market, thread, rule_for, sender, rule):
    """One From with one plain address; both its parts are compared in lower case."""
    assert rule == rule_for(market.answer(thread, From=sender))
    assert (rule is None) == (2 == posts())


def test_t13_registered_name_is_shown(shell):
    """Whatever the mail calls them, people have the name that they are known by."""
    shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
    commands.configure(shell)
    raw = commands.answer(shell, 1, BOB, From=f'"Market Support" <{BOB}>')
    assert 1 == shell.json("deliver", stdin=raw)["accepted"]
    posted = shell.json("show", 1, by=ANN)["messages"][1]
    assert {"name": "Bob", "side": "vendor"} == posted["author"]


def test_t13_homograph(shell):
    """A domain in other letters is nobody's, and is shown in ASCII."""
    shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
    commands.configure(shell)
    cyrillic = f"Bob <bob@{chr(0x430)}cme.example>".encode()
    coded = "Bob <bob@xn--cme-7cd.example>"
    for sender, rule in ((cyrillic, "unclear_sender"), (coded, "sender_mismatch")):
        raw = commands.answer(shell, 1, BOB, From=sender, Message_ID=None)
        (mail,) = shell.json("deliver", stdin=raw)["mails"]
        assert rule == mail["rule"]
    listed = shell.ok("inbox", "list", "--json")
    assert "bob@xn--cme-7cd.example" in listed
    assert chr(0x430) not in shell.ok("inbox", "list")


@pytest.mark.parametrize(
    "address",
    [
        "messages@market.example",
        "Messages@MARKET.example",
        "bounce+abc@market.example",
        SCHEME.reply_address("a" * 26),
    ],
)
def test_t12_our_own_addresses_are_nobodys(market, thread, rule_for, address):
    """A mail that seems to come from us is dropped: nobody has such an address."""
    assert "own_mail" == rule_for(market.answer(thread, address, holder=BOB))
    assert None is people.known(address)
