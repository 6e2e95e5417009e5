"""Submission against servers that are good, bad and gone."""

import base64
import time
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from mcenter.errors import ConfigurationError, TryAgain
from mcenter.mail.smtp import Reply, Submission
from tests.support import certificates as authority
from tests.support import ports
from tests.support.script import CUT, HANG, Drip
from tests.support.smtp_script import SmtpScript

LONG = b"x" * 998
MAIL = b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n%b\r\n\r\n.\r\nend\r\n" % LONG
SECRET = "hunter2 pässword"
STARTTLS = "250-script\r\n250-STARTTLS\r\n"
AUTH = "250-script\r\n250 AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER\r\n"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, and certificates for localhost and for another host."""
    return authority.issue(tmp_path_factory.mktemp("certificates"))


def submission(port, *, seconds=10, secret=SECRET, **settings):
    """A submission to a server of this machine."""
    defaults = {"host": "localhost", "port": port, "tls": "none", "ca_file": ""}
    defaults |= {"username": "", "auth": "login"}
    return Submission(
        SimpleNamespace(**defaults | settings),
        lambda: secret,
        deadline=time.monotonic() + seconds,
    )


def send(outgoing, recipient="bob@acme.example", *, still_ours=lambda: True):
    """Submit the one mail of these tests."""
    return outgoing.send(
        "bounce+1@market.example", recipient, MAIL, still_ours=still_ours
    )


def fails(outgoing, kind, sentence):
    """Submit the one mail, and see it fail so."""
    with pytest.raises(kind, match=sentence):
        send(outgoing)


class Sink:
    """What an independent server makes of what it is sent."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  # Its name.
        """Keep the envelope and the bytes."""
        self.mails.append(
            (envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        )
        return "250 2.0.0 taken"


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
@pytest.mark.filterwarnings("ignore:.*:UserWarning:aiosmtpd")
def test_bytes_arrive_as_composed(certificates, tls):
    """Dots, long lines and all, over each kind of connection, with a login."""
    sink = Sink()
    context = certificates.server_context()
    options = {"auth_require_tls": tls == "starttls", "auth_required": True}
    options["authenticator"] = lambda *given: AuthResult(
        success=given[4].password == SECRET.encode()
    )
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    if tls == "implicit":
        options |= {"ssl_context": context}
    port = ports.free(1)[0]
    controller = Controller(sink, hostname="localhost", port=port, **options)
    controller.start()
    try:
        settings = {"tls": tls, "ca_file": str(certificates.ca_file)}
        with submission(port, username="ann", **settings) as outgoing:
            replies = [send(outgoing) for _ in range(3)]
    finally:
        controller.stop()
    expected = Reply(stage="end", code=250, enhanced="2.0.0", text="2.0.0 taken")
    assert replies == [expected] * 3
    assert sink.mails == [("bounce+1@market.example", ["bob@acme.example"], MAIL)] * 3


def test_one_connection_for_many_mails():
    """Neither RSET nor a new connection stands between mails that are taken."""
    with SmtpScript() as server:
        with submission(server.port) as outgoing:
            for _ in range(3):
                send(outgoing)
        one = ["MAIL FROM:<bounce+1@market.example>", "RCPT TO:<bob@acme.example>"]
        assert server.commands[0] == "ehlo [127.0.0.1]"
        assert server.commands[1:] == [*[*one, "data"] * 3, "QUIT"]
        assert server.connections == 1
        assert server.mails == [MAIL] * 3


def test_no_mail_no_connection():
    """A submission that nothing is sent with talks to nobody."""
    with SmtpScript() as server:
        with submission(server.port):
            pass
        assert server.connections == 0


def test_null_sender():
    """An empty sender is the null sender (RFC 5321 section 4.5.5)."""
    with SmtpScript() as server, submission(server.port) as outgoing:
        outgoing.send("", "bob@acme.example", MAIL, still_ours=lambda: True)
        assert server.commands[1] == "MAIL FROM:<>"


def test_no_longer_ours():
    """The question comes right before DATA; its no leaves the connection usable."""
    asked = []
    with SmtpScript() as server, submission(server.port) as outgoing:
        given = send(outgoing, still_ours=lambda: asked.append(server.commands[-1]))
        assert given is None
        assert asked == ["RCPT TO:<bob@acme.example>"]
        assert server.mails == []
        assert send(outgoing).accepted
        assert server.commands[3] == "RSET"
        assert server.connections == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "end"])
