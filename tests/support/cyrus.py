"""
A private Cyrus: one user's mailbox in two namespaces, and LMTP.

At `dots_port`, with STARTTLS, names are Cyrus's own: INBOX.mcenter.Held. At
`slashes_port`, over TLS from the start, the same mailboxes have the names that
`altnamespace` and `unixhierarchysep` give them: mcenter/Held.

Debian's cyrus-imapd cannot be installed beside dovecot-imapd: it may also be
unpacked, in .servers/cyrus (see tests/support/unpack-packages).
"""

import contextlib
import getpass
import imaplib
import os
import shutil
import signal
import smtplib
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.support import ports, servers
from tests.support.account import Account
from tests.support.certificates import Certificates
from tests.support.dovecot import MARKETPLACE

_UNPACKED = Path(__file__).parents[2] / ".servers" / "cyrus"
_INSTALLED = Path("/")
_BINARIES = Path("usr/lib/cyrus/bin")
_ADMIN = "cyrus"
_ALL_RIGHTS = "lrswipkxtecda"  # RFC 4314, section 2.1.
INBOX = f"user.{MARKETPLACE}"  # As the administrator sees it.
# What each service has of its own.
_NAMESPACES = {"dots": "no", "slashes": "yes"}


@dataclass(kw_only=True)
class Cyrus:
    """A running Cyrus and what its operator and its user do with it."""

    here: Path
    root: Path  # Where Debian's packages are unpacked, or installed.
    certificates: Certificates
    dots_port: int
    slashes_port: int
    lmtp_port: int
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def dots(self) -> Account:
        """The user's, as Cyrus names mailboxes where nothing else is set."""
        return self._account(
            self.dots_port, tls="starttls", prefix="INBOX.", separator="."
        )

    @property
    def slashes(self) -> Account:
        """The same user's, as most clients like mailboxes named."""
        return self._account(
            self.slashes_port, tls="implicit", prefix="", separator="/"
        )

    def _account(self, port: int, **manner: str) -> Account:
        return Account(
            host=servers.HOST,
            port=port,
            ca_file=self.certificates.ca_file,
            user=MARKETPLACE,
            password=_password_of(MARKETPLACE),
            empty=self._empty,
            **manner,
        )

    def deliver_lmtp(self, raw: bytes, to: str, sender: str) -> None:
        """Deliver as a mail host's last step does."""
        with smtplib.LMTP(servers.HOST, self.lmtp_port, timeout=10) as client:
            assert {} == client.sendmail(sender, [to], raw)

    def allow(self, rights: str) -> None:
        """Leave the user these rights (RFC 4314) on its own, and an owner's "lkxan"."""
        with self._administration() as session:
            for mailbox in _own(session):
                _done(session.setacl(mailbox, MARKETPLACE, rights))

    def share(self, mailbox: str, rights: str) -> None:
        """Make an empty mailbox that is another's, with these rights for the user."""
        with self._administration() as session:
            _delete(session, mailbox)
            _done(session.create(mailbox))
            _done(session.setacl(mailbox, MARKETPLACE, rights))

    def _empty(self) -> None:
        with self._administration() as session:
            _delete(session, INBOX)
        with self.dots.session():  # The first log-in makes INBOX.
            pass

    @contextlib.contextmanager
    def _administration(self) -> Iterator[imaplib.IMAP4]:
        account = replace(self.dots, user=_ADMIN, password=_password_of(_ADMIN))
        with account.session() as session:
            yield session

    def start(self) -> None:
        """Start, on the ports there are, and return when they answer."""
        command = self.command(
            self.root / _BINARIES / "master",
            "-D",
            *("-C", self.here / "dots.conf"),
            *("-M", self.here / "cyrus.conf"),
            *("-p", self.here / "run" / "master.pid"),
        )
        self._process = servers.start(command, self.here / "output")
        for port in (self.dots_port, self.slashes_port, self.lmtp_port):
            servers.wait_until(lambda port=port: self._answers(port), f"port {port}")
        # Who listens is not yet who serves; until then, TERM does not end it either.
        for account in (self.dots, self.slashes):
            with account.session():
                pass

    def command(self, *words: str | Path) -> Sequence[str | Path]:
        """Return the words that run a program of the packages."""
        libraries = os.pathsep.join(
            str(folder)
            for stem in ("usr/lib", "lib")
            for folder in (self.root / stem).glob("*-linux-gnu*")
        )
        if self.root == _INSTALLED:
            return words
        return ["/usr/bin/env", f"LD_LIBRARY_PATH={libraries}", *words]

    def _answers(self, port: int) -> bool:
        if self._process.poll() is not None:
            output = (self.here / "output").read_text("utf-8", "replace")
            raise AssertionError(f"Cyrus did not start: {output}")
        return servers.listening(port)

    def stop(self) -> None:
        """End Cyrus and every session of it."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                # The group is Cyrus's alone: its master may wait for a child in vain.
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(timeout=5)
            self._process = None


@contextlib.contextmanager
def running(certificates: Certificates) -> Iterator[Cyrus]:
    """Run a Cyrus in a directory of its own."""
    source = _source()
    with servers.directory("cyrus") as here:
        names = ("dots_port", "slashes_port", "lmtp_port")
        chosen = dict(zip(names, ports.free(len(names)), strict=True))
        root = source
        if source == _UNPACKED:
            # Cyrus's own user may not be able to enter the developer's checkout.
            root = shutil.copytree(source, here / "packages", symlinks=True)
        server = Cyrus(here=here, root=root, certificates=certificates, **chosen)
        _prepare(server)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _source() -> Path:
    for root in (_UNPACKED, _INSTALLED):
        if (root / _BINARIES / "imapd").exists():
            return root
    raise servers.Unavailable("Cyrus is missing; see tests/support/install-servers")


def _prepare(server: Cyrus) -> None:
    owner, group = _owner()
    for name in ("config/socket", "mail", "run/proc", "run/lock"):
        (server.here / name).mkdir(parents=True)
    values = {
        **vars(server),
        "binaries": server.root / _BINARIES,
        "chain": server.certificates.chain,
        "key": server.certificates.key,
        "owner": owner,
        "group": group,
        "host": servers.HOST,
        "admin": _ADMIN,
    }
    for name, alternative in _NAMESPACES.items():
        both = {"altnamespace": alternative, "unixhierarchysep": alternative}
        servers.fill(
            server.here / f"{name}.conf", ["cyrus-imapd.conf"], **values, **both
        )
    servers.fill(server.here / "cyrus.conf", ["cyrus.conf"], **values)
    for user in (MARKETPLACE, _ADMIN):
        _give_password(server, user)
    if servers.IS_ROOT:
        for one in ("config", "config/socket", "mail", "run", "run/proc", "run/lock"):
            shutil.chown(server.here / one, owner, group)
        shutil.chown(server.here / "sasldb2", owner, group)


def _owner() -> tuple[str, str]:
    """Cyrus drops to `mail` where root starts it; else all of it is ours."""
    if servers.IS_ROOT:
        return "mail", "mail"
    return getpass.getuser(), servers.run(["id", "-gn"]).strip()


def _password_of(user: str) -> str:
    return f"{user.partition('@')[0]}-secret"


def _give_password(server: Cyrus, user: str) -> None:
    local, _, domain = user.partition("@")
    program = server.root / "usr/sbin/saslpasswd2"
    database = ("-f", server.here / "sasldb2", "-u", domain or servers.HOST)
    subprocess.run(
        server.command(program, "-p", "-c", *database, local),
        check=True,
        capture_output=True,
        input=_password_of(user).encode(),
        timeout=10,
    )


def _own(session: imaplib.IMAP4) -> list[str]:
    """Name the user's mailboxes, as the administrator sees them."""
    lines = session.list('""', INBOX.replace("@", "*@"))[1]
    return [line.decode().partition(' "." ')[2] for line in lines]


def _delete(session: imaplib.IMAP4, mailbox: str) -> None:
    if session.list('""', mailbox)[1] != [None]:
        _done(session.setacl(mailbox, _ADMIN, _ALL_RIGHTS))
        _done(session.delete(mailbox))


def _done(answer: tuple[str, list[object]]) -> None:
    assert "OK" == answer[0], answer
