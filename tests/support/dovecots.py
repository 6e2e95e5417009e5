"""
Dovecot as hosts configure it: each kind is a server of its own, started when asked for.

A kind is named after its template, tests/support/templates/dovecot-VERSION-KIND.conf.
"""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.support import dovecot
from tests.support.account import Account
from tests.support.certificates import Certificates
from tests.support.dovecot import MARKETPLACE, Dovecot

_NAMES = {"dots": ("INBOX.", ".")}


@dataclass(kw_only=True)
class Dovecots:
    """The servers that were asked for, and the marketplace's account on each."""

    certificates: Certificates
    _open: contextlib.ExitStack
    _servers: dict[str, Dovecot] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1000))

    def server(self, kind: str) -> Dovecot:
        """Return the server of this kind; "" is one without any template of its own."""
        if kind not in self._servers:
            running = dovecot.running(self.certificates, kind)
            self._servers[kind] = self._open.enter_context(running)
        return self._servers[kind]

    def end(self) -> None:
        """Have all servers end at once: each takes a second."""
        for server in self._servers.values():
            server.end()

    def account(self, kind: str) -> Account:
        """Return the marketplace's account on a server of this kind."""
        server = self.server(kind)
        prefix, separator = _NAMES.get(kind, ("", "/"))
        return Account(
            host=server.host,
            port=server.imaps_port,
            tls="implicit",
            ca_file=server.ca_file,
            user=MARKETPLACE,
            password=server.password_of(MARKETPLACE),
            prefix=prefix,
            separator=separator,
            empty=lambda: self._empty(server),
        )

    def _empty(self, server: Dovecot) -> None:
        server.empty(MARKETPLACE)
        # Dovecot would take the time, which is the same for a second.
        server.doveadm(
            *("mailbox", "update", "-u", MARKETPLACE),
            *("--uid-validity", str(next(self._numbers)), "INBOX"),
        )

    slashes = property(lambda self: self.account(""))
    dots = property(lambda self: self.account("dots"))
    uidplus = property(lambda self: self.account("uidplus"))


@contextlib.contextmanager
def running(certificates: Certificates) -> Iterator[Dovecots]:
    """Run what is asked for, and end it."""
    with contextlib.ExitStack() as stack:
        servers = Dovecots(certificates=certificates, _open=stack)
        try:
            yield servers
        finally:
            servers.end()
