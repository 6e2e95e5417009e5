"""T25, T26: no word of ours goes over a line that is not surely the server's."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
import trustme

from tests.support import gateway as commands
from tests.support.domain import ANN
from tests.support.imap_script import ImapScript
from tests.support.script import CUT
from tests.support.smtp_script import SmtpScript

DONE = "{tag} OK done\r\n"
OFFERED = "* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN MOVE\r\n" + DONE
STRIPPED = "* CAPABILITY IMAP4rev1 AUTH=PLAIN MOVE\r\n" + DONE
EHLO = "250-script\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"
EHLO_STRIPPED = "250-script\r\n250 AUTH PLAIN LOGIN\r\n"
# What may be said before TLS, and nothing else.
HARMLESS = {"capability", "starttls", "noop", "logout", "ehlo", "quit"}
SECRETS = ("hunter2", "aHVudGVyMg", "AGh1bnRlcjI", "bWVzc2FnZXNA", "messages@")


@pytest.fixture
def run(shell):
    """Run poll or notify against a server: how it ended, and what the server heard."""

    def run(command, script, *, tls, context=None, ca_file=""):
        kind = ImapScript if command == "poll" else SmtpScript
        options = {"context": context, "implicit": tls == "implicit"}
        with kind(script, **options) as server:
            section = "imap" if command == "poll" else "smtp"
            settings = commands.imap(server.port) | commands.smtp(server.port)
            settings |= {
                f"{section}_username": "messages@market.example",
                f"{section}_password": "hunter2",
                f"{section}_tls": tls,
                f"{section}_ca_file": ca_file,
            }
            commands.configure(shell, **settings)
            shell.ok("contact", "acme", "-m", "A secret question", by=ANN)
            return shell(command, "--json"), server

    return run


def heard_nothing(server, ended):
    """The server was told no word that matters, and nor was whoever reads the log."""
    verbs = {line.partition(" ")[0].lower() for line in server.commands}
    assert verbs <= HARMLESS
    for secret in (*SECRETS, "A secret question"):
        assert secret not in "\n".join(server.commands)
    assert not getattr(server, "mails", [])
    assert "hunter2" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("command", "script", "status"),
    [
        ("poll", {"capability": STRIPPED}, 3),
        ("poll", {"capability": OFFERED, "starttls": "{tag} BAD what\r\n"}, 3),
        ("poll", {"capability": OFFERED, "starttls": "{tag} NO no\r\n"}, 3),
        ("poll", {"capability": OFFERED, "starttls": CUT}, 75),
        ("poll", {"greeting": "* PREAUTH welcome\r\n", "capability": OFFERED}, 3),
        ("poll", {"greeting": "* PREAUTH welcome\r\n", "capability": STRIPPED}, 3),
        ("poll", {"greeting": "* BYE no\r\n"}, 75),
        ("notify", {"ehlo": EHLO_STRIPPED}, 3),
        ("notify", {"ehlo": EHLO, "starttls": "501 no\r\n"}, 3),
        ("notify", {"ehlo": EHLO, "starttls": "454 4.7.0 later\r\n"}, 75),
        ("notify", {"ehlo": EHLO, "starttls": CUT}, 75),
        ("notify", {"ehlo": "502 what\r\n"}, 75),
    ],
)
def test_t25_starttls_or_nothing(run, command, script, status):
    """Stripped, refused, cut off or skipped: no login, no mail, a clear status."""
    ended, server = run(command, script, tls="starttls")
    heard_nothing(server, ended)
    assert (status, "") == (ended.status, ended.out)


def test_t25_answers_slipped_in_before_tls(run, certificates):
    """What was said before TLS is forgotten: UIDs, and ways to log in."""
    injected = "* SEARCH 7\r\n* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n" + DONE
    imap = {
        "capability": [OFFERED, "* CAPABILITY IMAP4rev1 MOVE\r\n" + DONE],
        "starttls": injected + "a1 OK [CAPABILITY X] injected\r\n",
        "uid search": "* SEARCH\r\n" + DONE,
    }
    smtp = {"ehlo": [EHLO, "250-script\r\n250 AUTH LOGIN\r\n"], "auth": "334 x\r\n"}
    smtp |= {"starttls": "220 go\r\n250 AUTH XOAUTH2\r\n", "challenge": "235 in\r\n"}
    settings = {"tls": "starttls", "ca_file": str(certificates.ca_file)}
    context = certificates.server_context()
    for command, script in (("poll", imap), ("notify", smtp)):
        ended, server = run(command, script, context=context, **settings)
        if ended.status:
            # A line that was spoken over is given up, and nothing was said in it.
            assert 75 == ended.status
            heard_nothing(server, ended)
        assert not [line for line in server.commands if "XOAUTH2" in line]
        assert not [line for line in server.commands if "UID FETCH" in line]


def issued(kind, certificates):
    """A server's context, and the authority that its client trusts."""
    if kind == "other host":
        return certificates.other_host_context(), certificates.ca_file
    if kind == "other authority":
        return certificates.server_context(), certificates.stranger_ca_file
    if kind == "unknown to the system":
        return certificates.server_context(), ""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority, here = trustme.CA(), certificates.ca_file.parent
    ca_file = here / f"{kind}.pem"
    authority.cert_pem.write_to_path(ca_file)
    if kind == "expired":
        last = datetime.now(UTC) - timedelta(days=1)
        leaf = authority.issue_cert("localhost", not_after=last)
        leaf.configure_cert(context)
        return context, ca_file
    # Signed by itself alone, and the client trusts somebody else.
    with (
        authority.cert_pem.tempfile() as chain,
        authority.private_key_pem.tempfile() as key,
    ):
        context.load_cert_chain(chain, key)
    return context, certificates.ca_file


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("command", ["poll", "notify"])
@pytest.mark.parametrize(
    "kind",
    [
        "self-signed",
        "expired",
        "other host",
        "other authority",
        "unknown to the system",
    ],
)
def test_t26_certificate_of_somebody_else(run, certificates, kind, command, tls):
    """The run ends before the password, with the status of a mistake to be mended."""
    context, ca_file = issued(kind, certificates)
    script = {"capability": OFFERED} if command == "poll" else {"ehlo": EHLO}
    ended, server = run(command, script, tls=tls, context=context, ca_file=str(ca_file))
    heard_nothing(server, ended)
    assert (3, "") == (ended.status, ended.out)
    assert "certificate" in ended.err


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("command", ["poll", "notify"])
def test_t26_right_certificate(run, certificates, command, tls):
    """What is refused above is let in with the certificate of the host itself."""
    script = {"capability": OFFERED, "uid search": "* SEARCH\r\n" + DONE}
    script = script if command == "poll" else {"ehlo": EHLO}
    context, ca_file = certificates.server_context(), str(certificates.ca_file)
    ended, server = run(command, script, tls=tls, context=context, ca_file=ca_file)
    assert 0 == ended.status, ended.err
    assert any(secret in line for line in server.commands for secret in SECRETS)


@pytest.mark.parametrize("key", ["imap_tls", "smtp_tls"])
@pytest.mark.parametrize("value", ["no", "off", "optional", "noverify", "false"])
def test_t26_nothing_turns_it_off(shell, key, value):
    """There is no setting that leaves a certificate unread."""
    commands.configure(shell, imap_host="imap.market.example", **{key: value})
    assert 3 == shell("poll").status


def test_t25_none_is_for_this_machine_alone(shell):
    """Without TLS, only what never leaves the machine is talked to."""
    host = {"imap_host": "imap.market.example", "smtp_host": "smtp.market.example"}
    commands.configure(shell, imap_tls="none", smtp_tls="none", **host)
    assert [3, 3] == [shell(command).status for command in ("poll", "notify")]
