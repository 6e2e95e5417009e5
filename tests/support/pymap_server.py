"""
A private pymap: one user's mailboxes in memory, with STARTTLS.

It comes from PyPI alone. It has no delivery: a test appends mail.
"""

import contextlib
import importlib.util
import itertools
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import ports, servers
from tests.support.account import Account
from tests.support.certificates import Certificates
from tests.support.dovecot import MARKETPLACE

_PROGRAM = "from pymap.main import main; main()"


@dataclass(kw_only=True)
class Pymap:
    """A running pymap and the account that it has."""

    here: Path
    certificates: Certificates
    port: int
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _numbers: Iterator[int] = field(default_factory=itertools.count, repr=False)

    @property
    def account(self) -> Account:
        """The one user's; it has no NAMESPACE (RFC 2342), and no prefix."""
        return Account(
            host=servers.HOST,
            port=self.port,
            tls="starttls",
            ca_file=self.certificates.ca_file,
            user=MARKETPLACE,
            password="messages-secret",
            prefix="",
            separator="/",
            empty=self._empty,
        )

    def _empty(self) -> None:
        account = self.account
        with account.session() as session:
            # An INBOX that is renamed is there again, and empty (RFC 9051, 6.3.6).
            session.rename("INBOX", f"old-{next(self._numbers)}")
            for name in account.mailboxes():
                if name != "INBOX":
                    session.delete(f'"{name}"')

    def start(self) -> None:
        """Start, on the port there is, and return when it answers."""
        certificates = self.certificates
        command = [
            *(sys.executable, "-c", _PROGRAM, "--no-service", "admin"),
            *("--host", "127.0.0.1", "--port", str(self.port)),
            *("--cert", certificates.chain, "--key", certificates.key, "dict"),
            *("--demo-user", MARKETPLACE),
            *("--demo-password", self.account.password),
        ]
        self._process = servers.start(command, self.here / "output")
        servers.wait_until(self._answers, f"port {self.port}")

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            output = (self.here / "output").read_text("utf-8", "replace")
            raise AssertionError(f"pymap did not start: {output}")
        return servers.listening(self.port)

    def stop(self) -> None:
        """End pymap; what was in its memory is gone."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None


@contextlib.contextmanager
def running(certificates: Certificates) -> Iterator[Pymap]:
    """Run a pymap."""
    if importlib.util.find_spec("pymap") is None:
        raise servers.Unavailable("pymap is missing; pip install '.[dev]' brings it")
    with servers.directory("pymap") as here:
        server = Pymap(here=here, certificates=certificates, port=ports.free(1)[0])
        try:
            server.start()
            yield server
        finally:
            server.stop()
