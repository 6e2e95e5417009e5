"""`mcenter doctor`, where inbound.mx is named: what becomes of forged results."""

import json
import re

import pytest

from mcenter.doctor import arrival, trial
from mcenter.doctor.forgery import IDLESS, SPELLINGS
from tests.support import gateway
from tests.support.imap_script import ImapScript
from tests.support.mx_script import MxScript
from tests.support.script import CUT, HANG
from tests.support.smtp_script import SmtpScript

BELIEVED = "plain, upper, close, folded, comment, shouted, quoted, version, remark"
RESULTS = re.compile(rb"(?im)^Authentication-Results[ \t]*:.*\n(?:[ \t].*\n)*")
# What an expression for the plain form finds.
PLAIN = re.compile(rb"(?im)^Authentication-Results: mx\.market\.example;.*\n")
OWN = b"Authentication-Results: MX.market.example;\r\n\tdmarc=none header.from=x\r\n"


def stripped(mail):
    """A mail as a good host leaves it."""
    return RESULTS.sub(b"", mail)


@pytest.fixture
def tried(acme, monkeypatch):
    """Examine with such a mail host: the status, what was found, and the host."""
    monkeypatch.setattr(arrival, "FIRST_PAUSE", 0.01)

    def tried(
        change=lambda mail: mail, *words, answers=None, imap=None, first="", **settings
    ):
        with (
            ImapScript(imap or {}) as imap_server,
            SmtpScript() as outbound,
            MxScript(imap_server, change, answers, first=first) as mx,
        ):
            servers = gateway.imap(imap_server.port) | gateway.smtp(outbound.port)
            servers |= {"inbound_mx": f"127.0.0.1:{mx.port}"}
            gateway.configure(acme, **servers | settings)
            ended = acme("doctor", "--json", *words)
        found = [
            each
            for each in json.loads(ended.out)["checks"]
            if each["name"] in {"forgery", "vouching"}
        ]
        told = [(each["name"], each["status"], each["sentence"]) for each in found]
        return ended.status, told, mx

    return tried


def test_forged_results_come_through(tried):
    """It is a fault, and said which spellings are believed."""
    status, told, _ = tried()
    ((name, state, sentence), (_, vouching, _)) = told
    assert (3, "forgery", "fault", "advice") == (status, name, state, vouching)
    assert f"and they are believed ({BELIEVED}): anybody can" in sentence


def test_forged_results_are_removed(tried):
    """All is well, where the host gives a result of its own."""
    status, told, mx = tried(lambda mail: OWN + stripped(mail))
    removed = f"127.0.0.1:{mx.port} removes forged results of mx.market.example:"
    removed += f" {len(SPELLINGS)} spellings were tried."
    given = "mx.market.example gave a result of its own for that mail."
    assert [("forgery", "ok", removed), ("vouching", "ok", given)] == told
    assert 0 == status


def test_an_expression_that_looks_for_the_plain_form(tried):
    """What it misses comes through, and is a fault."""
    status, told, _ = tried(lambda mail: PLAIN.sub(b"", mail))
    assert (3, "fault") == (status, told[0][1])
    assert "(close, folded, comment, quoted, version, remark): anybody" in told[0][2]


def test_what_is_not_believed_may_stay(tried):
    """A header by another name, or of another spelling, lets nobody in."""
    status, told, _ = tried(
        lambda mail: re.sub(rb"(?im)^(Authentication-Results)", rb"X-Old-\1", mail)
    )
    names = ", ".join(name for name, _ in SPELLINGS)
    assert (0, "ok") == (status, told[0][1])
    assert told[0][2].endswith(f"; what it left ({names}) is not believed.")


def test_no_result_of_the_host(tried):
    """It is said whose there are: the configured id may be wrong."""
    other = b"Authentication-Results: mail.market.example;\r\n\tdmarc=pass\r\n"
    status, told, _ = tried(lambda mail: other + stripped(mail))
    assert (0, "advice") == (status, told[1][1])
    assert "but there are those of mail.market.example." in told[1][2]
    _, told, _ = tried(stripped)
    assert told[1][2].startswith("mx.market.example gave no result of its own for that")


