"""Reports on mails of ours: which mail, and what becomes of it."""

from dataclasses import replace

import pytest

from mcenter import outbox, people
from mcenter.gateway import bounces
from mcenter.mail import parsing
from mcenter.models import OutboundEmail, Person
from mcenter.outbox import claims, deliveries
from tests.support.domain import ANN, BOB, NOW, SCHEME
from tests.support.eml import eml
from tests.support.reports import report

BOBS_OTHER = "bob@home.example"
GONE = "bounced: 5.1.1, no such mailbox"


@pytest.fixture
def message(market):
    """A message that Bob is told of."""
    return market.contact()


@pytest.fixture
def mail(market, message):
    """The mail that told him, sent."""
    return market.sent(BOB, message)


def carry_out(raw, *, sender=None):
    """Do what a mail from outside asks for; its effect."""
    received = parsing.read(raw, envelope_sender=sender)
    tags = SCHEME.tags(received.recipients)
    return bounces.carry_out(received, tags, now=NOW)


def state(mail):
    """What is known of a mail."""
    found = outbox.find(mail.id)
    return found.status, found.last_reply


def is_suppressed(address=BOB):
    """Whether an address takes no mail."""
    return people.own_address(people.find(address), address).suppressed_at is not None


def give_bob_another_address():
    """Bob has two addresses from now on."""
    people.give_address(people.find(BOB), BOBS_OTHER, actor=None, now=NOW)


def test_by_tag(market, message, mail):
    """The tag of the envelope sender says which mail; it has failed after all."""
    assert "bounce" == carry_out(report(mail, returned="Subject: x\n\nHello.\n"))
    assert ("failed", GONE) == state(mail)
    assert ("failed", GONE) == market.states(message)["Bob"]
    assert ("pending", None) == market.states(message)["Carol"]
    assert is_suppressed()


def test_by_returned_message_id(market, message, mail):
    """Where the tag is lost, the returned mail's Message-ID says it, and no more."""
    assert "bounce" == carry_out(report(mail, To="messages@market.example"))
    assert ("failed", GONE) == state(mail)
    assert ("failed", GONE) == market.states(message)["Bob"]
    assert not is_suppressed()


@pytest.mark.parametrize(
    "headers",
    [
        {"In_Reply_To": "{ours}"},
        {"References": "<x@y.example> {ours}"},
        {"In_Reply_To": "{ours}", "References": "{ours} <x@y.example>"},
    ],
)
def test_by_what_it_answers(mail, headers):
    """Some mail systems answer the mail, as it were."""
    headers = {
        key: value.format(ours=mail.message_id) for key, value in headers.items()
    }
    raw = report(mail, To="x@market.example", returned="\nHello.\n", **headers)
    assert "bounce" == carry_out(raw)
    assert ("failed", GONE) == state(mail)
    assert not is_suppressed()


def test_the_last_of_references_is_answered(market, message, mail):
    """The earlier ones of its thread have not failed."""
    second = market.post(message.thread, ANN, "Two.")
    later = market.sent(BOB, second, number=2)
    chain = f"{mail.message_id} {later.message_id}"
    raw = report(mail, To="x@market.example", returned="\nHello.\n", References=chain)
    assert "bounce" == carry_out(raw)
    assert ("sent", "250 ok") == state(mail)
    assert ("failed", GONE) == state(later)


@pytest.mark.parametrize("header", ["References", "In-Reply-To"])
def test_by_what_the_returned_mail_answers(market, message, mail, header):
    """An earlier mail is no word on which one failed: it is noted there."""
    returned = f"Message-ID: <new@relay.example>\n{header}: {mail.message_id}\n\nHi.\n"
    raw = report(mail, To="messages@market.example", returned=returned)
    assert "delay" == carry_out(raw)
    assert ("sent", f"a later mail: {GONE}") == state(mail)
    assert ("sent", None) == market.states(message)["Bob"]
    assert not is_suppressed()


def test_unknown(mail):
    """A report on somebody else's mail is none of ours."""
    raw = report(mail, To="bounce+other@market.example", returned="\nHello.\n")
    assert carry_out(raw) is None
    assert ("sent", "250 ok") == state(mail)


