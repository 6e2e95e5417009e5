"""What one mail carries of the files of its messages."""

import pytest

from mcenter import notifier
from mcenter.files import attachments, enclosures
from mcenter.files.attachments import File
from mcenter.mail import parsing
from mcenter.models import OutboundEmail
from tests.support.domain import ANN, BOB, NOW, config

JPEG, CARD = b"\xff\xd8" * 50, b"BEGIN:VCARD\nEMAIL:ann@customer.example\nEND:VCARD\n"


def file(name, content=JPEG, content_type="image/jpeg"):
    """A picture, or something else."""
    return File(name=name, content_type=content_type, content=content)


def chosen(room, *messages):
    """What a mail with this room does with the files of messages."""
    files = attachments.of_messages(messages)
    found = enclosures.among(files, messages, room=room)
    return [
        ([one.name for one in each.files], each.left, each.withheld)
        for each in found.values()
    ]


@pytest.fixture
def message(market):
    """A message with three files of 100, 300 and 100 bytes, and a card."""
    message = market.contact("See")
    files = [file("1"), file("2", JPEG * 3), file("3"), file("ann.vcf", CARD, "x/y")]
    attachments.keep(message, files)
    return message


@pytest.mark.parametrize(
    ("room", "files", "left"),
    [
        (500, ["1", "2", "3"], []),
        (499, ["1", "2"], ["3"]),
        (399, ["1", "3"], ["2"]),
        (99, [], ["1", "2", "3"]),
        (0, [], ["1", "2", "3"]),
    ],
)
def test_room(message, room, files, left):
    """Files go in their order, each that fits; the others are named."""
    assert [(files, left, ["ann.vcf"])] == chosen(room, message)


def test_one_room_for_all_messages(market, message):
    """The messages of one mail share its room, the first served first."""
    second = market.post(message.thread, ANN, "And this")
    attachments.keep(second, [file("4"), file("5")])
    assert [
        (["1", "2", "3"], [], ["ann.vcf"]),
        (["4"], ["5"], []),
    ] == chosen(600, message, second)


def composed(address, **sections):
    """The mail to somebody, as the notifier freezes it."""
    notifier._Notifier(config(**sections), lambda: NOW).claim()
    return bytes(OutboundEmail.get(OutboundEmail.address == address).blob.content)


def test_in_a_notification(message):
    """The other side gets the files, byte for byte, and not the card."""
    mail = parsing.read(composed(BOB))
    found = [(each.name, each.content) for each in mail.attachments]
    assert [("1", JPEG), ("2", JPEG * 3), ("3", JPEG)] == found
    assert "Kept but not sent on, as it may carry addresses: ann.vcf" in mail.reply


def test_relay_size(message):
    """[attachments] relay_size is what one mail carries; the rest is told of."""
    mail = parsing.read(composed(BOB, attachments={"relay_size": 200}))
    assert ["1", "3"] == [each.name for each in mail.attachments]
    how = f"(to get it: mcenter show {message.thread_id} --save DIR)"
    assert f"Too large for this mail: 2 {how}\n" in mail.reply


def test_a_claim_composes_only_so_much(message):
    """What finds no room in a batch is composed by the next claim, not left out."""
    sender = notifier._Notifier(config(), lambda: NOW)
    claims = [sender.claim(room=1) for _ in range(3)]
    assert [1, 1, 0] == [len(mails) for mails in claims]


def test_a_rehearsal_tells_of_all(message, monkeypatch):
    """--dry-run names every mail that is due, and reads no file for that."""
    monkeypatch.setattr(notifier, "BATCH_BYTES", 1)
    monkeypatch.setattr(enclosures, "_file", None)
    assert 2 == len(notifier.rehearse(config(), lambda: NOW).mails)
