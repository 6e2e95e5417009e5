"""T30: a person's answer that looks like a machine's is not lost; F15: nor doubled."""

import pytest

from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Delivery, Message, OutboundEmail
from tests.support.domain import BOB, NOW, config

NULL = {"Return_Path": "<>"}


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


@pytest.fixture
def told(market, thread):
    """The mail that Bob was told by, and that was sent."""
    mail = market.frozen(BOB, Message.get(Message.thread == thread))
    these = Delivery.outbound_email == mail
    Delivery.update(status="sent").where(these).execute()
    OutboundEmail.update(status="sent").where(OutboundEmail.id == mail.id).execute()
    return mail


def ended(gateway, raw):
    """Hand in one mail; its end and the rule that decided."""
    (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return judged.disposition, judged.rule


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("Yes.\n", {"From": f"Postmaster <{BOB}>", "Subject": "Re: Delivery delay"}),
        ("It does not exist.\n", {"From": f"System Administrator <{BOB}>"}),
        ("Yes.\n", {"Subject": "Re: delivery", **NULL}),
        ("It was rejected.\n", NULL),
        ("Yes.\n", NULL),
    ],
)
def test_answer_is_no_bounce_of_the_mail_it_answers(
    market, gateway, thread, told, body, headers
):
    """Words and names make no report: the answer waits, and our mail stays sent."""
    raw = market.answer(thread, body=body, In_Reply_To=told.message_id, **headers)
    assert ("held", "unknown_bounce") == ended(gateway, raw)
    assert "sent" == OutboundEmail.get_by_id(told.id).status
    row = Delivery.get(Delivery.outbound_email == told)
    assert ("sent", None) == (row.status, row.reason)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("Put Anna on the guest list.\n", {"Subject": "Re: Please confirm"}),
        ("I reacted to your message, and hear nothing.\n", {}),
        ("Yes.\n", {"Subject": "Holiday house", "X_Auto_Response_Suppress": "OOF"}),
        ("Yes.\n", {"Subject": "Mail delivery problem"}),
        ("Yes.\n", {"Subject": "Returned mail: my parcel"}),
    ],
)
def test_answer_with_words_that_machines_use_too_is_posted(
    market, gateway, thread, body, headers
):
    """They prove nothing: people say them every day."""
    assert ("accepted", None) == ended(
        gateway, market.answer(thread, body=body, **headers)
    )


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("My boss would like to recall the message.\n", {"Subject": "Recall: drill"}),
        ("Yes.\n", {"Subject": "Auto reply unit for my car"}),
        ("Yes.\n", {"List_Help": "<mailto:list@shop.example>"}),
    ],
)
def test_answer_with_a_machines_words_waits(market, gateway, thread, body, headers):
    """What alone proves no machine does not throw a participant's answer away."""
    raw = market.answer(thread, body=body, **headers)
    assert ("held", "marked_automatic") == ended(gateway, raw)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Subject": "Out of office: gone", "Precedence": "bulk"},
    ],
)
def test_a_machines_own_marks_still_discard(market, gateway, thread, headers):
    """B59: with a header of a machine's, or two signs together, nobody need look."""
    raw = market.answer(thread, **headers)
    assert ("discarded", "automatic") == ended(gateway, raw)


def test_f15_redelivered_without_message_id(market, gateway, thread):
    """The same mail by another way is one, though nothing but its Date tells."""
    for way in ("one", "two"):
        received = f"from {way}.example by mx.market.example"
        raw = market.answer(thread, Message_ID=None, Received=received)
        end = ended(gateway, raw)
    assert ("discarded", "repeat") == end
    later = {"Message_ID": None, "Date": "Mon, 02 Jan 2023 11:00:00 +0100"}
    assert ("accepted", None) == ended(gateway, market.answer(thread, **later))
