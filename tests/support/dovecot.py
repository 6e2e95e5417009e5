"""
A private Dovecot: IMAP with STARTTLS and over TLS, and LMTP.

Users log in by a password, or by a token of tests/support/tokens.py.

Every address of every domain is a user with a mailbox; reply+…, bounce+… and
contact+… of the marketplace arrive in its mailbox `messages`, as an alias would
have them, and keep their full address in Delivered-To.
"""

import contextlib
import getpass
import imaplib
import shutil
import smtplib
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import ports, servers
from tests.support.certificates import Certificates

MARKETPLACE = "messages@market.example"
_ALIASES = ("reply", "bounce", "contact")


@dataclass(kw_only=True)
class Dovecot:
    """A running Dovecot and what its operator and its users do with it."""

    here: Path
    certificates: Certificates
    imap_port: int
    imaps_port: int
    lmtp_port: int
    auth_port: int
    tokens_port: int
    host: str = servers.HOST
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def ca_file(self) -> Path:
        """The authority that vouches for `host`."""
        return self.certificates.ca_file

    def password_of(self, user: str) -> str:
        """Return the password of any user, who is named by full address."""
        return f"{user.partition('@')[0].lower()}-secret"

    def deliver_lmtp(
        self, raw: bytes, to: str | Sequence[str], sender: str = ""
    ) -> None:
        """Deliver as a mail host's last step does, in one transaction."""
        recipients = [to] if isinstance(to, str) else to
        with smtplib.LMTP(self.host, self.lmtp_port, timeout=10) as client:
            client.ehlo()
            replies = [client.mail(sender), *map(client.rcpt, recipients)]
            replies.append(client.data(raw))
            # RFC 2033, section 4.2: after the final dot, one reply a recipient.
            replies.extend(client.getreply() for _ in recipients[1:])
        assert {code for code, _ in replies} == {250}, replies

    def append(self, user: str, mailbox: str, raw: bytes) -> None:
        """Put a mail into a mailbox as a user's client does; make the mailbox."""
        with self.session(user) as session:
            session.create(_quoted(mailbox))
            status, answer = session.append(_quoted(mailbox), None, None, raw)
            assert status == "OK", answer

    def mails(self, user: str, mailbox: str = "INBOX") -> list[bytes]:
        """Return the mails of a mailbox by rising UID; [] where there is none."""
        with self.session(user) as session:
            status, answer = session.select(_quoted(mailbox), readonly=True)
            if status != "OK" or answer == [b"0"]:
                return []
            answer = session.fetch("1:*", "(BODY.PEEK[])")[1]
            return [part[1] for part in answer if isinstance(part, tuple)]

    def mailboxes(self, user: str) -> list[str]:
        """Return the names of a user's mailboxes in alphabetical order."""
        with self.session(user) as session:
            lines = session.list()[1]
        return sorted(line.decode().split(' "/" ')[1].strip('"') for line in lines)

    def wait_for(
        self, user: str, count: int, timeout: float = 10, mailbox: str = "INBOX"
    ) -> list[bytes]:
        """Return the mails once there are that many; fail when they do not come."""
        end = time.monotonic() + timeout
        while len(found := self.mails(user, mailbox)) < count:
            if time.monotonic() > end:
                raise AssertionError(f"{user}: {len(found)} of {count} mails came")
            time.sleep(0.05)
        return found

    def empty(self, user: str) -> None:
        """Take every mail and every mailbox of a user away, INBOX's UIDs too."""
        local, _, domain = user.lower().partition("@")
        shutil.rmtree(self.here / "mail" / domain / local, ignore_errors=True)

    def empty_all(self) -> None:
        """Take every mail and every mailbox of all users away."""
        for domain in (self.here / "mail").iterdir():
            shutil.rmtree(domain, ignore_errors=True)

    @contextlib.contextmanager
    def session(self, user: str) -> Iterator[imaplib.IMAP4_SSL]:
        """Log a user in over TLS."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        with imaplib.IMAP4_SSL(
            self.host, self.imaps_port, ssl_context=context, timeout=10
        ) as session:
            session.login(user, self.password_of(user))
            yield session

    def doveadm(self, *words: str) -> str:
        """Run one of Dovecot's own commands on its mailboxes."""
        config = ("-c", str(self.here / "dovecot.conf"))
        return servers.run([servers.program("doveadm"), *config, *words])

    def log(self) -> str:
        """Return what Dovecot has logged so far."""
        return (self.here / "log").read_text("utf-8", "replace")

    def start(self) -> None:
        """Start, on the ports there are, and return when they answer."""
        binary = servers.program("dovecot")
        command = [binary, "-F", "-c", self.here / "dovecot.conf"]
        self._process = servers.start(command, self.here / "output")
        for port in (self.imap_port, self.imaps_port, self.lmtp_port, self.auth_port):
            servers.wait_until(lambda port=port: self._answers(port), f"port {port}")

    def _answers(self, port: int) -> bool:
        if self._process.poll() is not None:
            output = (self.here / "output").read_text("utf-8", "replace")
            raise AssertionError(f"Dovecot did not start: {output}")
        return servers.listening(port)

    def end(self) -> None:
        """Ask Dovecot to end, and do not wait for it."""
        if self._process:
            self._process.terminate()

    def stop(self) -> None:
        """End Dovecot and every session of it; nothing listens afterwards."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None


@contextlib.contextmanager
def running(certificates: Certificates, kind: str = "") -> Iterator[Dovecot]:
    """Run a Dovecot in a directory of its own; a kind adds templates of its name."""
    with servers.directory("dovecot") as here:
        names = ("imap_port", "imaps_port", "lmtp_port", "auth_port", "tokens_port")
        chosen = dict(zip(names, ports.free(len(names)), strict=True))
        server = Dovecot(here=here, certificates=certificates, **chosen)
        _prepare(server, kind)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _prepare(server: Dovecot, kind: str) -> None:
    owner, group = _owner()
    mail = server.here / "mail"
    mail.mkdir()
    if servers.IS_ROOT:
        shutil.chown(mail, owner, group)
    (server.here / "aliases").write_text(_aliases())
    version = ".".join(
        servers.run([servers.program("dovecot"), "--version"]).split(".")[:2]
    )
    names = [f"dovecot-{version}.conf"]
    if not servers.IS_ROOT:
        names.append(f"dovecot-{version}-myself.conf")
    if kind:
        names.append(f"dovecot-{version}-{kind}.conf")
    servers.fill(server.here / "oauth2.conf", ["dovecot-oauth2.conf"], **vars(server))
    servers.fill(
        server.here / "dovecot.conf",
        names,
        **vars(server),
        name=server.here.name,
        chain=server.certificates.chain,
        key=server.certificates.key,
        owner=owner,
        group=group,
    )


def _owner() -> tuple[str, str]:
    """Dovecot drops to `mail` where root starts it; else all of it is ours."""
    if servers.IS_ROOT:
        return "mail", "mail"
    return getpass.getuser(), servers.run(["id", "-gn"]).strip()


def _aliases() -> str:
    """One passwd(5) line an alias; the field behind it names the mailbox's user."""
    domain = MARKETPLACE.partition("@")[2]
    return "".join(
        f"{alias}@{domain}:::::::userdb_user={MARKETPLACE}\n" for alias in _ALIASES
    )


def _quoted(mailbox: str) -> str:
    escaped = mailbox.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
