"""
A private Postfix: submission, the marketplace's mail host, and a pipe.

Ports: `smtp_port` is submission with STARTTLS, `smtps_port` over TLS from the
start; both want a log-in with a Dovecot password.  `mx_port` is what the world
sends to: no log-in, only mail for the domains here.  It vouches, in an
Authentication-Results header, for the domain of the envelope sender where that
is one of VOUCHED_FOR, and strips such headers that come from outside.

Mail to pipe.example goes to a script that the test writes.  Mail to readme.example
goes to mcenter by the master.cf that the README shows, to local.example by local(8):
by the README's aliases or, for the pipe's user, by a .forward file.  Mail to
several.example goes there with all its recipients at once.

Three customers never get theirs: `refused` is turned down at RCPT, `gone` bounces
later, `later` stays in the queue.  Nothing leaves the machine.
"""

import contextlib
import getpass
import json
import os
import re
import secrets
import shutil
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import ports, readme, servers
from tests.support.dovecot import Dovecot

AUTHSERV_ID = "mx.market.example"
REFUSED = "refused@customer.example"
GONE = "gone@customer.example"
LATER = "later@customer.example"
VOUCHED_FOR = ("market.example", "customer.example", "acme.example")
_DOMAINS = (
    *VOUCHED_FOR,
    "other.example",
    "pipe.example",
    "readme.example",
    "local.example",
    "several.example",
)
# Whatever bears our id without the seal goes, where it is spelt as everybody does.
_STRIP = f"/^Authentication-Results: *{AUTHSERV_ID}/ IGNORE\n"
_DEFER = "#!/bin/sh\nexit 75\n"  # EX_TEMPFAIL: Postfix tries again.


@dataclass(kw_only=True)
class Postfix:
    """A running Postfix and what its operator and its clients do with it."""

    here: Path
    dovecot: Dovecot
    smtp_port: int
    smtps_port: int
    mx_port: int
    host: str = servers.HOST
    # What the mail host's own verdicts bear, and those from outside cannot.
    seal: str = field(default_factory=lambda: secrets.token_hex(8))
    # pipe(8) never runs a command as root.
    pipe_user: str = field(
        default_factory=lambda: "nobody" if servers.IS_ROOT else getpass.getuser()
    )

    @property
    def ca_file(self) -> Path:
        """The authority that vouches for `host`."""
        return self.dovecot.ca_file

    def password_of(self, user: str) -> str:
        """Return the password of any user, who is named by full address."""
        return self.dovecot.password_of(user)

    def receive(self, raw: bytes, sender: str, *recipients: str) -> None:
        """Hand a mail in from outside; the mail host judges its sender."""
        with smtplib.SMTP(self.host, self.mx_port, timeout=10) as client:
            assert client.sendmail(sender, recipients, raw) == {}

    def submit(self, raw: bytes, user: str, *recipients: str) -> None:
        """Submit a mail as that user, after STARTTLS and a log-in."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        with smtplib.SMTP(self.host, self.smtp_port, timeout=10) as client:
            client.starttls(context=context)
            client.login(user, self.password_of(user))
            assert client.sendmail(user, recipients, raw) == {}

    def queue(self) -> list[dict]:
        """Return what is in the queue, as `postqueue -j` tells it."""
        lines = servers.run(self._tool("postqueue", "-j")).splitlines()
        return [json.loads(line) for line in lines]

    def flush(self) -> None:
        """Try every deferred mail at once."""
        servers.run(self._tool("postqueue", "-f"))

    def empty(self) -> None:
        """Throw away every mail in the queue; none is left on its way."""
        # What is being delivered would arrive all the same, in the next test.
        servers.wait_until(
            lambda: (
                {mail["queue_name"] for mail in self.queue()} <= {"deferred", "hold"}
            ),
            "deliveries to end",
            seconds=30,
        )
        servers.run(self._tool("postsuper", "-d", "ALL"))

    def reset(self) -> None:
        """Empty the queue and the pipe's folder; the pipes defer again."""
        self.pipe_to(_DEFER)
        self.program_is(None)
        self.empty()
        shutil.rmtree(self.pipe_folder, ignore_errors=True)
        self.pipe_folder.mkdir()
        self.give_to_pipe(self.pipe_folder)

    def drain(self, seconds: float = 10) -> None:
        """Return once every mail has left the queue; fail when one stays."""
        # Asked twice: one that changes queues may be overlooked once.
        servers.wait_until(
            lambda: not (self.queue() or self.queue()),
            "an empty queue",
            seconds=seconds,
        )

    @property
    def pipe_folder(self) -> Path:
        """A folder of the pipe's user, for whatever its command needs."""
        return self.here / "pipe" / "folder"

    def pipe_to(self, script: str) -> None:
        """Let mail to pipe.example run this; $1 sender, $2 recipient, $3 original."""
        self._put("script", script)

    def program_is(self, program: Path | None) -> None:
        """Let what the README calls mcenter be this program; None: it is not there."""
        if program is None:
            (self.here / "pipe" / "mcenter").unlink(missing_ok=True)
        else:
            self._put("mcenter", f'#!/bin/sh\nexec {program} "$@"\n')

    def _put(self, name: str, script: str) -> None:
        path = self.here / "pipe" / name
        fresh = path.with_suffix(".new")
        fresh.write_text(script)
        fresh.chmod(0o755)
        fresh.replace(path)

    def give_to_pipe(self, path: Path) -> Path:
        """Make a file or a whole folder the pipe user's own."""
        if servers.IS_ROOT:
            for one in (path, *path.rglob("*")):
                shutil.chown(one, self.pipe_user)
        return path

    @contextlib.contextmanager
    def judging(
        self, *, strip: str | None = None, vouch: str | None = None
    ) -> Iterator[None]:
        """Have the mail host strip and vouch by other tables; "" is not at all."""
        tables = {"strip": strip, "vouch": vouch}
        changed = {name: text for name, text in tables.items() if text is not None}
        etc = self.here / "etc"
        before = {name: (etc / name).read_text() for name in changed}
        try:
            self._judge_by(changed)
            yield
        finally:
            self._judge_by(before)

    def _judge_by(self, tables: dict[str, str]) -> None:
        for name, text in tables.items():
            (self.here / "etc" / name).write_text(text)
        servers.run(self._tool("postfix", "reload"))

    def log(self) -> str:
        """Return what Postfix has logged so far."""
        return servers.run(servers.as_root("cat", self.here / "log"))

    def start(self) -> None:
        """Start, on the ports there are, and return when they answer."""
        servers.run(self._tool("postfix", "check"))
        # postfix(1) itself waits two seconds for a log that is not there yet.
        master = Path(self._setting("daemon_directory"), "master")
        # Should nobody be left to stop it, it ends by itself in half an hour.
        servers.run(
            servers.as_root(master, "-c", self.here / "etc", "-e", "1800", "-w")
        )
        for port in (self.smtp_port, self.smtps_port, self.mx_port):
            servers.wait_until(lambda port=port: servers.listening(port), f"{port}")

    def stop(self) -> None:
        """End Postfix; what is queued stays queued."""
        if (self.here / "spool" / "pid" / "master.pid").exists():
            servers.run(self._tool("postfix", "stop"))

    def _setting(self, name: str) -> str:
        return servers.run(self._tool("postconf", "-h", name)).strip()

    def _tool(self, name: str, *arguments: str) -> Sequence[str]:
        return servers.as_root(
            servers.program(name), "-c", self.here / "etc", *arguments
        )