@pytest.mark.parametrize("code", [450, 451, 452, 500, 535, 550, 552, 554])
def test_refusals_are_replies(stage, code):
    """What the server says of one mail is handed back; the next mail goes on."""
    kind = code // 100
    answer = f"{code}-{kind}.1.1 no such\r\n{code} {kind}.1.1 user\r\n"
    taken = "354 go\r\n" if stage == "data" else "250 2.0.0 ok\r\n"
    with SmtpScript({stage: [answer, taken]}) as server:
        with submission(server.port) as outgoing:
            refused, accepted = send(outgoing), send(outgoing)
        assert refused == Reply(
            stage=stage,
            code=code,
            enhanced=f"{kind}.1.1",
            text=f"{kind}.1.1 no such {kind}.1.1 user",
        )
        assert not refused.accepted
        assert accepted.accepted
        assert server.connections == 1
        assert len(server.mails) == (2 if stage == "end" else 1)


@pytest.mark.parametrize("answer", ["500 what\r\n", "421 bye\r\n", CUT])
def test_refusal_counts_though_reset_fails(answer):
    """A server that falls over RSET has answered before; the next mail reconnects."""
    with SmtpScript({"rcpt": ["550 no\r\n", "250 ok\r\n"], "rset": answer}) as server:
        with submission(server.port) as outgoing:
            assert send(outgoing).code == 550
            assert send(outgoing).accepted
        assert server.connections == 2


BROKEN = {
    "421": "421 4.3.2 closing\r\n",
    "garbage": "hello\r\n",
    "no code": "2x0 ok\r\n",
    "strange code": "999 ok\r\n",
    "half": "250 o",
    "half a block": "250-ok\r\n",
    "9 KB line": "250 " + "x" * 9000 + "\r\n",
    "endless": "250-x\r\n" * 1000,
    "cut": CUT,
}


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data", "end"])
@pytest.mark.parametrize("kind", BROKEN)
def test_broken_answers_are_tried_again(stage, kind):
    """Only a whole, proper answer counts; anything else is an unavailable server."""
    script = {stage: BROKEN[kind]}
    with SmtpScript(script) as server, submission(server.port, seconds=0.5) as outgoing:
        fails(outgoing, TryAgain, r"^smtp: localhost:\d+: ")


@pytest.mark.parametrize("code", [250, 399])
def test_data_needs_its_own_answer(code):
    """A server that says 250 to DATA has not taken a mail that it did not get."""
    with SmtpScript({"data": f"{code} ok\r\n"}) as server:
        with submission(server.port) as outgoing, pytest.raises(TryAgain):
            send(outgoing)
        assert server.mails == []


@pytest.mark.parametrize("answer", ["500 what\r\n", "421 bye\r\n", CUT])
def test_goodbye_changes_nothing(answer):
    """A bad answer to QUIT comes after the mail was taken."""
    with SmtpScript({"quit": answer}) as server:
        with submission(server.port) as outgoing:
            reply = send(outgoing)
        assert reply.accepted


@pytest.mark.parametrize("answer", [CUT, "421 4.4.2 idle\r\n"])
def test_idle_connection_was_dropped(answer):
    """A connection that the server dropped between mails is opened anew, once."""
    with SmtpScript({"mail": ["250 ok\r\n", answer, "250 ok\r\n", answer]}) as server:
        with submission(server.port) as outgoing:
            assert send(outgoing).accepted
            assert send(outgoing).accepted
            assert server.connections == 2
            with pytest.raises(TryAgain):
                send(outgoing)
        assert server.connections == 3
        assert server.mails == [MAIL] * 2


def test_no_second_try_on_a_new_connection():
    """A server that cuts the first mail off is not tried again for it."""
    with SmtpScript({"mail": CUT}) as server:
        with submission(server.port) as outgoing, pytest.raises(TryAgain):
            send(outgoing)
        assert server.connections == 1


def test_nobody_listens():
    """A refused connection is a server that is down."""
    with SmtpScript() as server:
        port = server.port
    with submission(port) as outgoing, pytest.raises(TryAgain, match="refused"):
        send(outgoing)


def test_unknown_host():
    """A host without an address may have one tomorrow."""
    with submission(25, host="nowhere.invalid") as outgoing:
        fails(outgoing, TryAgain, "address cannot be found")


@pytest.mark.parametrize("answer", [HANG, Drip("250 " + "x" * 1000)])
@pytest.mark.parametrize("stage", ["greeting", "mail", "end"])
def test_deadline(stage, answer):
    """Neither silence nor a byte at a time can stretch a run."""
    started = time.monotonic()
    with SmtpScript({stage: answer}) as server:
        with submission(server.port, seconds=0.4) as outgoing:
            for _ in range(2):
                fails(outgoing, TryAgain, "deadline")
        assert server.connections == 1
    assert time.monotonic() - started < 10


def test_deadline_within_the_handshake(certificates):
    """A server that never finishes TLS is cut off too."""
    with SmtpScript({"greeting": HANG}) as server:
        settings = {"tls": "implicit", "ca_file": str(certificates.ca_file)}
        with submission(server.port, seconds=0.3, **settings) as outgoing:
            fails(outgoing, TryAgain, "deadline")