def test_microsoft(tried):
    """Its form has no id, and is forged without one."""
    asked = {"inbound_authentication": "microsoft"}
    status, told, _ = tried(**asked)
    names = ", ".join(name for name, _ in IDLESS)
    assert (3, True) == (status, f"believed ({names}): anybody" in told[0][2])
    own = b"Authentication-Results: spf=none smtp.helo=x;dmarc=none\r\n"
    status, told, _ = tried(lambda mail: own + stripped(mail), **asked)
    assert (0, ["ok", "ok"]) == (status, [state for _, state, _ in told])


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"mail": "550 5.7.1 no\r\n"}, "could not be tried: {mx} answered to the mail"),
        ({"rcpt": "550 5.1.1 who?\r\n"}, "answered to the mail: 550 5.1.1 who?"),
        ({"rcpt": "450 4.2.0 later\r\n"}, "is not known yet, try again later: {mx}"),
        ({"end": "554 5.7.1 forged\r\n"}, "answered to the mail: 554 5.7.1 forged"),
        ({"greeting": "554 no\r\n"}, "could not be tried. mx: {mx}: answered 554 no"),
        ({"greeting": CUT}, "could not be tried. mx: {mx}: the connection was cut"),
        ({"mail": "530 no\r\n"}, "could not be tried. mx: {mx}: wants a login or"),
    ],
)
def test_could_not_be_tried(tried, answers, expected):
    """What the host answers is told, and is no fault."""
    status, told, mx = tried(answers=answers)
    ((_, state, sentence),) = told
    assert (0, "advice") == (status, state)
    assert expected.format(mx=f"127.0.0.1:{mx.port}") in sentence


def test_silent_host(tried, monkeypatch):
    """A host that says nothing is not waited for without end."""
    monkeypatch.setattr(trial, "SMTP_PATIENCE", trial.timedelta(seconds=0.3))
    status, told, _ = tried(answers={"greeting": HANG})
    assert (0, "advice") == (status, told[0][1])
    assert "deadline is reached" in told[0][2]


def test_nobody_is_there(tried):
    """Port 25 is closed to many machines."""
    status, told, _ = tried(inbound_mx="127.0.0.1:1")
    assert (0, "advice") == (status, told[0][1])
    assert "127.0.0.1:1: Connection refused" in told[0][2]


def test_never_arrived(tried, monkeypatch):
    """A mail that is taken and does not come is told of, with its address."""
    monkeypatch.setattr(trial, "PATIENCE", trial.timedelta(seconds=0.2))
    other = rb"Message-ID: <other@market.example>"
    status, told, _ = tried(lambda mail: re.sub(rb"Message-ID: .*", other, mail))
    assert (0, "advice") == (status, told[0][1])
    expected = "took a mail for reply+doctordoctordoctordoctordo@market.example, and it"
    assert expected in told[0][2]


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (("--no-mail",), {}),
        ((), {"inbound_mx": ""}),
        ((), {"inbound_authentication": "none"}),
        ((), {"inbound_authentication": ""}),
        ((), {"marketplace_reply_address": ""}),
    ],
)
def test_no_mail(tried, words, settings):
    """Nothing is sent where nobody asked for it, or nothing would be believed."""
    _, told, mx = tried(lambda mail: mail, *words, **settings)
    assert ([], 0) == (told, mx.connections)


def test_the_mail(tried):
    """From nobody, to an address of ours that nobody has, with nothing of ours."""
    _, _, mx = tried()
    (mail,) = mx.mails
    envelope = [line for line in mx.commands if line.startswith(("MAIL", "RCPT"))]
    to = "reply+doctordoctordoctordoctordo@market.example"
    assert ["MAIL FROM:<>", f"RCPT TO:<{to}>"] == envelope
    assert re.search(rb"(?m)^From: mcenter doctor <doctor@[a-z2-7]{26}\.invalid>", mail)
    assert mail.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 200


def test_mail_is_removed(tried):
    """The mail that doctor sent is removed, and no other is touched."""
    _, _, mx = tried(stripped)
    changing = ("UID STORE", "UID EXPUNGE", "UID MOVE", "UID COPY", "EXPUNGE", "CLOSE")
    said = [line for line in mx.imap.commands if line.startswith(changing)]
    assert ["UID STORE 3 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 3"] == said
    asked = [line for line in mx.imap.commands if line.startswith("UID FETCH")]
    assert all("BODY.PEEK[HEADER]" in line for line in asked)


def test_mail_that_cannot_be_removed_alone(tried):
    """A plain EXPUNGE would take what others have marked: it stays, for poll."""
    capability = "* CAPABILITY IMAP4rev1 MOVE\r\n{tag} OK done\r\n"
    status, _, mx = tried(stripped, imap={"capability": capability})
    words = {line.partition(" ")[0] for line in mx.imap.commands}
    said = [line for line in mx.imap.commands if "STORE" in line or "EXPUNGE" in line]
    assert (0, [], set()) == (status, said, words & {"CLOSE", "MOVE", "COPY"})


def test_header_that_does_not_come_at_once(tried):
    """It is asked for again."""
    nothing = "{tag} OK done\r\n"
    status, told, _ = tried(stripped, first=nothing)
    assert (0, "ok") == (status, told[0][1])


def test_server_is_away(acme, tried):
    """Without a mailbox to look into, no mail is sent."""
    _, told, mx = tried(imap_port=1, imap_tls="none")
    assert ("advice", 0) == (told[0][1], mx.connections)
    assert "could not be tried. imap: localhost:1:" in told[0][2]
