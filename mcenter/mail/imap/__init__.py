"""
A mailbox on a server (RFC 9051, 3501): what is in it, fetched and moved by UID.

Rule 1: into a command go integers and configured names, nothing that a mail said.
Rule 2: looking changes nothing: BODY.PEEK alone, and no flag that others could see.
Rule 3: a plain EXPUNGE is never sent, since it removes what others have marked.
"""

from __future__ import annotations

import contextlib
import imaplib
from typing import TYPE_CHECKING, Any, Self

from mcenter.errors import ConfigurationError
from mcenter.mail import tls
from mcenter.mail.imap.connection import Connection, is_passing
from mcenter.mail.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from mcenter.config import Imap

__all__ = ["Session"]

_BATCH = 500
_GOODBYE_SECONDS = 5
_MAX_LITERAL = 32 * 2**20
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


class Session:
    """
    A context with one logged-in connection; TryAgain when it is cut, in any call.

    `deadline` is of `time.monotonic`; with it ends whatever is going on. A server that
    sends a mail of more than `max_literal` bytes is cut off: ask for sizes first.
    """

    def __init__(
        self,
        settings: Imap,
        password: Callable[[], str | None],
        *,
        deadline: float,
        max_literal: int = _MAX_LITERAL,
    ) -> None:
        self._settings = settings
        self._password = password
        self._max_literal = max_literal
        self._watchdog = Watchdog(deadline)
        self._client: Connection | None = None
        self._read_only = False
        self._root: tuple[str, str] | None = None
        self._next_uids: dict[str, int] = {}
        self._idles = True

    def __enter__(self) -> Self:
        """Connect and log in; ConfigurationError when we are not let in."""
        try:
            with self._mending():
                self._client = Connection(
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

    def select(self, name: str) -> int:
        """Work on this mailbox from now on; its UIDVALIDITY (RFC 3501 2.3.1.1)."""
        mailbox = self.resolve(name)
        with self._talking() as client:
            try:
                answer, self._read_only = client.select_folder(mailbox), False
            except imaplib.IMAP4.readonly:
                answer, self._read_only = client.select_folder(mailbox, True), True
            except imaplib.IMAP4.error as error:
                if is_passing(error):
                    raise
                raise ConfigurationError(
                    f"{self._server}: cannot open the mailbox {mailbox}:"
                    f" {tls.printable(str(error))}"
                ) from None
            if not answer.get(b"UIDVALIDITY"):
                raise ConfigurationError(
                    f"{self._server}: keeps no lasting UIDs in {mailbox}"
                )
            self._next_uids.pop(name, None)
            if answer.get(b"UIDNEXT"):
                self._next_uids[name] = int(answer[b"UIDNEXT"])
            return int(answer[b"UIDVALIDITY"])

    def renew(self, deadline: float) -> None:
        """Keep another deadline from now on."""
        self._watchdog.renew(deadline)

    def has_news(self, name: str) -> bool:
        """Select a mailbox anew; tell whether mail came since that was done last."""
        before = self._next_uids.get(name)
        self.select(name)
        return before != self._next_uids.get(name)

    def can_idle(self, name: str) -> bool:
        """Tell whether the server has IDLE, and news of this mailbox can be told."""
        with self._talking() as client:
            offered = client.has_capability("IDLE")
        return bool(offered) and self._idles and name in self._next_uids

    def idle(self, pause: Callable[[int], object]) -> None:
        """
        Let `pause` wait, by our descriptor, until the server says something (RFC 2177).

        A server that will not, for all it offers, is not asked again: see `can_idle`.
        """
        with self._talking() as client:
            self._idles = client.wait(pause)

    def uids(self, since: date | None = None) -> list[int]:
        """UIDs of all mail there is, or of what arrived on `since` or later; sorted."""
        criteria = "ALL" if since is None else ["SINCE", since]
        with self._talking() as client:
            return sorted(set(client.search(criteria)))

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE by UID; what is gone by now is not in it."""
        found: dict[int, int] = {}
        for start in range(0, len(uids), _BATCH):
            batch = uids[start : start + _BATCH]
            found |= self._fetched(batch, "RFC822.SIZE", b"RFC822.SIZE", int)
        return found

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """
        Whole mails, all asked for in one command: batches are the caller's, of at most
        `max_literal` bytes together. What is gone by now, or what the server cannot
        read, is left out.
        """  # noqa: D205  # One sentence that needs its two lines.
        yield from self._fetched(uids, "BODY.PEEK[]", b"BODY[]", bytes).items()

    def header(self, uid: int, limit: int) -> bytes:
        """At most `limit` bytes of one header block; empty when the mail is gone."""
        item = f"BODY.PEEK[HEADER]<0.{int(limit)}>"
        found: dict[int, bytes] = self._fetched([uid], item, b"BODY[HEADER]", bytes)
        return found.get(uid, b"")[:limit]

    def _fetched(
        self, uids: Sequence[int], item: str, name: bytes, kind: type
    ) -> dict[int, Any]:
        """One FETCH; where it is refused, mail by mail, without what is refused."""
        numbers = [int(uid) for uid in uids]
        with self._talking() as client:
            try:
                answer = client.fetch(numbers, [item])
            except imaplib.IMAP4.error as error:
                if is_passing(error):
                    raise
                answer = None
        if answer is None and len(numbers) > 1:
            each = (self._fetched([uid], item, name, kind) for uid in numbers)
            return {uid: value for found in each for uid, value in found.items()}
        return {
            uid: value
            for uid, fields in (answer or {}).items()
            for key, value in fields.items()
            if key.startswith(name) and isinstance(value, kind)
        }

    def resolve(self, name: str) -> str:
        """The server's name of a mailbox: "/" parts levels, and what is its is its."""
        if name.upper() == "INBOX":
            return "INBOX"
        with self._talking() as client:
            if self._root is None:
                self._root = client.root()
            prefix, separator = self._root
        name = name.replace("/", separator or "/")
        return name if name.startswith(prefix) else prefix + name

    def exists(self, name: str) -> bool:
        """Tell whether there is a mailbox of this name."""
        mailbox = self.resolve(name)
        with self._talking() as client:
            return client.exists(mailbox)

    def can_move(self) -> bool:
        """Tell whether the server has MOVE (RFC 6851), or UIDPLUS to do it with."""
        with self._talking() as client:
            return bool(
                client.has_capability("MOVE") or client.has_capability("UIDPLUS")
            )

    def ensure(self, name: str) -> bool:
        """Have a mailbox of this name, made and subscribed to if need be."""
        mailbox = self.resolve(name)
        with self._talking() as client:
            if client.exists(mailbox):
                return True
            said = client.refusal(client.create_folder, mailbox)
            if said and "ALREADYEXISTS" not in said and not client.exists(mailbox):
                return False
            client.refusal(client.subscribe_folder, mailbox)
            return True

    def move(self, uids: Sequence[int], name: str) -> bool:
        """
        Move mails of the selected mailbox to another, which is made when missing.

        False when the server cannot or will not: then what it left is where it was.
        """
        mailbox = self.resolve(name)
        for start in range(0, len(uids), _BATCH):
            batch = [int(uid) for uid in uids[start : start + _BATCH]]
            said = self._moved(batch, mailbox)
            if said and "TRYCREATE" in said and self.ensure(name):
                said = self._moved(batch, mailbox)
            if said:
                return False
        return True

    def _moved(self, uids: list[int], mailbox: str) -> str | None:
        """What the server said against it; None when the mails are moved."""
        if self._read_only:
            return "the mailbox is read-only"
        with self._talking() as client:
            if client.has_capability("MOVE"):
                return client.refusal(client.move, uids, mailbox)
            if client.has_capability("UIDPLUS"):
                return client.copy_and_expunge(uids, mailbox)
            return "neither MOVE nor UIDPLUS"

    @contextlib.contextmanager
    def _talking(self) -> Iterator[Connection]:
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
            self._drop()
            expired = self._watchdog.expired
            raise tls.failure(error, self._server, expired=expired) from None

    @property
    def _server(self) -> str:
        return f"imap: {self._settings.host}:{self._settings.port}"

    def _drop(self) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.shutdown()
        self._client = None
        self._watchdog.release()