def test_starttls_must_be_offered():
    """A stripped STARTTLS ends the run before the password (RFC 3207 section 6)."""
    with SmtpScript({"ehlo": AUTH}) as server:
        with submission(server.port, tls="starttls", username="ann") as outgoing:
            fails(outgoing, ConfigurationError, "does not offer STARTTLS")
        assert [command[:4] for command in server.commands] == ["ehlo"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("501 no\r\n", ConfigurationError),
        ("454 4.7.0 not now\r\n", TryAgain),
        (CUT, TryAgain),
    ],
)
def test_starttls_fails(answer, error):
    """A refused STARTTLS never leads to a login in the clear, not even later."""
    with SmtpScript({"ehlo": STARTTLS + AUTH, "starttls": answer}) as server:
        with submission(server.port, tls="starttls", username="ann") as outgoing:
            for _ in range(2):
                with pytest.raises(error):
                    send(outgoing)
        verbs = [command.partition(" ")[0] for command in server.commands]
        assert verbs == ["ehlo", "STARTTLS"] * 2


def test_what_was_said_before_tls_is_forgotten(certificates):
    """AUTH offered in the clear alone is no offer."""
    script = {"ehlo": [STARTTLS + AUTH, "250 script\r\n"]}
    with SmtpScript(script, context=certificates.server_context()) as server:
        settings = {"tls": "starttls", "ca_file": str(certificates.ca_file)}
        with submission(server.port, username="ann", **settings) as outgoing:
            fails(outgoing, ConfigurationError, "offers no way to log in")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("wrong", ["host", "authority", "system"])
def test_certificates_are_verified(certificates, tls, wrong):
    """Another host's or a stranger's certificate ends the run before the password."""
    context = certificates.server_context()
    if wrong == "host":
        context = certificates.other_host_context()
    ca_file = {
        "host": str(certificates.ca_file),
        "authority": str(certificates.stranger_ca_file),
        "system": "",
    }[wrong]
    script = {"ehlo": STARTTLS + AUTH}
    options = {"context": context, "implicit": tls == "implicit"}
    with SmtpScript(script, **options) as server:
        settings = {"tls": tls, "ca_file": ca_file, "username": "ann"}
        with submission(server.port, **settings) as outgoing:
            fails(outgoing, ConfigurationError, "its certificate is refused")
        assert not any(command.startswith("AUTH") for command in server.commands)


def test_no_tls_on_the_port():
    """A server that speaks in the clear where TLS is expected is a mistake."""
    with SmtpScript() as server, submission(server.port, tls="implicit") as outgoing:
        fails(outgoing, ConfigurationError, "no TLS")


def test_ca_file_that_is_none(tmp_path):
    """A ca_file without certificates is named."""
    with submission(25, tls="implicit", ca_file=str(tmp_path / "none")) as outgoing:
        fails(outgoing, ConfigurationError, r"^smtp\.ca_file: .*none$")


BEARER = f"auth=Bearer {SECRET}\1\1"


@pytest.mark.parametrize(
    ("auth", "offer", "sent"),
    [
        ("login", "PLAIN LOGIN", [f"AUTH PLAIN \0a=n,n\0{SECRET}"]),
        ("login", "LOGIN", ["AUTH LOGIN a=n,n", SECRET]),
        ("xoauth2", "PLAIN XOAUTH2", [f"AUTH XOAUTH2 user=a=n,n\1{BEARER}", ""]),
        (
            "oauthbearer",
            "OAUTHBEARER",
            [
                f"AUTH OAUTHBEARER n,a=a=3Dn=2Cn,\1host=localhost\1port=0\1{BEARER}",
                "\1",
            ],
        ),
    ],
)
@pytest.mark.parametrize("last", ["235 2.7.0 in", "535 5.7.8 out"])
def test_logins(auth, offer, sent, last):
    """Each way of logging in, as its document has it; and its refusal."""
    script = {"ehlo": f"250-script\r\n250 AUTH {offer}\r\n", "auth": f"{last}\r\n"}
    if len(sent) > 1:
        script |= {"auth": "334 eyJz\r\n", "challenge": f"{last}\r\n"}
    with SmtpScript(script) as server:
        with submission(server.port, auth=auth, username="a=n,n") as outgoing:
            if last.startswith("235"):
                assert send(outgoing).accepted
            else:
                fails(outgoing, ConfigurationError, "refuses the login of a=")
        said = [decoded(command) for command in server.commands[1 : 1 + len(sent)]]
        assert said == [text.replace("port=0", f"port={server.port}") for text in sent]


