"""
A logged-in connection, and what it means when that ends.

Rule 1: whatever goes wrong on the wire becomes one of our errors, and the connection is
over with it: what was not read must not be taken for the answer to something else.
"""

from __future__ import annotations

import contextlib
import imaplib
from typing import TYPE_CHECKING, Self

from mcenter.errors import McenterError, TryAgain
from mcenter.mail import tls
from mcenter.mail.imap.client import Client
from mcenter.mail.imap.cut import Cut
from mcenter.mail.imap.passing import is_for_now
from mcenter.mail.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mcenter.config import Imap

MAX_LITERAL = 32 * 2**20
_GOODBYE_SECONDS = 5
# What imaplib and IMAPClient raise on a connection that ends, and on answers that are
# none: they parse what the server says without much doubt.
_FAILURES = (
    imaplib.IMAP4.error,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


class Line:
    """A context with one connection at a time; `deadline` is of `time.monotonic`."""

    def __init__(
        self,
        settings: Imap,
        password: Callable[[], str | None],
        deadline: float,
        max_literal: int,
    ) -> None:
        self._settings = settings
        self._password = password
        self._max_literal = max_literal
        self._watchdog = Watchdog(deadline)
        self._client: Client | None = None

    def __enter__(self) -> Self:
        """Connect and log in; ConfigurationError when we are not let in."""
        try:
            with self._mending():
                self._client = Client(
                    self._settings, self._server, self._watchdog, self._max_literal
                )
                self._client.enter(self._password)
        except BaseException:
            self._drop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Whoever is interrupted may be in the middle of an answer: no more is said.
        interrupted = kind is not None and not issubclass(kind, Exception)
        if self._client is not None and not interrupted:
            # What was to be done is done; how the server says goodbye changes nothing.
            with contextlib.suppress(*_FAILURES):
                self._client.socket().settimeout(_GOODBYE_SECONDS)
                self._client.logout()
        self._drop()

    def renew(self, deadline: float) -> None:
        """Keep another deadline from now on."""
        self._watchdog.renew(deadline)

    @contextlib.contextmanager
    def _talking(self) -> Iterator[Client]:
        with self._mending():
            if self._client is None:
                raise imaplib.IMAP4.abort("the connection was cut")
            yield self._client

    @contextlib.contextmanager
    def _mending(self) -> Iterator[None]:
        """Turn all that can go wrong on the wire into one of our errors."""
        try:
            if self._watchdog.expired:
                raise TimeoutError
            yield
        except _FAILURES as error:
            too_large = self._client is not None and self._client.too_large
            self._drop()
            raise self._failure(error, too_large=too_large) from None

    def _failure(self, error: Exception, *, too_large: bool) -> McenterError:
        expired = self._watchdog.expired
        failure = tls.failure(error, self._server, expired=expired)
        if expired or is_for_now(str(error)) or not isinstance(failure, TryAgain):
            return failure
        cut = Cut(str(failure))
        cut.too_large = too_large
        cut.silent = isinstance(error, TimeoutError)
        return cut

    @property
    def _server(self) -> str:
        return f"imap: {self._settings.host}:{self._settings.port}"

    def _drop(self) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.shutdown()
        self._client = None
        self._watchdog.release()
