"""From is trusted only when it can be read in one way."""

import pytest

from mcenter.mail import parsing
from tests.support.eml import eml


@pytest.mark.parametrize(
    ("value", "sender", "name"),
    [
        ("a@b.example", "a@b.example", ""),
        ("<a@b.example>", "a@b.example", ""),
        ("Ann Abbot <a@b.example>", "a@b.example", "Ann Abbot"),
        ("Ann J. Abbot<a@b.example>", "a@b.example", "Ann J. Abbot"),
        ('"Abbot, Ann" <a@b.example>', "a@b.example", "Abbot, Ann"),
        ('"Ann \\"A\\" Abbot" <a@b.example>', "a@b.example", 'Ann "A" Abbot'),
        ('"vendor@ok.example" <evil@e.example>', "evil@e.example", "vendor@ok.example"),
        ("=?utf-8?q?J=C3=BCrgen?= <a@b.example>", "a@b.example", "Jürgen"),
        ("=?utf-8?q?x=40ok=2Eexample=2C?= <e@e.example>", "e@e.example", None),
        (" Jürgen\n <a@b.example>", "a@b.example", "Jürgen"),
    ],
)
def test_plain_mailbox(value, sender, name):
    """Four forms are plain; bad input 24: the name of another is only a name."""
    received = parsing.read(eml(From=value))
    assert (sender,) == received.senders
    assert not received.sender_defects
    assert name in (received.sender_name, None)


@pytest.mark.parametrize(
    "value",
    [
        '"',
        "a@[",
        "@",
        "",
        None,
        ["a@b.example", "a@b.example"],
        "bob@x.example <evil@e.example>",
        "alice@ok.example)evil@e.example",
        "group: a@b.example, c@d.example;",
        "group: a@b.example;",
        "a@b.example, c@d.example",
        "a@b.example (comment)",
        "(comment) <a@b.example>",
        "<@route.example:a@b.example>",
        "=?utf-8?q?Ann=0D=0ABcc:_x?= <a@b.example>",
        "Ann <a@b.example> <c@d.example>",
        "Ann <a@b.example",
        "a@b@c.example",
        '"Ann" Abbot "B" <a@b.example>',
        b"Ann\x00 <a@b.example>\x01",
        b"a\x01@b.example",
        "(" * 1000,
        '"\\' * 4000,
    ],
)
def test_defects(value):
    """Bad inputs 9, 13, 20 to 23, 25, 26: whatever can be read in two ways is told."""
    assert parsing.read(eml(From=value)).sender_defects


def test_senders_of_a_defective_from():
    """All who are named are told, so that an operator sees them."""
    received = parsing.read(eml(From="bob@x.example <evil@e.example>"))
    assert ("bob@x.example", "evil@e.example") == received.senders


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("a@b.example, C <c@d.example>", ("a@b.example", "c@d.example")),
        ('"x@y.example" <c@d.example>', ("c@d.example",)),
        ("friends: a@b.example, c@d.example;", ("a@b.example", "c@d.example")),
        ("(x@y.example) c@d.example", ("c@d.example",)),
        ("<@route.example:c@d.example>", ("c@d.example",)),
        ('"unclosed c@d.example', ("c@d.example",)),
        ("c@d.example, c@d.example", ("c@d.example",)),
        ("undisclosed-recipients:;", ()),
        ("(c):", ()),
    ],
)
def test_recipients(to, expected):
    """Every addr-spec in To and Cc is told once, and no display name."""
    assert expected == parsing.read(eml(To=to)).recipients
    assert expected == parsing.read(eml(To=None, Cc=to)).recipients


def test_trace_recipients():
    """Trace headers count only before the first other header."""
    raw = (
        b"Return-Path: <>\r\nDelivered-To: a@m.example\r\nReceived: by x; y\r\n"
        b"X-Original-To: b@m.example\r\nARC-Seal: i=1\r\nDKIM-Signature: v=1\r\n"
        b"From: c@d.example\r\nEnvelope-To: forged@m.example\r\n"
        b"Return-Path: <forged@e.example>\r\n\r\n"
    )
    received = parsing.read(raw)
    assert ("a@m.example", "b@m.example") == received.trace_recipients
    assert "" == received.envelope_sender


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<a@b.example>", "a@b.example"),
        ("a@b.example", "a@b.example"),
        ("<>", ""),
        ("MAILER-DAEMON", ""),
        ("<MAILER-DAEMON>", ""),
        ("junk", None),
        (None, None),
    ],
)
def test_envelope_sender(value, expected):
    """The null sender and an unknown one are not the same."""
    assert expected == parsing.read(eml(Return_Path=value)).envelope_sender
