"""Bad inputs 59 to 63: machines, repeats, and answers that say nothing."""

import pytest

from mcenter.errors import NotAllowed
from mcenter.models import Delivery, Message, OutboundEmail
from tests.support.domain import BOB, NOW
from tests.support.eml import eml, multipart, part

REPORT = "multipart/report; report-type=delivery-status; boundary=b"
STATUS = """--b

It could not be delivered.

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822;bob@acme.example
Action: failed
Status: 5.1.1

--b--
"""
QUOTE = "On Mon, 2 Jan 2023 at 10:00, Example Market wrote:\n> Is it there?\n"


@pytest.mark.parametrize(
    ("headers", "rule"),
    [
        pytest.param({"Auto_Submitted": "auto-replied"}, "automatic", id="B59"),
        pytest.param({"Subject": "Automatic reply: x"}, "automatic", id="B59-subject"),
        pytest.param({"List_Id": "<shop.lists.example>"}, "automatic", id="B59-list"),
        pytest.param(
            {"X_MCenter_Loop": "messages@market.example"}, "own_mail", id="B59-own"
        ),
    ],
)
def test_machine(door, headers, rule):
    """A machine that answers is discarded; nobody hears of it."""
    stranger = {"To": "messages@market.example", "From": "eve@evil.example"}
    assert ("discarded", rule) == door.takes(eml(**{**stranger, **headers})).verdict


@pytest.mark.parametrize("mark", [pytest.param("<shop.lists.example>", id="B59-held")])
def test_answer_by_way_of_a_list(door, mark):
    """A participant's own words that a list has marked are not thrown away."""
    ended = door.takes(door.answer(List_Id=mark))
    assert ("held", "marked_automatic") == ended.verdict


@pytest.mark.parametrize("action", [pytest.param("failed", id="B59-dsn")])
def test_report(door, action):
    """A report on a mail of ours is carried out; the mail has failed."""
    mail = door.market.frozen(BOB, Message.get(Message.thread == door.thread), now=NOW)
    OutboundEmail.update(status="sent").where(OutboundEmail.id == mail.id).execute()
    Delivery.update(status="sent").where(Delivery.outbound_email == mail).execute()
    raw = eml(
        STATUS.replace("failed", action),
        Return_Path="<>",
        From="mailer-daemon@acme.example",
        To=f"bounce+{mail.tag}@market.example",
        Content_Type=REPORT,
    )
    ended = door.takes(raw, mails=1)
    assert ("accepted", None, "bounce") == (*ended.verdict, ended.effect)
    row = Delivery.get(Delivery.outbound_email == mail)
    assert ("failed", None) == (row.status, ended.message)


@pytest.mark.parametrize("name", [pytest.param("<same@acme.example>", id="B60")])
def test_one_message_id_for_two_mails(door, name):
    """Nobody suppresses a mail by being first with its Message-ID."""
    bodies = [
        door.says(door.answer(body, Message_ID=name)).body
        for body in ("One.\n", "Two.\n")
    ]
    assert ["One.", "Two."] == bodies


@pytest.mark.parametrize("again", [pytest.param("by b.example; now", id="B61")])
def test_delivered_again(door, again):
    """The same mail with other trace headers is the same mail."""
    raw = door.answer("Once.\n", Message_ID="<once@acme.example>")
    assert "Once." == door.says(raw).body
    ended = door.takes(b"Received: " + again.encode() + b"\r\n" + raw)
    assert ("discarded", "repeat") == ended.verdict
    assert ("discarded", "repeat") == door.takes(raw).verdict


@pytest.mark.parametrize("text", [pytest.param("Your code is 123456.", id="B62")])
def test_code_of_somebody_else(door, text):
    """A mail that another service sends to our address is held, and not posted."""
    raw = door.answer(text, sender="noreply@code.example", holder=BOB)
    assert ("held", "sender_mismatch") == door.takes(raw).verdict
    assert text not in [row.body for row in Message.select()]


HTML = {"Content_Type": "text/html"}
LEVELS = "".join(f"{'>' * level} Is it there?\n" for level in range(1, 100))


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        pytest.param(QUOTE, {}, None, id="B63"),
        pytest.param("", {}, None, id="B63-empty"),
        pytest.param(LEVELS, {}, None, id="B63-levels"),
        pytest.param("Yes.\n\n" + QUOTE + LEVELS, {}, "Yes.", id="B63-below"),
        pytest.param("<p>Yes.<br>No.</p>", HTML, "Yes.\nNo.", id="B63-html"),
        pytest.param(
            "<p>Yes.</p>" + "<blockquote type=cite>a" * 100,
            HTML,
            "Yes.",
            id="B63-quotes",
        ),
    ],
)
def test_nothing_new(door, body, headers, expected):
    """What says nothing is held; what is written in HTML is read."""
    ended = door.takes(door.answer(body, **headers))
    if expected is None:
        assert ("held", "empty") == ended.verdict
    else:
        assert expected == ended.message.body


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        pytest.param("application/ms-tnef; name=winmail.dat", "tnef", id="tnef"),
        pytest.param("application/pkcs7-mime; name=smime.p7m", "encrypted", id="smime"),
        pytest.param("application/pgp-encrypted", "encrypted", id="pgp"),
        pytest.param("message/partial", "partial", id="partial"),
    ],
)
def test_wrapped(door, content, rule):
    """What cannot be read is held under a name; a text beside it is posted."""
    there = {"Content_Type": "multipart/mixed; boundary=a-boundary"}
    alone = multipart(part("x", content)).partition(b"\r\n\r\n")[2]
    held = door.takes(door.answer(alone, **there))
    assert ("held", rule) == held.verdict
    with pytest.raises(NotAllowed, match="hides its text"):
        door.accepts(held.row)
    beside = multipart(part("Hi."), part("x", content)).partition(b"\r\n\r\n")[2]
    ended = door.takes(door.answer(beside, **there))
    assert ("Hi.", 1) == (ended.message.body, len(ended.files))
