"""T31: who tries to have us believe that a vendor's address is dead."""

import pytest

from mcenter import inbox, outbox, people
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import AuditEntry, OutboundEmail
from tests.support.domain import ANN, BOB, CAROL, NOW, PASS, SCHEME, config
from tests.support.eml import eml
from tests.support.reports import report

EVE = "eve@customer.example"


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def mails(market):
    """A mail to Bob and one to Carol, both sent."""
    message = market.contact()
    return [
        market.sent(BOB, message, number=1),
        market.sent(CAROL, message, number=2),
    ]


def hand_in(gateway, raw):
    """Hand in one mail; its disposition, its rule and its effect."""
    (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return judged.disposition, judged.rule, judged.effect


def hand_in_many(gateway, mail, numbers):
    """Hand in so many reports on one mail, each with a Message-ID of its own."""
    names = (f"<{number}@mx.acme.example>" for number in numbers)
    raws = [report(mail, Message_ID=name) for name in names]
    inbox.record([Fetched(raw=raw) for raw in raws], now=NOW)
    effects = [judged.effect for judged in gateway.work_off(now=NOW)]
    assert len(raws) * ["bounce"] == effects


def statuses():
    """What became of the mails, in their order."""
    return [mail.status for mail in OutboundEmail.select().order_by(OutboundEmail.id)]


def suppressed():
    """The addresses that take no mail."""
    return [
        address.addr_spec
        for _, addresses in people.everybody()
        for address in addresses
        if address.suppressed_at
    ]


def test_t31_report_with_the_tag(gateway, mails):
    """The real thing fails its mail and suppresses its address, and nobody else's."""
    assert ("accepted", None, "bounce") == hand_in(gateway, report(mails[0]))
    assert ["failed", "sent"] == statuses()
    assert [BOB] == suppressed()


@pytest.mark.parametrize(
    "recipient",
    [
        "messages@market.example",
        "bounce+@market.example",
        "bounce+tag@market.example",
        "bounce+tag11@market.example",
        "bounce+tag1@evil.example",
        "nobounce+tag1@market.example",
        SCHEME.bounce_address("x" * 26),
    ],
)
def test_t31_without_the_tag(gateway, mails, recipient):
    """By the Message-ID alone, which others see, nobody is suppressed."""
    hand_in(gateway, report(mails[0], To=recipient))
    assert [] == suppressed()


def test_t31_without_any_secret(gateway, mails):
    """What names no mail of ours is held, and changes nothing."""
    raw = report(mails[0], To="messages@market.example", returned="To: bob\n\nHi.\n")
    assert ("held", "unknown_bounce", None) == hand_in(gateway, raw)
    assert ["sent", "sent"] == statuses()


def test_t31_tag_of_another_mail(gateway, mails):
    """Who knows the tag of their own mail cannot report on somebody else's by it."""
    hers = SCHEME.bounce_address(mails[1].tag)
    raw = report(mails[0], To=hers)
    assert ("accepted", None, "bounce") == hand_in(gateway, raw)
    assert ["sent", "failed"] == statuses()
    assert [] == suppressed()


def test_t31_tag_and_message_id_disagree(gateway, mails):
    """Where the returned mail is another one of ours, nobody is suppressed."""
    raw = report(mails[0], returned=f"Message-ID: {mails[1].message_id}\n\nHi.\n")
    assert ("accepted", None, "bounce") == hand_in(gateway, raw)
    assert ["failed", "sent"] == statuses()
    assert [] == suppressed()


def test_t31_two_tags(gateway, mails):
    """A mail comes back to one envelope sender: two tags are none."""
    both = ", ".join(SCHEME.bounce_address(mail.tag) for mail in mails)
    raw = report(mails[0], To=both, returned="To: bob\n\nHi.\n")
    assert ("held", "unknown_bounce", None) == hand_in(gateway, raw)
    assert ["sent", "sent"] == statuses()


def test_t31_two_tags_and_the_returned_mail(gateway, mails):
    """Then the returned mail says which one failed, and nobody is suppressed."""
    both = ", ".join(SCHEME.bounce_address(mail.tag) for mail in mails)
    assert ("accepted", None, "bounce") == hand_in(gateway, report(mails[0], To=both))
    assert ["failed", "sent"] == statuses()
    assert [] == suppressed()


def test_t31_tag_in_upper_case(gateway, mails):
    """Mail systems fold case: it is the same tag."""
    raw = report(mails[0], To=SCHEME.bounce_address(mails[0].tag).upper())
    assert ("accepted", None, "bounce") == hand_in(gateway, raw)
    assert [BOB] == suppressed()


def test_t31_mail_that_never_went(market, gateway):
    """Nobody can have had it: what reports on it is held for an operator to see."""
    mail = market.frozen(BOB, market.contact())
    assert ("held", "unknown_bounce", None) == hand_in(gateway, report(mail))
    assert ["pending"] == statuses()
    outbox.stop(mail, actor=None, now=NOW)
    again = report(mail, Message_ID="<again@mx.acme.example>")
    assert ("held", "unknown_bounce", None) == hand_in(gateway, again)
    assert ["cancelled"] == statuses()
    assert [] == suppressed()


def test_t31_hundreds_of_reports(gateway, mails):
    """A mail fails once: when reinstated, its address is not suppressed by more."""
    hand_in_many(gateway, mails[0], range(200))
    assert ["failed", "sent"] == statuses()
    assert [BOB] == suppressed()
    people.reinstate(people.find(BOB), BOB, actor=None, now=NOW)
    hand_in_many(gateway, mails[0], range(200, 400))
    assert [] == suppressed()
    noted = AuditEntry.select().where(AuditEntry.noun == "address")
    assert ["suppress", "reinstate"] == [row.verb for row in noted.order_by("id")]


@pytest.mark.parametrize("way", ["message_id", "reply_address"])
def test_t31_stranger_with_our_whole_mail(market, gateway, mails, way):
    """Who was sent our mail on, and is vouched for, can have it noted at most."""
    reply_to = market.reply_to(BOB, market.part(BOB, 1).thread)
    content = f"Return-Path: <{mails[0].envelope_sender}>\nReply-To: {reply_to}\n"
    raw = report(
        mails[0],
        Return_Path=f"<{EVE}>",
        Authentication_Results=PASS.format("customer.example"),
        From=EVE,
        To="messages@market.example" if way == "message_id" else reply_to,
        returned=f"{content}Message-ID: {mails[0].message_id}\n\nHello.\n",
    )
    assert ("accepted", None, "delay") == hand_in(gateway, raw)
    assert ["sent", "sent"] == statuses()
    assert "no mail system" in outbox.find(mails[0].id).last_reply
    assert [] == suppressed()


def test_t31_report_of_a_customer_on_a_vendor(market, gateway, mails):
    """A participant's mail that quotes a bounce is an answer, or is held; no report."""
    thread = market.part(ANN, 1).thread
    raw = market.answer(
        thread,
        ANN,
        "550 5.1.1 User unknown, it says.\n",
        Subject="Fwd: Undelivered Mail Returned to Sender",
        In_Reply_To=mails[0].message_id,
    )
    hand_in(gateway, raw)
    assert ["sent", "sent"] == statuses()
    assert [] == suppressed()


def test_t31_no_shell_and_no_host_in_what_is_noted(gateway, mails):
    """Of a report only its action and its code are kept; the words are ours."""
    raw = report(
        mails[0],
        status="5.1.1 $(reboot) mx.evil.example",
        fields="Diagnostic-Code: smtp; 550 eve@evil.example \x1b[31m\n",
    )
    hand_in(gateway, raw)
    assert "bounced: 5.1.1, no such mailbox" == outbox.find(mails[0].id).last_reply


def test_t31_auto_reply_to_the_tag(gateway, mails):
    """Whoever is away answers the envelope sender: that is no report."""
    raw = eml(
        "I am away. Mail to my old address bob@old.example fails with 550 5.1.1.\n",
        Return_Path="<>",
        Auto_Submitted="auto-replied",
        From=BOB,
        To=SCHEME.bounce_address(mails[0].tag),
        Subject="Automatic reply: Your message",
        In_Reply_To=mails[0].message_id,
    )
    hand_in(gateway, raw)
    assert ["sent", "sent"] == statuses()
    assert [] == suppressed()
