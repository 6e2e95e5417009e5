"""An answer to a digest as a whole: held, with one hint a day."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import errands, outbox, people
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import InboundEmail, Message, OutboundEmail
from tests.support.digests import digest
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME, config
from tests.support.eml import eml

PLAIN = "messages@market.example"
HELD = ("held", "answers_digest", None)


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def threads(market):
    """Two threads of Ann's with Acme."""
    return [market.contact(body).thread for body in ("Is it there?", "And this?")]


@pytest.fixture
def made(market, threads):
    """A digest of both threads to Bob, as bytes and headers."""
    mail = digest(BOB)
    return message_from_bytes(outbox.content(mail), policy=policy.default)


def come(gateway, raw, now=NOW):
    """Let a mail come in; its disposition, rule and effect."""
    (judged, *_) = gateway.deliver(Fetched(raw=raw), now=now)
    return judged.disposition, judged.rule, judged.effect


def reply(market, thread, body="Yes.\n", sender=BOB, **headers):
    """An answer that the mail host vouches for."""
    return market.answer(thread, sender, body, holder=BOB, **headers)


def hints():
    """To whom, and what about, our other mails are."""
    rows = OutboundEmail.select().where(OutboundEmail.kind == "notice")
    return [(mail.address, mail.topic) for mail in rows]


def test_to_its_address(market, gateway, threads, made):
    """What a mail program's answer goes to carries it into no thread."""
    answer = reply(market, threads[0], To=made["Reply-To"], Message_ID="<a@x.example>")
    assert HELD == come(gateway, answer)
    assert [(BOB, "answers_digest")] == hints()
    assert 2 == Message.select().count()


def test_by_its_message_id(market, gateway, threads, made):
    """An answer to our plain address that names it is the same."""
    named = reply(market, threads[0], To=PLAIN, In_Reply_To=made["Message-ID"])
    assert HELD == come(gateway, named)
    assert [(BOB, "answers_digest")] == hints()


def test_of_one_thread(market, gateway):
    """Not even where there was nothing else in it."""
    thread = market.contact().thread
    mail = digest(BOB)
    named = reply(market, thread, To=PLAIN, In_Reply_To=mail.message_id)
    assert HELD == come(gateway, named)


def test_the_hint(market, gateway, threads, made):
    """It says how to answer, and has nothing of the mail; no answer is looked for."""
    answer = reply(market, threads[0], "PayMe now.\n", To=made["Reply-To"])
    come(gateway, answer)
    mail = market.mails()[-1]
    raw = outbox.content(mail)
    sent = message_from_bytes(raw, policy=policy.default)
    text = " ".join(sent.get_body(["plain"]).get_content().split())
    assert "Your answer to a digest was not posted" == sent["Subject"]
    assert "the link that stands below each thread" in text
    assert ("", None, "auto-replied") == (
        mail.envelope_sender,
        sent["Reply-To"],
        sent["Auto-Submitted"],
    )
    assert b"PayMe" not in raw


def test_the_links_in_it(market, gateway, threads, made):
    """By the address below a thread an answer goes there, whatever it answers."""
    digest_id = made["Message-ID"]
    for number, thread in enumerate(threads):
        to = market.reply_to(BOB, thread)
        assert to in made.get_body(["plain"]).get_content()
        words = {"In_Reply_To": digest_id, "Message_ID": f"<{number}@x.example>"}
        answer = reply(market, thread, f"Yes, {number}.\n", **words)
        assert ("accepted", None, "message") == come(gateway, answer)
    said = [each.body for each in threads[1].posts]
    assert ["And this?", "Yes, 1."] == said
    assert [] == hints()


def test_quotes_of_other_threads(market, gateway, threads, made):
    """What an answer by a thread's address quotes of the digest is not kept."""
    quote = "".join(
        f"> {line}\n" for line in made.get_body(["plain"]).get_content().split("\n")
    )
    headers = {"In_Reply_To": made["Message-ID"]}
    answer = reply(market, threads[0], f"Yes.\n\nBob wrote:\n{quote}", **headers)
    assert ("accepted", None, "message") == come(gateway, answer)
    post = Message.select().order_by(Message.id.desc()).get()
    assert ("Yes.", None) == (post.body, post.quoted)


def test_brought_to_a_thread(market, gateway, threads, made):
    """With a digest's Message-ID, what only the envelope has does not count."""
    raw = reply(market, threads[0], To=PLAIN, In_Reply_To=made["Message-ID"])
    brought = Fetched(raw=raw, envelope_recipients=(market.reply_to(BOB, threads[0]),))
    (judged,) = gateway.deliver(brought, now=NOW)
    assert ("held", "hidden_token") == (judged.disposition, judged.rule)


@pytest.mark.parametrize("sender", [ANN, CAROL, "eve@evil.example"])
def test_from_somebody_else(market, gateway, threads, made, sender):
    """It is held alike, and only the digest's person hears, at their own address."""
    answer = reply(market, threads[0], sender=sender, To=made["Reply-To"])
    assert HELD == come(gateway, answer)
    assert [(BOB, "answers_digest")] == hints()


def test_hints_are_few(market, gateway, threads, made):
    """One a day, however many answers there are."""
    for hour in (0, 1, 23, 25):
        answer = reply(market, threads[0], f"Mail {hour}.\n", To=made["Reply-To"])
        assert HELD == come(gateway, answer, NOW + timedelta(hours=hour))
    assert [(BOB, "answers_digest")] * 2 == hints()


@pytest.mark.parametrize(
    ("own", "notify"), [("never", {}), (None, {"frequency": "never"})]
)
def test_who_gets_no_mail(market, threads, made, own, notify):
    """Who left since hears nothing."""
    bob = people.find(BOB)
    bob.frequency = own
    bob.save()
    answer = reply(market, threads[0], To=made["Reply-To"])
    assert HELD == come(Gateway(config(notify=notify)), answer)
    assert [] == hints()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Auto_Submitted": "auto-replied"}, ("discarded", "automatic", None)),
        (
            {"From": "mailer-daemon@x.example", "Return_Path": "<>"},
            ("held", "unknown_bounce", None),
        ),
    ],
)
def test_machines(market, gateway, threads, made, headers, expected):
    """A responder's answer to a digest is that of a machine: nobody hears of it."""
    answer = reply(market, threads[0], To=made["Reply-To"], **headers)
    assert expected == come(gateway, answer)
    assert [] == hints()


def test_an_operator_posts_it(market, gateway, threads, made):
    """An operator who reads which thread is meant has it posted there."""
    come(gateway, reply(market, threads[0], To=made["Reply-To"]))
    judged = gateway.accept(
        InboundEmail.get(), force=False, into=threads[1], actor=None, now=NOW
    )
    assert ("accepted", threads[1].id) == (judged.disposition, judged.thread)


def test_beside_an_errand(market, gateway, threads, made):
    """Who answers a digest and writes to an errand's address is held as well."""
    leave = errands.tag_of(people.find(BOB), errands.UNSUBSCRIBE, now=NOW)
    both = f"{made['Reply-To']}, {SCHEME.reply_address(leave)}"
    assert HELD == come(gateway, reply(market, threads[0], To=both))
    assert None is people.find(BOB).frequency


def test_stranger_who_names_no_digest(market, gateway):
    """What names no mail of ours is nobody's, and tells nobody."""
    unknown = SCHEME.new_message_id()
    raw = eml(To=PLAIN, In_Reply_To=unknown)
    assert ("held", "no_carrier", None) == come(gateway, raw)
    assert [] == hints()
