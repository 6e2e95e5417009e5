"""The private servers do what the other tests take for granted."""

import imaplib
import smtplib
import ssl

import pytest

from tests.support import mail_host
from tests.support import postfix as mail_server

MESSAGES = "messages@market.example"
ANN = "ann@customer.example"
MAIL = (
    b"From: Ann <ann@customer.example>\r\n"
    b"To: reply+AbC.123@market.example\r\n"
    b"Message-ID: <1@customer.example>\r\n"
    b"Subject: Lamp\r\n"
    b"\r\n"
    b"Is it in stock?\r\n"
)


@pytest.fixture
def context(dovecot):
    """Trust in the private authority, as a client has it."""
    return ssl.create_default_context(cafile=str(dovecot.ca_file))


def headers_of(raw, name):
    """Return the values of one header in order, each on one line."""
    block = raw.partition(b"\r\n\r\n")[0].decode().replace("\r\n\t", " ")
    lines = [line.split(": ", 1) for line in block.split("\r\n")]
    return [value for found, value in lines if found == name]


def test_imap_starttls(mailboxes, context):
    """IMAP speaks TLS after STARTTLS and can MOVE and say its new UIDs."""
    mailboxes.append(MESSAGES, "INBOX", MAIL)
    with imaplib.IMAP4(mailboxes.host, mailboxes.imap_port, timeout=10) as session:
        session.starttls(context)
        session.login(MESSAGES, mailboxes.password_of(MESSAGES))
        session.select()
        assert {"MOVE", "UIDPLUS"} <= set(session.capability()[1][0].decode().split())


def test_imap_implicit_tls(mailboxes):
    """IMAP over TLS shows what was appended, in order, mailbox by mailbox."""
    mailboxes.append(MESSAGES, "mcenter/Held", MAIL)
    mailboxes.append(MESSAGES, "mcenter/Held", MAIL + b"Second\r\n")
    assert mailboxes.mails(MESSAGES, "mcenter/Held") == [MAIL, MAIL + b"Second\r\n"]
    assert mailboxes.mailboxes(MESSAGES) == ["INBOX", "mcenter", "mcenter/Held"]
    assert mailboxes.mails(MESSAGES) == []


def test_imap_wrong_password(dovecot, context):
    """A wrong password is refused, and the right one still works at once."""
    with imaplib.IMAP4_SSL(
        dovecot.host, dovecot.imaps_port, ssl_context=context, timeout=10
    ) as session:
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            session.login(MESSAGES, "wrong")
        assert session.login(MESSAGES, dovecot.password_of(MESSAGES))[0] == "OK"


def test_wrong_host(dovecot, context):
    """The certificate is for localhost: under another name it is refused."""
    with pytest.raises(ssl.SSLCertVerificationError, match=r"127\.0\.0\.1"):
        imaplib.IMAP4_SSL("127.0.0.1", dovecot.imaps_port, ssl_context=context)


def test_untrusted_authority(dovecot, certificates):
    """Somebody who trusts another authority does not trust this server."""
    context = ssl.create_default_context(cafile=str(certificates.stranger_ca_file))
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local"):
        imaplib.IMAP4_SSL(dovecot.host, dovecot.imaps_port, ssl_context=context)


def test_aliases_share_the_mailbox(mailboxes):
    """One LMTP transaction delivers a copy for each address of the marketplace."""
    mailboxes.deliver_lmtp(
        MAIL, ["reply+a@market.example", "bounce+b@market.example", MESSAGES], ANN
    )
    assert len(mailboxes.mails(MESSAGES)) == 3


def test_submission_starttls(mailboxes, postfix):
    """A log-in after STARTTLS submits; the plus address is in Delivered-To."""
    postfix.submit(MAIL, ANN, "reply+AbC.123@market.example")
    (raw,) = mailboxes.wait_for(MESSAGES, 1)
    assert headers_of(raw, "Return-Path") == ["<ann@customer.example>"]
    assert headers_of(raw, "Delivered-To") == ["reply+AbC.123@market.example"]


def test_submission_implicit_tls(mailboxes, postfix, context):
    """The port that speaks TLS from the start submits too."""
    with smtplib.SMTP_SSL(postfix.host, postfix.smtps_port, context=context) as client:
        client.login(ANN, postfix.password_of(ANN))
        client.sendmail(ANN, ["bob@acme.example"], MAIL)
    assert len(mailboxes.wait_for("bob@acme.example", 1)) == 1


def test_submission_wrong_password(postfix, context):
    """A wrong password is refused."""
    with smtplib.SMTP(postfix.host, postfix.smtp_port, timeout=10) as client:
        client.starttls(context=context)
        with pytest.raises(smtplib.SMTPAuthenticationError, match="535"):
            client.login(ANN, "wrong")


