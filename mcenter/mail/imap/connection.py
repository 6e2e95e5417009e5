"""
One IMAP connection, as safe as it is configured and logged in (RFC 8314, 3501).

Rule 1: only a tagged refusal of the login says that a password is wrong, and not even
that when its response code says that it will pass (RFC 5530).
Rule 2: nothing that is said here is logged.
"""

from __future__ import annotations

import imaplib
import logging
from typing import TYPE_CHECKING

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from mcenter.errors import ConfigurationError
from mcenter.mail import sasl, tls
from mcenter.mail.imap.bounded import Bounded
from mcenter.mail.imap.passing import is_passing
from mcenter.mail.watchdog import SILENCE_SECONDS

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from mcenter.config import Imap
    from mcenter.mail.watchdog import Watchdog

# It would log commands and answers, and complain of mailbox names beyond ASCII.
logging.getLogger("imapclient").addHandler(logging.NullHandler())
logging.getLogger("imapclient").propagate = False

_LEAST_LITERAL = 2**20


class Connection(IMAPClient):  # type: ignore[misc]  # IMAPClient has no types.
    """IMAPClient on a watched and bounded connection."""

    def __init__(
        self, settings: Imap, server: str, watchdog: Watchdog, max_literal: int
    ) -> None:
        """Connect and hear the greeting; `server` names it in errors."""
        self._settings = settings
        self._server = server
        self._watchdog = watchdog
        self._max_literal = max(max_literal, _LEAST_LITERAL)
        self._context: ssl.SSLContext | None = None
        self._answers: tuple[str, ...] = ()
        if settings.tls != "none":
            self._context = tls.context(settings.ca_file, "imap")
        super().__init__(
            settings.host, settings.port, ssl=False, timeout=SILENCE_SECONDS
        )
        # IMAPClient turns this on, and hands all that is said to its logger.
        self._imap.debug = 0

    def _create_IMAP4(self) -> Bounded:  # noqa: N802  # The name is IMAPClient's.
        wrapped = self._context if self._settings.tls == "implicit" else None
        host, port = self._settings.host, self._settings.port
        return Bounded(host, port, self._watchdog, wrapped, self._max_literal)

    def enter(self, password: Callable[[], str | None]) -> None:
        """Encrypt where that is still to be done, and log in."""
        if self._imap.state != "NONAUTH":
            raise ConfigurationError(
                f"{self._server}: takes us for logged in (PREAUTH), which is refused"
            )
        if self._settings.tls == "starttls":
            self._start_tls()
        if not self._settings.username:
            raise ConfigurationError("imap.username: missing")
        secret = password() or ""
        try:
            self._log_in(secret)
        except LoginError as error:
            # IMAPClient calls each end of the connection a wrong password too.
            cause = error.__context__ or error
            said = sasl.without(*cause.args[:1] or ("",), secret, *self._answers)
            said = tls.printable(said)
            if is_passing(cause):
                raise imaplib.IMAP4.abort(said) from None
            raise ConfigurationError(
                f"{self._server}: refuses the login of {self._settings.username}:"
                f" {said}"
            ) from None

    def _start_tls(self) -> None:
        """RFC 3501 6.2.1, and no way on without; what was said before is forgotten."""
        if not self.has_capability("STARTTLS"):
            raise ConfigurationError(f"{self._server}: does not offer STARTTLS")
        try:
            self.starttls(self._context)
        except imaplib.IMAP4.error as error:
            if is_passing(error):
                raise
            raise ConfigurationError(
                f"{self._server}: refuses STARTTLS: {tls.printable(str(error))}"
            ) from None
        self._imap.untagged_responses.clear()

    def _log_in(self, secret: str) -> None:
        settings = self._settings
        capabilities = [name.decode("ascii", "replace") for name in self.capabilities()]
        plain = (settings.username + secret).isascii()
        plain = plain and (settings.username + secret).isprintable()
        if settings.auth == "login" and plain and "LOGINDISABLED" not in capabilities:
            # imaplib quotes the password, but not the name.
            self.login(_quoted(settings.username), secret)
            return
        offered = {
            name.removeprefix("AUTH=")
            for name in capabilities
            if name.startswith("AUTH=") and name != "AUTH=LOGIN"
        }
        mechanism = sasl.mechanism(settings.auth, offered)
        if mechanism is None:
            raise ConfigurationError(
                f"{self._server}: offers no way to log in by imap.auth ="
                f" {settings.auth}"
            )
        server = (settings.host, settings.port)
        self._answers = sasl.answers(mechanism, settings.username, secret, server)
        answers = iter(self._answers)
        self.sasl_login(mechanism, lambda _challenge: _next(answers))

    @property
    def too_large(self) -> bool:
        """Whether this ended since the server announced more than it may send."""
        return bool(self._imap.too_large)

    def wait(self, pause: Callable[[int], object]) -> bool:
        """IDLE (RFC 2177) while `pause` waits; False when that is refused."""
        return bool(self._imap.wait(pause))


def _next(answers: Iterator[str]) -> bytes | None:
    """The next answer to a challenge; None, which calls it off, after the last."""
    answer = next(answers, None)
    return None if answer is None else answer.encode("utf-8", "surrogateescape")


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
