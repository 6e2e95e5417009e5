"""Handing mail in as a stranger: encrypted where that can be, and else in the clear."""

import ssl
import time

import pytest

from mcenter.errors import TryAgain
from mcenter.mail.smtp.outside import Outside
from tests.support.script import CUT
from tests.support.smtp_script import SmtpScript

MAIL = b"Subject: x\r\n\r\n.Hello\r\n"
OFFERED = "250-script\r\n250 STARTTLS\r\n"


@pytest.fixture
def context(certificates):
    """A server whose certificate is for another name, by nobody we trust."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.chain, certificates.key)
    return context


def hand_in(server, seconds=5):
    """Hand one mail in by this server; what it answered."""
    with Outside("127.0.0.1", server.port, deadline=time.monotonic() + seconds) as mx:
        return mx.hand_in("reply+a@market.example", MAIL)


def test_in_the_clear():
    """A host without STARTTLS gets the mail as it is."""
    with SmtpScript() as server:
        reply = hand_in(server)
    assert ("end", 250, [MAIL]) == (reply.stage, reply.code, server.mails)
    assert ["MAIL FROM:<>", "RCPT TO:<reply+a@market.example>"] == server.commands[1:3]


def test_certificate_proves_nothing(context):
    """Any certificate will do, and the connection is encrypted."""
    with SmtpScript({"ehlo": OFFERED}, context=context) as server:
        reply = hand_in(server)
    words = [line.partition(" ")[0].upper() for line in server.commands]
    assert ["EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"] == words
    assert (True, 1) == (reply.accepted, server.connections)


@pytest.mark.parametrize("answer", ["454 4.7.0 not now\r\n", "220 go on\r\n", CUT])
def test_encryption_fails(answer):
    """What cannot be encrypted goes in the clear: that is how mail hosts do it."""
    # Without a certificate, TLS fails behind the answer that promised it.
    bare = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with SmtpScript({"ehlo": OFFERED, "starttls": answer}, context=bare) as server:
        reply = hand_in(server)
    assert (True, 2, [MAIL]) == (reply.accepted, server.connections, server.mails)


def test_refused():
    """What the host answers is a value, as for any mail."""
    with SmtpScript({"rcpt": "550 5.1.1 who?\r\n"}) as server:
        reply = hand_in(server)
    assert (False, "rcpt", 550) == (reply.accepted, reply.stage, reply.code)


def test_away():
    """A host that is not there is for later, and named as what it is."""
    refused = pytest.raises(TryAgain, match=r"mx: 127\.0\.0\.1:1: Connection refused")
    with refused, Outside("127.0.0.1", 1, deadline=time.monotonic() + 5) as mx:
        mx.hand_in("a@b.example", MAIL)
