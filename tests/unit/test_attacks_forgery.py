"""T1, T2, T3: who tries to be let in without token, From and the mail host's word."""

import pytest

from mcenter import people
from mcenter.changes import departures
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Message
from tests.support.domain import ANN, BOB, CAROL, NOW, config

PASS = b"; dmarc=pass header.from=acme.example"
HEADER = b"Authentication-Results"
STRANGER = "mallory@evil.example"


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def rule_for(gateway, raw):
    """Hand in one mail; the rule that decided, None when it was posted."""
    (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return judged.rule


def count(thread):
    """How many messages the thread has."""
    return Message.select().where(Message.thread == thread).count()


@pytest.mark.parametrize(
    "line",
    [
        HEADER + b" : mx.market.example" + PASS,
        HEADER + b"\t: mx.market.example" + PASS,
        HEADER + b": mx.mar\0ket.example" + PASS,
        HEADER + b":\xef\xbb\xbfmx.market.example" + PASS,
        HEADER + b": \xc2\xa0mx.market.example" + PASS,
        HEADER + b": \xa0mx.market.example" + PASS,
        HEADER + b": \x0bmx.market.example" + PASS,
        HEADER + b": \x1cmx.market.example" + PASS,
        HEADER + ": mx.mar\u212aet.example".encode() + PASS,
        HEADER + ": mx.market.example\u200b".encode() + PASS,
        HEADER + b": =?utf-8?q?mx.market.example?=" + PASS,
        HEADER + b": mx.market.example.evil" + PASS,
        HEADER + b": mx.market.example/evil" + PASS,
        HEADER + b": evil.example (; mx.market.example)" + PASS,
        b"X-" + HEADER + b": mx.market.example" + PASS,
        b"ARC-" + HEADER + b": i=1; mx.market.example" + PASS,
        b"X-Note: x\r" + HEADER + b": mx.market.example" + PASS,
        b"Resent-From: x\x0c" + HEADER + b": mx.market.example" + PASS,
    ],
)
def test_t2_results_that_a_host_does_not_know_as_its_own(market, gateway, thread, line):
    """What an expression for our id may not find in a header is not our id to us."""
    mail = market.answer(thread, Authentication_Results=None)
    raw = mail.replace(b"Subject:", line + b"\r\nSubject:", 1)
    assert rule_for(gateway, raw) in {"not_authenticated", "authentication_contradicts"}
    assert 1 == count(thread)


@pytest.mark.parametrize(
    "results",
    [
        (
            'mx.market.example; spf=pass smtp.mailfrom="a; dmarc=pass header.from='
            'acme.example; x"@evil.example'
        ),
        "mx.market.example; x=y (dmarc=pass header.from=acme.example)",
        "mx.market.example; dmarc=pass header.from=acme.example.evil.example",
        "mx.market.example; dmarc=pass header.from=evil.example",
        "mx.market.example; dkim=pass header.d=notacme.example",
        "mx.market.example; dkim=pass header.d=example",
        (
            "mx.market.example; dmarc=pass header.from=evil.example"
            " header.from=acme.example"
        ),
        ["mx.market.example; dmarc=fail", "mx.market.example" + PASS.decode()],
    ],
)
def test_t2_results_for_somebody_else(market, gateway, thread, results):
    """Nothing but an aligned pass for the very domain of From is the host's word."""
    raw = market.answer(thread, Authentication_Results=results)
    assert rule_for(gateway, raw).startswith("authentication_")
    assert 1 == count(thread)


@pytest.mark.parametrize(
    "sender",
    [
        [BOB, STRANGER],
        [STRANGER, BOB],
        f"{BOB}, {STRANGER}",
        f"{BOB} <{STRANGER}>",
        f"{STRANGER} <{BOB}>",
        f"staff: {BOB};",
        f"<@evil.example:{BOB}>",
        f"{BOB}(comment)",
        f"(comment) {BOB}",
        f"<{BOB}> trailing",
        f'"x" <{BOB}> <{STRANGER}>',
        f"=?utf-8?q?{BOB}?= <{STRANGER}>",
        f"=?utf-8?q?Bob_=3C{BOB.replace('@', '=40')}=3E?=",
        f"=?utf-8?q?Bob=0a?= <{BOB}>",
        "\u0412ob <b\u043eb@acme.example>".encode(),
        "bob@\u0430cme.example".encode(),
        "bob@acme.example\u3002".encode(),
        "bob@acme.example.",
        "bob@@acme.example",
        "@acme.example",
        "bob",
        "",
        None,
    ],
)
def test_t12_from_that_two_readers_may_read_differently(
    market, gateway, thread, sender
):
    """B20 to B26: a From that is not one plain mailbox of Bob's posts nothing."""
    raw = market.answer(thread, From=sender)
    assert rule_for(gateway, raw) in {"unclear_sender", "sender_mismatch"}
    assert 1 == count(thread)


def test_t5_replay_of_a_mail_to_somebody_else(market, gateway, thread):
    """Bob's mail to another, brought to his reply address by whoever got it."""
    token = market.reply_to(BOB, thread)
    raw = market.answer(thread, To="partner@elsewhere.example")
    for envelope in ({"envelope_recipients": (token,)}, {}):
        brought = raw if envelope else b"Delivered-To: " + token.encode() + b"\n" + raw
        (judged,) = gateway.deliver(Fetched(raw=brought, **envelope), now=NOW)
        assert ("held", "hidden_token") == (judged.disposition, judged.rule)
    assert 1 == count(thread)


def test_t3_rights_that_have_ended(market, gateway, thread):
    """After dismissal neither the token nor a Message-ID of ours carries any more."""
    token = market.reply_to(CAROL, thread)
    told = market.frozen(CAROL, Message.get(Message.thread == thread))
    carol = people.find(CAROL)
    departures.dismiss(market.acme, carol, actor=None, now=NOW)
    by_token = market.answer(thread, CAROL, holder=BOB, To=token)
    assert "revoked_token" == rule_for(gateway, by_token)
    plain = {"To": "messages@market.example", "In_Reply_To": told.message_id}
    by_id = market.answer(thread, CAROL, holder=BOB, **plain)
    assert "revoked_token" == rule_for(gateway, by_id)
    by_colleague = market.answer(thread, CAROL, holder=BOB)
    assert "sender_mismatch" == rule_for(gateway, by_colleague)
    assert 1 == count(thread)


def test_t3_address_that_was_removed(market, gateway, thread):
    """A former address of the holder's is a stranger's."""
    people.give_address(people.find(BOB), "robert@acme.example", actor=None, now=NOW)
    departures.remove_address(people.find(BOB), BOB, actor=None, now=NOW)
    raw = market.answer(thread, BOB, holder="robert@acme.example")
    assert "sender_mismatch" == rule_for(gateway, raw)
    assert 1 == count(thread)


def test_t6_copies_add_nobody(market, gateway, thread):
    """Who stands in To and Cc is told nothing."""
    before = len(market.states(Message.get(Message.thread == thread)))
    copies = ", ".join(f"copy{number}@evil.example" for number in range(50))
    assert None is rule_for(gateway, market.answer(thread, Cc=copies))
    last = Message.select().order_by(Message.id.desc()).get()
    assert {"Customer 3", "Carol"} >= set(market.states(last))
    assert 2 == before
    assert None is people.known("copy0@evil.example")


def test_t1_other_side_with_the_right_token(market, gateway, thread):
    """The customer does not write by the vendor's token, nor the reverse."""
    market.post(thread, BOB, "Yes.")
    assert "sender_mismatch" == rule_for(
        gateway, market.answer(thread, ANN, holder=BOB)
    )
    assert "sender_mismatch" == rule_for(
        gateway, market.answer(thread, BOB, holder=ANN)
    )