def test_delay(market, message, mail):
    """A delay changes no status; the mail and its deliveries say so."""
    assert "delay" == carry_out(report(mail, action="delayed", status="4.4.1"))
    words = "delayed: 4.4.1, the host does not answer"
    assert ("sent", words) == state(mail)
    assert ("sent", words) == market.states(message)["Bob"]


def test_failed_after_a_delay(market, message, mail):
    """A mail that was late may fail in the end, and is not dead for it."""
    carry_out(report(mail, action="delayed", status="4.4.1"))
    assert "bounce" == carry_out(report(mail, status="4.4.7"))
    words = "bounced: 4.4.7, it took too long"
    assert ("failed", words) == state(mail)
    assert ("failed", words) == market.states(message)["Bob"]
    assert not is_suppressed()


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news(market, message, mail, action):
    """RFC 3464 section 2.3.3: all is well, also of what was late before."""
    carry_out(report(mail, action="delayed", status="4.4.1"))
    assert "delay" == carry_out(report(mail, action=action, status="2.0.0"))
    assert ("sent", action) == state(mail)
    assert ("sent", None) == market.states(message)["Bob"]


@pytest.mark.parametrize("action", ["delivered", "delayed"])
def test_nothing_mends_a_failure(market, message, mail, action):
    """Part of what a list was sent may arrive; what failed is not told again."""
    carry_out(report(mail))
    assert "delay" == carry_out(report(mail, action=action, status="2.0.0"))
    assert ("failed", GONE) == state(mail)
    assert ("failed", GONE) == market.states(message)["Bob"]


@pytest.mark.parametrize(
    ("ours", "other", "expected"),
    [
        (("delayed", "4.4.1"), ("failed", "5.1.1"), "sent"),
        (("delivered", "2.0.0"), ("failed", "5.1.1"), "sent"),
        (("failed", "5.1.1"), ("delayed", "4.4.1"), "failed"),
    ],
)
def test_of_several_recipients_ours_counts(mail, ours, other, expected):
    """What became of somebody else's copy says nothing of ours."""
    action, status = other
    group = (
        f"Final-Recipient: rfc822; x@y.example\nAction: {action}\nStatus: {status}\n"
    )
    carry_out(report(mail, groups=[group], action=ours[0], status=ours[1]))
    assert expected == state(mail)[0]
    assert is_suppressed() == (expected == "failed")


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("5.1.2", True),
        ("5.1.3", True),
        ("5.1.6", True),
        ("5.1.10", True),
        ("5.1.1 (bad destination mailbox address)", True),
        ("5.1.0", False),
        ("5.1.8", False),
        ("5.1.11", False),
        ("5.2.1", False),
        ("5.2.2", False),
        ("5.0.0", False),
        ("5.7.1", False),
        ("4.1.1", False),
        ("4.4.7", False),
        (None, False),
    ],
)
def test_hard(mail, status, hard):
    """An address is dead by five codes, where they stand as the status itself."""
    diagnostic = "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"
    assert "bounce" == carry_out(report(mail, status=status, fields=diagnostic))
    assert hard == is_suppressed()


@pytest.mark.parametrize(
    ("original", "final", "hard"),
    [
        (None, f"rfc822; {BOB}", True),
        (f"rfc822;{BOB}", f"RFC822; <{BOB.upper()}>", True),
        (None, None, True),
        # Bob's address takes mail, and sends it on to one that does not.
        (f"rfc822;{BOB}", "rfc822; bob@new.example", False),
        (None, "rfc822; bob@new.example", False),
        ("rfc822;eve@other.example", f"rfc822; {BOB}", False),
        (None, "X400; /C=de/S=bob", False),
    ],
)
def test_who_is_reported_dead(mail, original, final, hard):
    """The mail failed; the address is dead where no other one is named."""
    assert "bounce" == carry_out(report(mail, original=original, final=final))
    assert "failed" == state(mail)[0]
    assert hard == is_suppressed()


