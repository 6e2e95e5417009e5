"""The answers of tests/support/clients.py are mail that goes where it should."""

from email import message_from_bytes, policy

import pytest

from tests.support import clients

NOTIFICATION = b"""\
From: =?utf-8?q?Bob_M=C3=BCller?= via Market <messages@market.example>
To: "Ann" <ann@customer.example>
Reply-To: <reply+abcdefghijklmnopqrstuvwxyz@market.example>
Subject: Re: Lamp
Message-ID: <n.2@market.example>
References: <n.0@market.example>
 <n.1@market.example>
Date: Sun, 22 Nov 2026 16:17:00 +0000
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

It is in stock, Gr=C3=BC=C3=9Fe.
--b
Content-Type: text/html; charset="utf-8"

<html><body><p>It is in stock.</p></body></html>
--b--
""".replace(b"\n", b"\r\n")
TEXT = "Schön,\nthen I take one. This line is longer than a client leaves it."
BUILDERS = (
    clients.gmail,
    clients.outlook,
    clients.apple_mail,
    clients.thunderbird,
    clients.thunderbird_plain,
)


@pytest.fixture(params=BUILDERS, ids=lambda builder: builder.__name__)
def raw(request):
    """One client's answer, as it goes over the wire."""
    return request.param(
        NOTIFICATION, TEXT, sender="ann@customer.example", sender_name="Ann Ørsted"
    )


def test_headers(raw):
    """An answer goes to the Reply-To and follows what it answers."""
    mail = message_from_bytes(raw, policy=policy.default)
    expected = {
        "From": "Ann Ørsted <ann@customer.example>",
        "To": "reply+abcdefghijklmnopqrstuvwxyz@market.example",
        "Subject": "Re: Lamp",
        "In-Reply-To": "<n.2@market.example>",
        "References": "<n.0@market.example> <n.1@market.example> <n.2@market.example>",
        "Date": "Sun, 22 Nov 2026 16:24:00 +0000",
    }
    assert expected == {name: mail[name] for name in expected}
    assert "<n.2@market.example>" != mail["Message-ID"]


def test_body(raw):
    """An answer bears its text, then the attribution, then the quotation."""
    mail = message_from_bytes(raw, policy=policy.default)
    plain = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    text = plain.replace(" \n", " ")
    places = [text.find(one) for one in (TEXT, "Bob Müller via Market", "It is in")]
    assert [0, *places] == sorted([0, *places])
    assert 0 == places[0]


def test_wire(raw):
    """Every line ends with CRLF and is no longer than RFC 5322 allows."""
    lines = raw.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert 998 >= max(map(len, lines))
    assert [] == message_from_bytes(raw, policy=policy.default).defects