def decoded(command):
    """Read what was sent in base64, behind the mechanism's name if there is one."""
    start, space, last = command.rpartition(" ")
    return start + space + base64.b64decode(last).decode()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("534 5.7.9 use an app password\r\n", ConfigurationError),
        ("504 5.5.4 no such mechanism\r\n", ConfigurationError),
        ("334 again\r\n", ConfigurationError),
        ("454 4.7.0 not now\r\n", TryAgain),
        ("421 4.7.0 busy\r\n", TryAgain),
        ("535", TryAgain),
        (CUT, TryAgain),
    ],
)
def test_only_an_answer_is_a_wrong_password(answer, error):
    """A lost connection never is; the sentence names the user, not the secret."""
    script = {"ehlo": AUTH, "auth": answer, "challenge": "334 again\r\n"}
    with SmtpScript(script) as server:
        with submission(server.port, seconds=1, username="ann") as outgoing:
            # No connection on which the login failed is ever used.
            for _ in range(2):
                with pytest.raises(error) as raised:
                    send(outgoing)
        assert not any(command.startswith("MAIL") for command in server.commands)
    assert SECRET not in str(raised.value)
    if error is ConfigurationError:
        assert str(raised.value).startswith(f"smtp: localhost:{server.port}: refuses")
        assert "the login of ann" in str(raised.value)


def test_secret_is_not_repeated():
    """A server that quotes the password back does not get it into our sentence."""
    script = {"ehlo": AUTH, "auth": f"535 5.7.8 {SECRET} is wrong\r\n"}
    with SmtpScript(script) as server:
        outgoing = submission(server.port, username="ann")
        fails(outgoing, ConfigurationError, r"5\.7\.8 \*\*\* is wrong$")


def test_login_is_wanted():
    """530 to MAIL is about us, not about one mail (RFC 4954 section 6)."""
    script = {"mail": "530 5.7.0 log in first\r\n"}
    with SmtpScript(script) as server, submission(server.port) as outgoing:
        fails(outgoing, ConfigurationError, "log in first")


def test_address_beyond_ascii():
    """SMTPUTF8 where it is offered, else our own refusal of this mail (RFC 6531)."""
    with SmtpScript() as server, submission(server.port) as outgoing:
        reply = send(outgoing, "müller@acme.example")
        assert (reply.is_ours, reply.enhanced) == (True, "")
        assert "beyond ASCII" in reply.words
        assert reply.words.startswith("Not handed over")
        assert send(outgoing).accepted
        assert [line[:4] for line in server.commands] == [
            "ehlo",
            *("MAIL", "RCPT", "data"),
        ]
    offer = {"ehlo": "250-script\r\n250 SMTPUTF8\r\n"}
    with SmtpScript(offer) as server, submission(server.port) as outgoing:
        assert send(outgoing, "müller@acme.example").accepted
        assert send(outgoing).accepted
        assert server.commands[1:5] == [
            "MAIL FROM:<bounce+1@market.example> SMTPUTF8",
            "RCPT TO:<müller@acme.example>",
            "data",
            "MAIL FROM:<bounce+1@market.example>",
        ]


def test_envelope_sender_beyond_ascii():
    """One that the server cannot take is a mistake of ours, and fails no mail."""
    with SmtpScript() as server, submission(server.port) as outgoing:
        with pytest.raises(ConfigurationError, match=r"SMTPUTF8.*rück@"):
            outgoing.send(
                "rück@market.example",
                "bob@acme.example",
                MAIL,
                still_ours=lambda: True,
            )
        assert server.mails == []


@pytest.mark.parametrize("address", ["a@b\r\nDATA", "a\x00@b", "a\udce4@b"])
def test_address_that_is_a_command(address):
    """Nothing in an address can become a command of its own."""
    with SmtpScript() as server, submission(server.port) as outgoing:
        reply = send(outgoing, address)
        assert (reply.is_ours, reply.enhanced) == (True, "")
        assert "control character" in reply.words
        assert server.connections == 0


def test_text_is_safe_and_short():
    """What the server says can be shown: one line of visible text, cut."""
    answer = "550 5.7.1 \x1b]0;title\x07 spam " + "y" * 4000 + "\r\n"
    with SmtpScript({"rcpt": answer}) as server, submission(server.port) as outgoing:
        reply = send(outgoing)
    assert reply.text.startswith("5.7.1 \\x1b]0;title\\x07 spam yyy")
    assert len(reply.text) == 500


@pytest.mark.parametrize(
    ("text", "expected"),
    [("no", ""), ("5.1.1", "5.1.1"), ("5.1.1x", ""), ("9.1.1 a", ""), ("", "")],
)
def test_enhanced_code(text, expected):
    """RFC 3463: class, subject, detail, at the start of the text."""
    script = {"rcpt": f"550 {text}\r\n"}
    with SmtpScript(script) as server, submission(server.port) as outgoing:
        assert send(outgoing).enhanced == expected
