"""
One SMTP connection, as safe as it is configured and logged in (RFC 8314, 3207, 4954).

Rule 1: an answer that is not whole, or no answer in form, is a connection cut off.
Rule 2: only what the server itself answers to AUTH says that a password is wrong.
"""

from __future__ import annotations

import re
import smtplib
from typing import TYPE_CHECKING

from mcenter.errors import ConfigurationError
from mcenter.mail import sasl, tls

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

    from mcenter.config import Smtp
    from mcenter.mail.watchdog import Watchdog

_READY = 220
_LOGGED_IN = 235
_DONE = 250
_CHALLENGE = 334
_TRANSIENT = 4
_MOST_LINES = 100
_LONGEST_COMMAND = 512
_LONGEST_LINE = 8192
_ANSWER = re.compile(rb"([2-5]\d\d)(?:([ -])([^\n]*))?\r?\n")


class Connection(smtplib.SMTP):
    """smtplib's client on a watched socket, strict and bounded in what it reads."""

    def __init__(self, watchdog: Watchdog) -> None:
        self._watchdog = watchdog
        self._wrapped: ssl.SSLContext | None = None
        # Named, since smtplib would ask the name service for it.
        super().__init__(local_hostname="localhost")

    def open(
        self, settings: Smtp, password: Callable[[], str | None], server: str
    ) -> None:
        """
        Connect, encrypt as configured, log in where there is a username.

        `server` names it in errors. Raises ConfigurationError or OSError, the latter
        also for what the server answers in place of letting us in just now.
        """
        context = None
        if settings.tls != "none":
            context = tls.context(settings.ca_file, "smtp")
        self._wrapped = context if settings.tls == "implicit" else None
        self.reach(settings.host, settings.port)
        if context and not self._wrapped:
            self._start_tls(context, server)
        if settings.username:
            self._log_in(settings, password, server)

    def reach(self, host: str, port: int) -> None:
        """Connect and exchange greetings.  Raises OSError."""
        self._host = host
        code, text = self.connect(host, port)
        if code != _READY:
            raise smtplib.SMTPConnectError(code, text)
        self._say_hello()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on over TLS (RFC 3207), and ask anew what is offered.  Raises OSError."""
        self.starttls(context=context)
        self._say_hello()

    def _get_socket(self, host: str, port: int, _timeout: float) -> socket.socket:
        plain = self._watchdog.connect(host, port)
        # RFC 5321 section 4.1.3: a host without a public name gives its address.
        address = plain.getsockname()[0]
        self.local_hostname = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
        if self._wrapped is None:
            return plain
        return self._wrapped.wrap_socket(plain, server_hostname=host)

    def _say_hello(self) -> None:
        """EHLO, which a submission server knows (RFC 6409 section 7)."""
        code, text = self.ehlo()
        if code != _DONE:
            raise smtplib.SMTPHeloError(code, text)

    def _start_tls(self, context: ssl.SSLContext, server: str) -> None:
        """RFC 3207, and no way on without."""
        if not self.has_extn("starttls"):
            raise ConfigurationError(f"{server}: does not offer STARTTLS")
        try:
            self.starttls(context=context)
        except smtplib.SMTPResponseException as error:
            if error.smtp_code // 100 == _TRANSIENT:
                raise
            said = tls.printable(error.smtp_error)
            raise ConfigurationError(f"{server}: refuses STARTTLS: {said}") from None
        self._say_hello()

    def _log_in(
        self, settings: Smtp, password: Callable[[], str | None], server: str
    ) -> None:
        offered = self.esmtp_features.get("auth", "").upper().split()
        mechanism = sasl.mechanism(settings.auth, offered)
        if mechanism is None:
            raise ConfigurationError(
                f"{server}: offers no way to log in by smtp.auth = {settings.auth}"
            )
        secret = password() or ""
        answers = sasl.answers(
            mechanism, settings.username, secret, (settings.host, settings.port)
        )
        code, text = self._auth(mechanism, answers)
        said = tls.printable(sasl.without(text, secret, *answers))
        if code // 100 == _TRANSIENT:
            raise smtplib.SMTPAuthenticationError(code, said)
        if code != _LOGGED_IN:
            raise ConfigurationError(
                f"{server}: refuses the login of {settings.username}: {code} {said}"
            )

    def _auth(self, mechanism: str, answers: tuple[str, ...]) -> tuple[int, bytes]:
        """RFC 4954 section 4: a first answer that is too long for the command waits."""
        first, rest = f"{mechanism} {sasl.encoded(answers[0])}", answers[1:]
        if len(f"AUTH {first}\r\n") > _LONGEST_COMMAND:
            first, rest = mechanism, answers
        code, text = self.docmd("AUTH", first)
        for answer in rest:
            if code != _CHALLENGE:
                break
            code, text = self.docmd(sasl.encoded(answer))
        return code, text

    def getreply(self) -> tuple[int, bytes]:
        """RFC 5321 section 4.2; what is no whole answer of its form is a cut."""
        texts = []
        for _ in range(_MOST_LINES):
            answer = _ANSWER.fullmatch(self._line())
            if answer is None:
                break
            texts.append((answer[3] or b"").strip())
            if answer[2] != b"-":
                return int(answer[1]), b"\n".join(texts)
        self.close()
        raise smtplib.SMTPServerDisconnected("the connection was cut")

    def _line(self) -> bytes:
        if self.file is None:
            if self.sock is None:
                raise smtplib.SMTPServerDisconnected("the connection was cut")
            self.file = self.sock.makefile("rb")
        line: bytes = self.file.readline(_LONGEST_LINE)
        return line