@pytest.mark.parametrize(
    ("told", "written", "hard"),
    [
        (None, "<>", True),
        ("", None, True),
        ("MAILER-DAEMON", None, False),
        (None, None, True),
        (None, "<MAILER-DAEMON@mx.acme.example>", False),
        (None, "<eve@other.example>", False),
    ],
)
def test_null_sender(mail, told, written, hard):
    """A report by another sender than the null one fails its mail at most."""
    assert "bounce" == carry_out(report(mail, Return_Path=written), sender=told)
    assert "failed" == state(mail)[0]
    assert hard == is_suppressed()


def test_words_are_not_hard(mail):
    """A bounce without a status part fails its mail, whatever code its words have."""
    raw = eml(
        "The following address failed:\n\n  <bob@acme.example>: 550 5.1.1 unknown\n",
        Return_Path="<>",
        From="MAILER-DAEMON@mx.acme.example",
        To=SCHEME.bounce_address(mail.tag),
        Subject="Mail delivery failed: returning message to sender",
    )
    assert "bounce" == carry_out(raw)
    assert ("failed", GONE) == state(mail)
    assert not is_suppressed()


@pytest.mark.parametrize("kind", ["notice", "confirmation", "alert"])
def test_notices(mail, kind):
    """A notice of ours that bounces has failed, and that is all."""
    OutboundEmail.update(kind=kind).execute()
    assert "bounce" == carry_out(report(mail))
    assert ("failed", GONE) == state(mail)
    assert not is_suppressed()
    assert 1 == OutboundEmail.select().count()


def test_cancelled_stays_so(market, message):
    """What an operator cancelled does not fail later."""
    mail = market.frozen(BOB, message)
    (mine,) = claims.take(lambda: None, now=NOW, limit=1)
    outbox.settle(mine, "deferred", "451 later", now=NOW)
    outbox.stop(mail, actor=None, now=NOW)
    assert "bounce" == carry_out(report(mail))
    assert "cancelled" == outbox.find(mail.id).status
    assert ("unneeded", "cancelled") == market.states(message)["Bob"]
    assert not is_suppressed()


def test_answer_to_the_final_dot_was_missed(market, message):
    """A mail that was tried may be out: it fails, and is not tried again."""
    mail = market.frozen(BOB, message)
    (mine,) = claims.take(lambda: None, now=NOW, limit=1)
    assert "bounce" == carry_out(report(mail))
    assert "lost" == outbox.settle(mine, "sent", "250 ok", now=NOW)
    assert ("failed", GONE) == state(mail)
    assert [] == claims.due(NOW, limit=10)


def test_null_sender_alone(mail):
    """An answer from the null sender is no report, whatever it answers."""
    raw = eml(
        Return_Path="<>", In_Reply_To=mail.message_id, To="bounce+tag1@market.example"
    )
    assert ("null_return_path",) == parsing.read(raw).rules
    assert None is carry_out(raw)
    assert ("sent", "250 ok") == state(mail)


def test_no_report(mail):
    """Only what says what became of a mail can be carried out."""
    received = replace(parsing.read(report(mail)), report=None)
    assert None is bounces.carry_out(received, [mail.tag], now=NOW)


def test_goes_to_another_address(market, message, mail):
    """What a dead address did not take is owed again, and goes where mail is taken."""
    give_bob_another_address()
    carry_out(report(mail))
    assert is_suppressed()
    assert ("failed", GONE) == state(mail)
    assert ("pending", None) == market.states(message)["Bob"]
    assert BOBS_OTHER == people.mail_address(people.find(BOB)).addr_spec
    due = deliveries.next_due(NOW, limit=10)
    names = [Person.get_by_id(owed.person).name for owed in due]
    assert ["Bob", "Carol"] == names


def test_soft_bounce_stays(market, message, mail):
    """What is full may be emptied: nothing is sent elsewhere for it."""
    give_bob_another_address()
    carry_out(report(mail, status="5.2.2"))
    assert "failed" == market.states(message)["Bob"][0]
    assert not is_suppressed()


def test_pending_mail_goes_to_another_address(market, message, mail):
    """What was frozen for a dead address is composed again for the other one."""
    give_bob_another_address()
    second = market.post(message.thread, ANN, "Two.")
    frozen = market.frozen(BOB, second, number=2)
    carry_out(report(mail))
    assert "cancelled" == outbox.find(frozen.id).status
    assert ("pending", None) == market.states(second)["Bob"]
