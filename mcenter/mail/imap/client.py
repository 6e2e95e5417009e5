"""
The commands that a session of ours uses, on a connection that is logged in.

Rule 1: what a server refuses is an answer, and told as such; what it says only for now
raises, like the connection's end.
Rule 2: a server is taken at what it does: after an EXPUNGE, what is still there is.
"""

from __future__ import annotations

import imaplib
from typing import TYPE_CHECKING

from imapclient.imap_utf7 import decode
from imapclient.response_parser import parse_fetch_response, parse_response

from mcenter.mail.imap.connection import Connection
from mcenter.mail.imap.names import Namespaces
from mcenter.mail.imap.passing import is_full, is_passing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NO_MAILBOX = {b"\\noselect", b"\\nonexistent"}


class Client(Connection):
    """What is asked of a server once it lets us in."""

    def namespaces(self) -> Namespaces:
        """Where mailboxes lie (RFC 2342); where that is not told, as LIST has it."""
        if not self.has_capability("NAMESPACE"):
            return Namespaces(personal=("", self._separator()))
        # IMAPClient's own reading of it takes no namespace response extensions.
        personal, *rest = parse_response(self._command_and_check("namespace"))
        others = tuple(_root(*each) for kind in rest for each in kind or ())
        ours = _root(*personal[0]) if personal else ("", self._separator())
        return Namespaces(personal=ours, others=others)

    def _separator(self) -> str:
        for _, separator, _ in self.list_folders("", ""):
            return separator.decode("ascii") if separator else ""
        return ""

    def exists(self, mailbox: str) -> bool:
        """Whether there is a mailbox of this name that can hold mail."""
        return any(
            name == mailbox and not _NO_MAILBOX & {flag.lower() for flag in flags}
            for flags, _, name in self.list_folders("", mailbox)
        )

    def rights(self, mailbox: str) -> str | None:
        """What we may do with a mailbox (RFC 4314); None where that is not told."""
        if not self.has_capability("ACL"):
            return None
        status, lines = self._imap.myrights(self._normalise_folder(mailbox))
        if status != "OK" or not lines[-1]:
            return None
        return str(lines[-1].decode("ascii", "replace").split()[-1])

    def answers(
        self, uids: Sequence[int], item: str, name: bytes
    ) -> tuple[dict[int, object], str]:
        """One FETCH: what came of `item`, by UID, and what was said against it."""
        said = ""
        try:
            answer = self.fetch(uids, [item])
        except imaplib.IMAP4.error as error:
            if is_passing(error):
                raise
            said = str(error)
            # What came before the refusal came whole.
            data = self._imap.response("FETCH")[1]
            answer = parse_fetch_response(data, self.normalise_times, self.use_uid)
        wanted = {uid: answer[uid] for uid in uids if uid in answer}
        found = {
            uid: value
            for uid, fields in wanted.items()
            for key, value in fields.items()
            if key.startswith(name)
        }
        return found, said

    def present(self, uids: Sequence[int]) -> list[int]:
        """Which of these mails are there still, by what the server knows now."""
        # It may tell of what is gone only between commands (RFC 3501 section 7.4.1).
        self.noop()
        numbers = ",".join(str(uid) for uid in uids)
        there = set(self.search(["UID", numbers]))
        return [uid for uid in uids if uid in there]

    def copy_and_expunge(
        self, uids: Sequence[int], mailbox: str
    ) -> tuple[str | None, list[int]]:
        """RFC 4315: what MOVE does, in three steps; the refusal, and what stayed."""
        said = self.refusal(self.copy, uids, mailbox)
        if said:
            return said, []
        # Without the right to it, some servers refuse and some say OK.
        return self.remove(uids), self.present(uids)

    def remove(self, uids: Sequence[int]) -> str | None:
        """Remove these mails and no others (RFC 4315); the refusal, or None."""
        if not self.has_capability("UIDPLUS"):
            return "NO UIDPLUS"
        said = self.refusal(self.add_flags, uids, [rb"\Deleted"], True)
        return said or self.refusal(self.uid_expunge, uids)

    def refusal(self, command: Callable[..., object], *arguments: object) -> str | None:
        """What the server answered in place of OK; None when it was OK."""
        try:
            command(*arguments)
        except imaplib.IMAP4.error as error:
            if is_passing(error) and not is_full(error):
                raise
            return str(error) or "NO"
        return None


def _root(prefix: bytes, separator: bytes | None, *_: object) -> tuple[str, str]:
    return decode(prefix), (separator or b"").decode("ascii")