@contextlib.contextmanager
def running(dovecot: Dovecot) -> Iterator[Postfix]:
    """Run a Postfix that delivers to that Dovecot, in a directory of its own."""
    with servers.directory("postfix") as here:
        smtp_port, smtps_port, mx_port = ports.free(3)
        server = Postfix(
            here=here,
            dovecot=dovecot,
            smtp_port=smtp_port,
            smtps_port=smtps_port,
            mx_port=mx_port,
        )
        _prepare(server)
        try:
            server.start()
            server.reset()
            yield server
        finally:
            server.stop()


def _prepare(server: Postfix) -> None:
    for name in ("etc", "spool", "data", "pipe/folder"):
        (server.here / name).mkdir(parents=True)
    servers.run(servers.as_root("chown", "postfix", server.here / "data"))
    etc = server.here / "etc"
    settings = {
        **vars(server),
        "chain": server.dovecot.certificates.chain,
        "key": server.dovecot.certificates.key,
        "lmtp_port": server.dovecot.lmtp_port,
        "auth_port": server.dovecot.auth_port,
        "domains": ", ".join(_DOMAINS),
        "refused": REFUSED,
        "gone": GONE,
        "later": LATER,
        "readme": _shown(server, "# master.cf"),
    }
    for name in ("main.cf", "master.cf"):
        servers.fill(etc / name, [f"postfix-{name}"], **settings)
    # Postfix waits two seconds before it believes a file that has just changed.
    os.utime(etc / "main.cf", (0, 0))
    _aliases(server)
    (etc / "vouch").write_text(_vouch(server.seal))
    (etc / "strip").write_text(keeping_own(server.seal) + _STRIP)


def _shown(server: Postfix, heading: str) -> str:
    """Give what the README shows below this line, with the paths and users here."""
    places = {
        "/usr/local/bin/mcenter": f"{server.here}/pipe/mcenter",
        "/etc/mcenter/config.toml": f"{server.pipe_folder}/config.toml",
        "user=mcenter": f"user={server.pipe_user}",
        "mcenter unix": "readme unix",
    }
    text = readme.block(heading)
    for shown, here in places.items():
        text = text.replace(shown, here)
    return text


def _aliases(server: Postfix) -> None:
    """Write the README's aliases, and the same command as a .forward file."""
    shown = _shown(server, "# /etc/mcenter/aliases")
    aliases = dict(re.findall(r"^(\w+): (.*)$", shown, re.MULTILINE))
    # A texthash has no colons, and is read without postalias.
    lines = [f"{name} {command}\n" for name, command in aliases.items()]
    files = {"aliases": "".join(lines), "forward": aliases["reply"] + "\n"}
    for name, text in files.items():
        path = server.here / "pipe" / name
        path.write_text(text)
        server.give_to_pipe(path)


def _vouch(seal: str) -> str:
    """An access(5) table: prepend a verdict on the envelope sender's domain."""
    domains = "|".join(VOUCHED_FOR).replace(".", r"\.")
    verdict = f"{AUTHSERV_ID} (judge {seal}); dmarc=pass header.from=$1"
    return f"/@({domains})$/ PREPEND Authentication-Results: {verdict}\n"


def keeping_own(seal: str) -> str:
    """Give the line of a header_checks(5) table that keeps the mail host's verdicts."""
    return f"/^Authentication-Results: *{AUTHSERV_ID} \\(judge {seal}\\)/ DUNNO\n"
