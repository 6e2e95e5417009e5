"""
Mail submission (RFC 6409): one connection, many mails, one recipient each.

Rule 1: what the server says of one mail is a Reply, a value; what it means is judged
elsewhere. Raised is only what ends the run: TryAgain, ConfigurationError.
Rule 2: no password before the connection is as safe as the configuration wants it.
Rule 3: a mail counts as taken only by a whole, proper answer to its final dot.
Rule 4: what cannot be said to a server is refused here, for its mail alone, and never
counts as a word of the server's.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from mcenter.errors import ConfigurationError
from mcenter.mail import tls
from mcenter.mail.smtp.connection import Connection
from mcenter.mail.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcenter.config import Smtp

__all__ = ["Reply", "Submission"]

_GOODBYE_SECONDS = 5
_SUCCESS, _INTERMEDIATE = 2, 3
_RESET = 250
_CLOSING = 421
_LOGIN_WANTED = 530
_NOT_HANDED_OVER = 553
_BAD_ADDRESS = "Not handed over: the address has a control character."
_NO_SMTPUTF8 = (
    "Not handed over: the address is beyond ASCII, and the server offers no SMTPUTF8."
)
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server answered last about one mail, or why it was not even asked."""

    stage: str
    """mail, rcpt, data or end: what it answers; end is the final dot. here: nothing."""
    code: int
    enhanced: str
    """Enhanced status code (RFC 3463), or empty."""
    text: str
    """One visible line of at most 500 characters."""

    @property
    def accepted(self) -> bool:
        """RFC 5321 section 4.2.1: 2yz is success."""
        return self.code // 100 == _SUCCESS

    @property
    def is_ours(self) -> bool:
        """Whether the refusal is ours: the server was told nothing of the mail."""
        return self.stage == "here"

    @property
    def words(self) -> str:
        """What is kept of it: the code and the text, of our own word the text."""
        return self.text if self.is_ours else f"{self.code} {self.text}"


class Submission:
    """
    A context within which mails are submitted; the first one opens the connection.

    `deadline` is of `time.monotonic`; with it ends whatever is going on.
    """

    def __init__(
        self, settings: Smtp, password: Callable[[], str | None], *, deadline: float
    ) -> None:
        self._settings = settings
        self._password = password
        self._watchdog = Watchdog(deadline)
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None and self._connection.sock is not None:
            # The mails are with the server; how it says goodbye changes nothing.
            with contextlib.suppress(OSError):
                self._connection.sock.settimeout(_GOODBYE_SECONDS)
                self._connection.docmd("QUIT")
        self._drop()

    def send(
        self,
        sender: str,
        recipient: str,
        mail: bytes,
        *,
        still_ours: Callable[[], bool],
    ) -> Reply | None:
        """
        Submit one mail; `still_ours` is asked right before DATA, and None is its no.

        An empty `sender` is the null sender. Raises TryAgain when the server is away,
        cut off or says 421, ConfigurationError when it does not let us in.
        """
        try:
            reply = self._begin(sender, recipient)
            if reply.accepted:
                reply = self._command("rcpt", f"TO:<{recipient}>")
            if reply.accepted and not still_ours():
                self._reset()
                return None
            if reply.accepted:
                reply = self._data(mail)
        except OSError as error:
            self._drop()
            server, expired = self._server, self._watchdog.expired
            raise tls.failure(_told(error), server, expired=expired) from None
        if not reply.accepted and not reply.is_ours:
            self._reset()
        return reply

    def log_in(self) -> None:
        """
        Connect and log in, and submit nothing: to know whether we could.

        Raises what `send` raises.
        """
        try:
            self._connection = self._connected()
        except OSError as error:
            self._drop()
            server, expired = self._server, self._watchdog.expired
            raise tls.failure(_told(error), server, expired=expired) from None

    @property
    def largest(self) -> int | None:
        """Bytes of a mail at most, as the server that let us in says (RFC 1870)."""
        told = self._opened.esmtp_features.get("size", "")
        return int(told) or None if told.isdecimal() else None

    def _begin(self, sender: str, recipient: str) -> Reply:
        """MAIL, on a new connection where the server has dropped the idle one."""
        if not (sender + recipient).isprintable():
            return _refused_here(_BAD_ADDRESS)
        if self._watchdog.expired:
            raise TimeoutError
        if self._connection is not None:
            try:
                return self._mail(sender, recipient)
            except OSError:
                self._drop()
        self._connection = self._connected()
        return self._mail(sender, recipient)

    def _connected(self) -> Connection:
        connection = Connection(self._watchdog)
        try:
            self._open(connection)
        except BaseException:
            # Half open, it must never be mistaken for one that is safe.
            connection.close()
            raise
        return connection

    def _open(self, connection: Connection) -> None:
        """Connect and be let in."""
        connection.open(self._settings, self._password, self._server)

    def _mail(self, sender: str, recipient: str) -> Reply:
        if (sender + recipient).isascii():
            return self._command("mail", f"FROM:<{sender}>")
        if not self._opened.has_extn("smtputf8"):
            if not sender.isascii():
                raise ConfigurationError(
                    f"{self._server}: offers no SMTPUTF8, which the envelope sender"
                    f" {tls.printable(sender)} needs"
                )
            return _refused_here(_NO_SMTPUTF8)
        self._opened.command_encoding = "utf-8"
        # RFC 6531 section 3.4; no BODY=8BITMIME, since what is composed is ASCII.
        return self._command("mail", f"FROM:<{sender}> SMTPUTF8")

    def _command(self, stage: str, argument: str) -> Reply:
        code, text = self._opened.docmd(stage.upper(), argument)
        if stage == "mail" and code == _LOGIN_WANTED:
            raise ConfigurationError(
                f"{self._server}: wants a login or encryption: {tls.printable(text)}"
            )
        return _reply(stage, code, text)

    def _data(self, mail: bytes) -> Reply:
        try:
            code, text = self._opened.data(mail)
        except smtplib.SMTPDataError as error:
            reply = _reply("data", error.smtp_code, error.smtp_error)
            # The server has not asked for the mail, so it cannot have taken it.
            if reply.accepted:
                raise
            return reply
        return _reply("end", code, text)

    def _reset(self) -> None:
        """End a transaction; a connection that cannot is of no more use."""
        if self._connection is None:
            return
        try:
            code, _ = self._connection.docmd("RSET")
        except OSError:
            self._drop()
        else:
            if code != _RESET:
                self._drop()

    @property
    def _opened(self) -> Connection:
        if self._connection is None:
            raise smtplib.SMTPServerDisconnected("the connection was cut")
        return self._connection

    @property
    def _server(self) -> str:
        return f"smtp: {self._settings.host}:{self._settings.port}"

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._watchdog.release()


def _reply(stage: str, code: int, answer: bytes | str) -> Reply:
    """An answer about one mail; 421 is about the server, and 3yz is none here."""
    if code == _CLOSING or code // 100 == _INTERMEDIATE:
        raise smtplib.SMTPResponseException(code, answer)
    text = tls.printable(answer)
    found = _ENHANCED.match(text)
    enhanced = found[0] if found else ""
    return Reply(stage=stage, code=code, enhanced=enhanced, text=text)


def _refused_here(sentence: str) -> Reply:
    return Reply(stage="here", code=_NOT_HANDED_OVER, enhanced="", text=sentence)


def _told(error: OSError) -> OSError:
    """An answer that came in place of a mail's, in words."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = tls.printable(error.smtp_error)
        return OSError(f"answered {error.smtp_code} {said}")
    return error
