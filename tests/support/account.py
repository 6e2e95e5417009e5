"""One user's mailboxes on some IMAP server, as the user's own client sees them."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Account:
    """Where it is, how its mailboxes are named, and what its user does with it."""

    host: str
    port: int
    tls: str
    ca_file: Path
    user: str
    password: str
    prefix: str
    separator: str
    # What takes all of it away and leaves an empty INBOX of another UIDVALIDITY.
    empty: Callable[[], None]

    def name_of(self, mailbox: str) -> str:
        """Return the server's name of a mailbox whose levels are parted by "/"."""
        if mailbox == "INBOX":
            return mailbox
        return self.prefix + mailbox.replace("/", self.separator)

    @contextlib.contextmanager
    def session(self) -> Iterator[imaplib.IMAP4]:
        """Log in."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        if self.tls == "implicit":
            session = imaplib.IMAP4_SSL(
                self.host, self.port, ssl_context=context, timeout=10
            )
        else:
            session = imaplib.IMAP4(self.host, self.port, timeout=10)
        with session:
            if self.tls == "starttls":
                session.starttls(context)
            session.login(self.user, self.password)
            yield session

    def append(self, mailbox: str, *mails: bytes) -> None:
        """Put mails into a mailbox, unseen; make the mailbox."""
        name = _quoted(self.name_of(mailbox))
        with self.session() as session:
            if mailbox != "INBOX":
                session.create(name)
            for raw in mails:
                status, answer = session.append(name, None, None, raw)
                assert "OK" == status, answer

    def mails(self, mailbox: str = "INBOX") -> list[bytes]:
        """Return the mails of a mailbox by rising UID; [] where there is none."""
        return [raw for _, raw in self._fetched(mailbox)]

    def flags(self, mailbox: str = "INBOX") -> list[set[str]]:
        r"""Return the flags of each mail but \Recent, which is the server's alone."""
        found = (
            set(re.search(rb"FLAGS \(([^)]*)\)", line)[1].decode().split())
            for line, _ in self._fetched(mailbox)
        )
        return [flags - {"\\Recent"} for flags in found]

    def _fetched(self, mailbox: str) -> list[tuple[bytes, bytes]]:
        with self.session() as session:
            name = _quoted(self.name_of(mailbox))
            status, answer = session.select(name, readonly=True)
            if status != "OK" or answer == [b"0"]:
                return []
            answer = session.fetch("1:*", "(FLAGS BODY.PEEK[])")[1]
            return [part for part in answer if isinstance(part, tuple)]

    def mailboxes(self) -> list[str]:
        """Return the server's names of all mailboxes in alphabetical order."""
        with self.session() as session:
            lines = [line.decode() for line in session.list()[1]]
        return sorted(re.split(r'\) "." ', line)[1].strip('"') for line in lines)

    def uidvalidity(self) -> int:
        """Return what the UIDs of INBOX are worth (RFC 9051, section 2.3.1.1)."""
        with self.session() as session:
            answer = session.status("INBOX", "(UIDVALIDITY)")[1][0]
        return int(re.search(rb"UIDVALIDITY (\d+)", answer)[1])


def _quoted(mailbox: str) -> str:
    escaped = mailbox.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
