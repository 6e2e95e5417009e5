"""T34: tokens, Message-IDs and addresses that a mail brings along and must not tell."""

import pytest

from mcenter import blobs
from mcenter.config import Marketplace
from mcenter.files import attachments, relay
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Message
from mcenter.reply_address import Scheme
from tests.support import cpu
from tests.support.domain import BOB, NOW, SCHEME, config
from tests.support.eml import BOUNDARY, enclosed, part

MIXED = {"Content_Type": f'multipart/mixed; boundary="{BOUNDARY}"'}
CATCH_ALL = Scheme(
    Marketplace(
        address="messages@market.example", reply_address="{token}@in.market.example"
    )
)


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def posted(gateway, raw):
    """Hand in one mail; the message it became, None where it became none."""
    (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return judged.message and Message.get_by_id(judged.message)


def notification(market, thread):
    """A mail of ours to Bob, as his client attaches it to an answer."""
    token, message_id = market.reply_to(BOB, thread), SCHEME.new_message_id()
    head = f"To: {BOB}\nReply-To: <{token}>\nMessage-ID: {message_id}\n"
    return part(f"From: messages@market.example\n{head}\nHi.\n", "message/rfc822")


def test_our_mail_as_a_file(market, gateway, thread):
    """Outlook can attach what it answers: our mail is left out, the answer stays."""
    parts = [part("Yes.\n"), notification(market, thread), part(b"%PDF", "image/png")]
    message = posted(gateway, market.answer(thread, body=enclosed(*parts), **MIXED))
    names = [file.name for file in attachments.of_messages([message])]
    assert ("Yes.", ["attachment-2.png"]) == (message.body, names)


def test_nothing_but_our_mail(market, gateway, thread):
    """What is left of such a mail is nothing: it is held."""
    body = enclosed(notification(market, thread))
    (judged,) = gateway.deliver(
        Fetched(raw=market.answer(thread, body=body, **MIXED)), now=NOW
    )
    assert ("held", "empty") == (judged.disposition, judged.rule)


def test_host_in_the_name_of_a_picture(market, gateway, thread):
    """Outlook writes a picture's Content-ID into plain text, with a host in it."""
    body = "See [cid:drill.png@acme.example].\n\n> [cid:a.png@acme.example]\n"
    message = posted(gateway, market.answer(thread, body=body))
    assert ("See [drill.png].", "> [a.png]") == (message.body, message.quoted)


def test_text_made_into_a_file(market, gateway, thread):
    """Exchange makes what stands below a picture a file: our secrets go from it."""
    token = market.reply_to(BOB, thread)
    named = f'text/plain; name="{token}"'
    quoted = f"> wrote {token}, \xe4".encode("latin-1")
    body = enclosed(part("Yes.\n"), part(quoted, named))
    message = posted(gateway, market.answer(thread, body=body, **MIXED))
    (file,) = attachments.of_messages([message])
    assert "messages@market.example" == file.name
    expected = b"> wrote messages@market.example, \xe4"
    assert expected == blobs.content(file.blob)


def test_header_block_that_nobody_knows(market, gateway, thread):
    """Above our marker, a client's lines in any language tell no address."""
    body = (
        "Yes, by bob@acme.example.\n\n"
        "Mula: Ann via Example Market <messages@market.example>\n"
        f"Para: Bob <{BOB}>; Boss [mailto:boss@acme.example]\n\n"
        "## Please reply above this line ##\nIs it there?\n"
    )
    message = posted(gateway, market.answer(thread, body=body))
    assert (
        "Yes, by bob@acme.example.\n\n"
        "Mula: Ann via Example Market <messages@market.example>\n"
        "Para: Bob <[address removed]>; Boss [[address removed]]"
    ) == message.body


def test_copies_in_a_quoted_header_block(market, gateway, thread):
    """Of those whom a client names in brackets, nobody's address is told."""
    body = (
        "Yes.\n\nFrom: Ann via Example Market <messages@market.example>\n"
        f"Sent: Monday\nTo: Bob <{BOB}>\nCc: Boss <boss@acme.example>\n"
        "Subject: Hi\n\nIs it there?\n"
    )
    message = posted(gateway, market.answer(thread, body=body))
    assert "Yes." == message.body
    assert "@acme.example" not in message.quoted
    assert "<messages@market.example>" in message.quoted


@pytest.mark.parametrize("text", ["!", "=?", "!a", "a", ".+-"])
def test_scrubbing_a_catch_all_is_quick(text):
    """T14: no run of characters takes the square of its length."""
    with cpu.within(1):
        CATCH_ALL.scrub(text * (4_000_000 // len(text)))


def test_scrubbing_a_catch_all_is_whole():
    """The token goes also from the end of a long run."""
    token = "a" * 13 + "b" * 13
    for before in ("", "mailto:", "/" * 100, "'"):
        scrubbed = CATCH_ALL.scrub(f"{before}{token}@in.market.example")
        assert token not in scrubbed


def test_quoted_local_part_is_for_us():
    """A client may quote what stands before the @; the mail is not foreign for it."""
    assert SCHEME.concerns(b'To: "reply+token"@market.example\n')


def file_of(market, gateway, thread, content, content_type, name="a.bin"):
    """The row and the bytes of the only file of an answer that is posted."""
    given = f'attachment; filename="{name}"'
    enclosure = part(content, content_type, Content_Disposition=given)
    body = enclosed(part("See there.\n"), enclosure)
    message = posted(gateway, market.answer(thread, body=body, **MIXED))
    (row,) = attachments.of_messages([message])
    return row, blobs.content(row.blob)


@pytest.mark.parametrize(
    "content_type", ["application/pdf", "application/octet-stream", "mtext/plain"]
)
def test_a_secret_in_a_file_that_is_no_text(market, gateway, thread, content_type):
    """It is masked in place: all else stays where it was."""
    message_id = SCHEME.new_message_id()
    pieces = ["%PDF\x80 ", market.reply_to(BOB, thread).upper(), "\x00", message_id]
    given = "".join(pieces)
    # base64 of no letters that a reader knows is not what is tried here.
    row, kept = file_of(market, gateway, thread, given.encode("latin-1"), content_type)

    assert content_type == row.content_type
    assert len(given) == len(kept)
    lowered = kept.decode("latin-1").lower()
    assert lowered.startswith("%pdf\x80 x")
    assert "@" not in lowered


def test_a_secret_at_the_end_of_a_large_text(market, gateway, thread):
    """So it is in a text that is too long to be read."""
    given = "x" * 79 + "\n"
    text = given * 51_000 + market.reply_to(BOB, thread)
    _, kept = file_of(market, gateway, thread, text, "text/plain", "a.txt")
    assert kept.replace(b"\r\n", b"\n").endswith(b"\n" + b"x" * len(text[4_080_000:]))


def test_masking_a_large_file_takes_little_time():
    """Neither noise nor hosts without end."""
    for content in (b"@market.example" * 1_600_000, bytes(range(256)) * 90_000):
        with cpu.within(1):
            assert len(content) == len(SCHEME.mask_bytes(content))


@pytest.mark.parametrize("name", ["bob.txt", "bob.bin", "bob.vcf.txt"])
def test_a_card_under_another_name(market, gateway, thread, name):
    """It is known by how it begins, and kept, and not sent on."""
    card = f"BEGIN:VCARD\nVERSION:3.0\nEMAIL:{BOB}\nEND:VCARD\n"
    row, _ = file_of(market, gateway, thread, card, "application/octet-stream", name)
    assert relay.withholds(row.name, row.content_type)


def test_a_mail_under_another_name(market, gateway, thread):
    """Not sent on, though nobody said that it is one."""
    mail = f"From: {BOB}\nTo: dora@shop.example\nMessage-ID: <1@acme.example>\n\nHi."
    row, kept = file_of(market, gateway, thread, mail, "application/octet-stream")
    assert relay.withholds(row.name, row.content_type)
    assert BOB.encode() in kept


def test_a_token_as_a_media_type(market, gateway, thread):
    """A type that nobody has ever heard of tells no secret."""
    token = market.part(BOB, thread).reply_token
    row, _ = file_of(market, gateway, thread, "x", f"application/x-{token}")
    assert "application/octet-stream" == row.content_type


def test_an_address_in_the_name_of_a_file(market, gateway, thread):
    """Scanners and archives name files after people; those who take part are not."""
    names = [
        file_of(market, gateway, thread, str(number), "application/pdf", name)[0].name
        for number, name in enumerate([f"scan {BOB}.pdf", "for dora@shop.example.pdf"])
    ]
    assert ["scan [address removed].pdf", "for dora@shop.example.pdf"] == names
