"""Bad inputs 14, 15, 27, 40 and 64: on the wire, with servers real and scripted."""

import base64
import time
from email import message_from_bytes, policy

import pytest

from mcenter import outbox, store
from mcenter.models import OutboundEmail
from tests.support import gateway
from tests.support.dovecot import MARKETPLACE
from tests.support.imap_mailbox import ImapMailbox
from tests.support.smtp_script import SmtpScript

ANN, BOB = "ann@customer.example", "bob@acme.example"
INJECTION = "=?utf-8?q?hi=0aBcc:_eve@evil.example?="
SMUGGLED = "One.\n.\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<a@b.example>\r\nDATA\n"
TEMPLATES = "{{7*7}} {0.__class__} %s $(id) {thread} ${body}"
GIGABYTES = 10 * 2**30


@pytest.mark.parametrize("size", [pytest.param(50_000_000, id="B14")])
def test_larger_than_the_limit(market, size):
    """Dovecot tells the size; the body is not fetched, and the next mail goes on."""
    thread, _ = market.contact("Hello?")
    (told,) = market.notified(BOB)
    address = message_from_bytes(told)["Reply-To"]
    head = (
        "Authentication-Results: mx.market.example; dmarc=pass"
        f" header.from=acme.example\r\nFrom: {BOB}\r\nTo: {address}\r\n"
    )
    zip_ = "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    large = (head + "Message-ID: <large@acme.example>\r\n" + zip_).encode()
    large += (b"QUFB" * 19 + b"\r\n") * (size // 78)
    small = (head + "Message-ID: <small@acme.example>\r\n\r\nYes.\r\n").encode()
    for raw in (large, small):
        market.dovecot.append(MARKETPLACE, "INBOX", raw)
    polled = market.json("poll")
    assert [("held", "mail_size"), ("accepted", None)] == [
        (mail["disposition"], mail["rule"]) for mail in polled["mails"]
    ]
    assert ["Hello?", "Yes."] == market.bodies(thread)
    kept = sum(file.stat().st_size for file in (market.here / "store").iterdir())
    assert kept < 2_000_000
    (there,) = market.dovecot.mails(MARKETPLACE, "mcenter/Held")
    assert size * 0.9 < len(there)


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        pytest.param(1000, f"{{{GIGABYTES}}}\r\n" + "a" * 100_000, id="B15"),
        pytest.param(1000, "{40000000}\r\n" + "a" * 100_000, id="B15-beyond"),
    ],
)
def test_literal_that_was_not_announced(shell, told, sent):
    """The connection is dropped at once; the mail is held by its header alone."""
    shell.ok("contact", "acme", "-m", "Is it there?", by=ANN)
    gateway.configure(shell)
    mails = [gateway.answer(shell, 1, BOB, body) for body in ("1", "2")]
    begin = time.monotonic()
    with ImapMailbox(mails, wrong={1: sent}, sizes={1: told}) as server:
        gateway.configure(shell, **gateway.imap(server.port))
        polled = shell.json("poll")
        assert 3 == server.connections
        assert [("held", "mail_size"), ("accepted", None)] == sorted(
            ((mail["disposition"], mail["rule"]) for mail in polled["mails"]),
            reverse=True,
        )
        assert 0 == shell.json("poll")["collected"]
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("subject", [pytest.param(INJECTION, id="B27")])
def test_subject_that_holds_a_header(market, subject):
    """A notice has the headers that it has for any other subject, and no more."""
    market.contact("Hello?", "-s", "Plain")
    market.contact("Hello?", "-s", subject)
    plain, injected = market.notified(BOB, 2)
    names = [name.lower() for name in message_from_bytes(plain).keys()]  # noqa: SIM118
    mail = message_from_bytes(injected, policy=policy.default)
    assert names == [name.lower() for name in mail.keys()]  # noqa: SIM118
    assert "hi Bcc: eve@evil.example" in mail["Subject"]
    (told,) = market.dovecot.mails("carol@acme.example")[1:]
    assert subject.encode() not in told
    assert [] == market.dovecot.mails("eve@evil.example")


@pytest.mark.parametrize("body", [pytest.param(SMUGGLED, id="B64")])
def test_body_that_ends_the_mail(market, body):
    """One mail comes out, with the bytes that went in."""
    raw = base64.encodebytes(body.encode())
    market.contact("Hello?")
    (told,) = market.notified(BOB)
    answer = (
        f"From: {BOB}\r\nTo: {message_from_bytes(told)['Reply-To']}\r\n"
        "Message-ID: <1@acme.example>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + raw.replace(b"\n", b"\r\n")
    market.answer(answer, BOB)
    assert 1 == market.json("poll")["accepted"]
    (mail,) = market.notified(ANN)
    shown = message_from_bytes(mail, policy=policy.default).get_body(("plain",))
    for line in body.replace("\r\n", "\n").strip().split("\n"):
        assert line in shown.get_content().replace("\r\n", "\n").split("\n")
    market.postfix.drain()
    row = market.json("outbox", "list")["mails"][0]
    stored = market.call("outbox", "show", str(row["id"]), "--raw", text=False).stdout
    assert stored.partition(b"\r\n\r\n")[2] == mail.partition(b"\r\n\r\n")[2]
    assert 1 == len(market.dovecot.mails(ANN))


@pytest.fixture
def sent(shell):
    """Let Ann contact Acme, and send what is due; what came over the wire."""

    def sent(*words):
        with SmtpScript() as server:
            gateway.configure(shell, **gateway.smtp(server.port))
            shell.ok("contact", "acme", *words, by=ANN)
            shell.ok("notify")
        return server.mails

    return sent


@pytest.mark.parametrize("body", [pytest.param(SMUGGLED, id="B64-bytes")])
def test_bytes_on_the_wire(shell, sent, body):
    """What is sent is what was stored, byte for byte, in lines that end with CRLF."""
    (mail,) = sent("-m", body)
    with store.opened(gateway.url(shell), make=False):
        (row,) = OutboundEmail.select()
        assert outbox.content(row) == mail
    assert mail.count(b"\n") == mail.count(b"\r\n") == mail.count(b"\r")


@pytest.mark.parametrize("body", [pytest.param(TEMPLATES, id="B40-mail")])
def test_body_that_is_a_template(sent, body):
    """It is a value, in the text and in the HTML of a notice."""
    (raw,) = sent("-s", body, "-m", body)
    mail = message_from_bytes(raw, policy=policy.default)
    for kind in ("plain", "html"):
        assert body in mail.get_body((kind,)).get_content()
    assert body in mail["Subject"]
