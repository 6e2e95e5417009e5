"""
A mailbox on a server (RFC 9051, 3501): what is in it, fetched and moved by UID.

Rule 1: into a command go integers and configured names, nothing that a mail said.
Rule 2: looking changes nothing: BODY.PEEK alone, and no flag that others could see.
Rule 3: a plain EXPUNGE is never sent, since it removes what others have marked.
"""

from __future__ import annotations

import imaplib
from typing import TYPE_CHECKING

from mcenter.errors import ConfigurationError, TryAgain
from mcenter.mail import tls
from mcenter.mail.imap import moving, rights
from mcenter.mail.imap.line import MAX_LITERAL, Line
from mcenter.mail.imap.names import INBOX
from mcenter.mail.imap.passing import is_passing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from mcenter.config import Imap
    from mcenter.mail.imap.moving import Moved
    from mcenter.mail.imap.names import Namespaces

__all__ = ["Session"]


class Session(Line):
    """
    A context with one logged-in connection; Cut, a TryAgain, when it ends in any call.

    `deadline` is of `time.monotonic`; with it ends whatever is going on. A server that
    sends a mail of more than `max_literal` bytes is cut off: ask for sizes first.
    After a Cut, `reconnect` goes on with the mailbox that was selected.
    """

    def __init__(
        self,
        settings: Imap,
        password: Callable[[], str | None],
        *,
        deadline: float,
        max_literal: int = MAX_LITERAL,
    ) -> None:
        super().__init__(settings, password, deadline, max_literal)
        self._selected: tuple[str, int] | None = None
        self._read_only = self._takes_keywords = False
        self._namespaces: Namespaces | None = None
        self._next_uids: dict[str, int] = {}
        self._idles = True

    def reconnect(self) -> None:
        """Log in anew, and select what was; TryAgain when that is another by now."""
        selected, news = self._selected, dict(self._next_uids)
        self._drop()
        self.__enter__()
        if selected is not None and self.select(selected[0]) != selected[1]:
            raise TryAgain(f"{self._server}: {selected[0]} was made anew meanwhile")
        # What came meanwhile is still to be looked for.
        self._next_uids = news

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
            flags = answer.get(b"PERMANENTFLAGS") or ()
            self._takes_keywords = rb"\*" in flags and not self._read_only
            self._selected = name, int(answer[b"UIDVALIDITY"])
            self._next_uids.pop(name, None)
            if answer.get(b"UIDNEXT"):
                self._next_uids[name] = int(answer[b"UIDNEXT"])
            return self._selected[1]

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

    def present(self, uids: Sequence[int]) -> list[int]:
        """Which of these mails of the mailbox are there still."""
        numbers = [int(uid) for uid in uids]
        with self._talking() as client:
            return client.present(numbers)

    def answers(
        self, uids: Sequence[int], item: str, name: bytes
    ) -> tuple[dict[int, object], str]:
        """
        One FETCH of `item`, which is answered by `name`: what came of it, by UID.

        And what the server said, where it refused; what came before that counts.
        """
        numbers = [int(uid) for uid in uids]
        with self._talking() as client:
            return client.answers(numbers, item, name)

    def header(self, uid: int, limit: int) -> bytes:
        """At most `limit` bytes of one header block; empty when it does not come."""
        item = f"BODY.PEEK[HEADER]<0.{int(limit)}>"
        header = self.answers([uid], item, b"BODY[HEADER]")[0].get(uid)
        return header[:limit] if isinstance(header, bytes) else b""

    def resolve(self, name: str) -> str:
        """The server's name of a mailbox; see `names`."""
        if name.upper() == INBOX:
            return INBOX
        with self._talking() as client:
            if self._namespaces is None:
                self._namespaces = client.namespaces()
            first, *rest = self._namespaces.candidates(name)
            if not rest or client.exists(first):
                return first
            return next((other for other in rest if client.exists(other)), first)

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

    def may_remove(self, name: str) -> bool:
        """Tell whether we may take mail out of a mailbox; so too where none says."""
        if self._read_only and self._selected and self._selected[0] == name:
            return False
        return rights.has(self._rights(name), "te", old="d")

    def may_insert(self, name: str) -> bool:
        """Tell whether we may put mail into a mailbox; so too where none says."""
        return rights.has(self._rights(name), "i", old="i")

    def _rights(self, name: str) -> str | None:
        mailbox = self.resolve(name)
        with self._talking() as client:
            return client.rights(mailbox)

    def ensure(self, name: str) -> str | None:
        """Make a mailbox that is missing; what the server said against it, or None."""
        mailbox = self.resolve(name)
        with self._talking() as client:
            if client.exists(mailbox):
                return None
            said = client.refusal(client.create_folder, mailbox)
            if (
                said
                and "ALREADYEXISTS" not in said.upper()
                and not client.exists(mailbox)
            ):
                return said
            client.refusal(client.subscribe_folder, mailbox)
            return None

    def fixed(self) -> str:
        """Say why no mail can be moved out of the selected mailbox; empty: it can."""
        if self._read_only:
            return "we may only read it"
        return "" if self.can_move() else moving.NEITHER

    def move(self, uids: Sequence[int], name: str) -> Moved:
        """Move mails of the selected mailbox to another, which is made when missing."""
        mailbox, numbers = self.resolve(name), [int(uid) for uid in uids]
        fixed = self.fixed()
        if fixed:
            return moving.Moved(refusal=fixed)
        with self._talking() as client:
            moved = moving.move(client, numbers, mailbox)
        if "TRYCREATE" in moved.refusal.upper() and not moved.gone + moved.copied:
            said = self.ensure(name)
            if said:
                return moving.Moved(refusal=said)
            with self._talking() as client:
                moved = moving.move(client, numbers, mailbox)
        return moved

    def remove(self, uids: Sequence[int]) -> bool:
        """Remove mails of the selected mailbox, and no others; False if that is not."""
        numbers = [int(uid) for uid in uids]
        with self._talking() as client:
            return not self._read_only and client.remove(numbers) is None

    def mark(self, uids: Sequence[int], keyword: str) -> bool:
        """Give mails a keyword that others may see; False where none can be kept."""
        if not self._takes_keywords:
            return False
        numbers = [int(uid) for uid in uids]
        with self._talking() as client:
            return client.refusal(client.add_flags, numbers, [keyword], True) is None