def test_submission_without_log_in(postfix, context):
    """Who has not logged in submits nothing."""
    with (
        smtplib.SMTP_SSL(postfix.host, postfix.smtps_port, context=context) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused, match="554"),
    ):
        client.sendmail(ANN, ["bob@acme.example"], MAIL)


def test_nothing_leaves_the_machine(postfix):
    """Mail for a domain of the real world is refused."""
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="nothing leaves"):
        postfix.submit(MAIL, ANN, "somebody@example.org")


def test_mail_host_vouches(mailboxes, postfix):
    """The mail host strips a forged verdict and adds its own."""
    postfix.receive(mail_host.stamp(MAIL, "acme.example"), ANN, MESSAGES)
    (raw,) = mailboxes.wait_for(MESSAGES, 1)
    (result,) = headers_of(raw, "Authentication-Results")
    assert result.startswith("mx.market.example (judge ")
    assert result.endswith("; dmarc=pass header.from=customer.example")


def test_mail_host_is_silent(mailboxes, postfix):
    """The mail host vouches for no sender it does not know."""
    postfix.receive(MAIL, "dave@other.example", MESSAGES)
    (raw,) = mailboxes.wait_for(MESSAGES, 1)
    assert headers_of(raw, "Authentication-Results") == []


def test_refused(postfix):
    """One customer's address is refused while the mail is submitted."""
    with pytest.raises(smtplib.SMTPRecipientsRefused, match=r"550.*5\.1\.1"):
        postfix.submit(MAIL, MESSAGES, mail_server.REFUSED)


def test_gone(mailboxes, postfix):
    """Another's mail is accepted and bounces to its envelope sender."""
    postfix.receive(MAIL, "bounce+tag@market.example", mail_server.GONE)
    (raw,) = mailboxes.wait_for(MESSAGES, 1)
    assert headers_of(raw, "Return-Path") == ["<>"]
    assert headers_of(raw, "Delivered-To") == ["bounce+tag@market.example"]
    assert b"Action: failed\r\nStatus: 5.1.1\r\n" in raw
    assert b"\r\nMessage-ID: <1@customer.example>\r\n" in raw


def test_later(mailboxes, postfix):
    """A third one's mail stays in the queue, until it is emptied."""
    postfix.receive(MAIL, ANN, mail_server.LATER)
    (entry,) = postfix.queue()
    assert entry["sender"] == ANN
    assert [each["address"] for each in entry["recipients"]] == [mail_server.LATER]
    postfix.empty()
    assert postfix.queue() == []


def test_pipe(mailboxes, postfix):
    """The pipe's script gets envelope and mail, one recipient a time, no HOME."""
    postfix.pipe_to(
        "#!/bin/sh\n"
        f"out={postfix.pipe_folder}/$2\n"
        'echo "$(id -un) <$1> $2 $3 ${HOME-homeless}" >"$out"\n'
        'cat >>"$out"\n'
    )
    postfix.receive(MAIL, "", "one+a@pipe.example", "two@pipe.example")
    postfix.drain()
    for name in ("one+a@pipe.example", "two@pipe.example"):
        first, _, mail = (postfix.pipe_folder / name).read_text().partition("\n")
        assert f"{postfix.pipe_user} <> {name} {name} homeless" == first
        assert mail.startswith(f"Return-Path: <>\nDelivered-To: {name}\nReceived: ")
        assert mail.endswith("\n\nIs it in stock?\n")


def test_pipe_runs_the_program(mailboxes, postfix, program):
    """The pipe's user can run mcenter, wherever the developer keeps it."""
    out = postfix.pipe_folder / "out"
    postfix.pipe_to(f'#!/bin/sh\nexec {program} --version >"{out}"\n')
    postfix.receive(MAIL, ANN, "one@pipe.example")
    postfix.drain()
    assert out.read_text().startswith("mcenter")


def test_pipe_is_tried_again(mailboxes, postfix):
    """A script that exits 75 leaves the mail queued, and it is retried soon."""
    postfix.receive(MAIL, ANN, "one@pipe.example")
    assert len(postfix.queue()) == 1
    postfix.pipe_to("#!/bin/sh\nexit 0\n")
    postfix.flush()
    postfix.drain()


def test_restart(mailboxes, postfix, dovecot):
    """Mail waits while the mailbox server is down, and arrives afterwards."""
    dovecot.stop()
    try:
        postfix.receive(MAIL, ANN, MESSAGES)
        assert len(postfix.queue()) == 1
    finally:
        dovecot.start()
    assert len(mailboxes.wait_for(MESSAGES, 1)) == 1
