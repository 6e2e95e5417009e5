"""What a file is, by its first bytes."""

import pytest

from mcenter.files import openings, relay
from tests.support import cpu

CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob\r\nEMAIL:bob@acme.example\r\nEND:VCARD\r\n"
)
MAIL = (
    b"Received: by mx.acme.example\r\nFrom: bob@acme.example\r\nSubject: Hi\r\n\r\nHi."
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CARD, "text/vcard"),
        (b"\xef\xbb\xbf\r\nbegin:vcard\n", "text/vcard"),
        (CARD.decode().encode("utf-16"), "text/vcard"),
        (b"BEGIN:VCALENDAR\n", "text/calendar"),
        (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "application/pgp-keys"),
        (b"-----BEGIN CERTIFICATE-----\n", "application/x-pem-file"),
        (b"\x78\x9f\x3e\x22\x01\x00", "application/ms-tnef"),
        (MAIL, "message/rfc822"),
        (b"From bob Mon Jan  2 10:00:00 2023\n" + MAIL, "message/rfc822"),
    ],
)
def test_what_names_people(content, expected):
    """What programs make is known under any name, and such a type is withheld."""
    assert expected == openings.media_type(content)
    assert relay.withholds("file.bin", expected)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n",
        b"The card said BEGIN:VCARD at the top.\n",
        b"From: Leeds\nTo: York\nDate: Friday\n\nTwo boxes.\n",
        b"Dear all,\n\nMessage-ID: and From: are header fields.\n",
        b"Note: see below\n\nFrom: bob\nMessage-ID: <1@acme.example>\n",
        b"-----BEGIN PGP MESSAGE-----\n",
    ],
)
def test_all_else(content):
    """What a person may have typed, or another program made, is what it was."""
    assert not openings.media_type(content)


@pytest.mark.parametrize("content", [b"\n" * 25_000_000, b"A: b\n" * 5_000_000])
def test_large_files(content):
    """The first bytes of a large one are enough."""
    with cpu.within(0.1):
        assert not openings.media_type(content)
