"""
A mail whose results nobody gave: written as a stranger would, and read as it came in.

Rule 1: each spelling has a domain of its own, by which it is known again.
Rule 2: what is believed is asked of the reader that judges mail.
Rule 3: the mail is known as ours: poll and deliver discard it, and nothing answers it.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

from mcenter import reply_address
from mcenter.mail import authentication, parsing
from mcenter.mail.authentication import Verdict
from mcenter.mail.authentication_results import MICROSOFT, read
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.reply_address import Scheme

# Each means the same by RFC 8601; an expression that looks for one misses the others.
IDLESS: tuple[tuple[str, str], ...] = (
    ("plain", "Authentication-Results: {id}; {result}"),
    ("upper", "AUTHENTICATION-RESULTS: {id}; {result}"),
    ("close", "Authentication-Results:{id};{result}"),
    ("folded", "Authentication-Results:\r\n\t{id};\r\n\t{result}"),
    ("comment", "Authentication-Results: (checked) {id}; {result}"),
)
SPELLINGS: tuple[tuple[str, str], ...] = (
    *IDLESS,
    ("shouted", "Authentication-Results: {ID}; {result}"),
    ("quoted", 'Authentication-Results: "{id}"; {result}'),
    ("version", "Authentication-Results: {id} 1; {result}"),
    ("remark", "Authentication-Results: {id} (checked); {result}"),
    # Not of the RFC, and not believed; a reader with more patience might.
    ("dotted", "Authentication-Results: {id}.; {result}"),
    ("spaced", "Authentication-Results : {id}; {result}"),
)
# A token of the right length that no participant is given. It stays the same: a host
# that turns strangers away at first knows the second try again (greylisting).
NOBODY = ("doctor" * 5)[: reply_address.TOKEN_LENGTH]
BODY = (
    "This mail was sent by `mcenter doctor`. It bears results of authentication\r\n"
    "that nobody gave, to see whether the mail host removes them.\r\n"
)
_LONGEST_ID = 60


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was read in the mail as it came in: spellings by name, and who wrote."""

    left: tuple[str, ...]
    """The forged results that are still there."""
    believed: tuple[str, ...]
    """Those of them that we take for the mail host's."""
    vouches: bool
    """The host gave a result of its own."""
    others: tuple[str, ...]
    """How results begin that are neither forged nor in the host's name."""


class Forgery:
    """One mail, with forged results of the host that is believed."""

    def __init__(self, config: Config, scheme: Scheme) -> None:
        self._authserv_id = config.inbound.authentication
        self._token = reply_address.mint()
        self.recipient = scheme.reply_address(NOBODY)
        self.message_id = scheme.message_id(self._token)

    @property
    def spellings(self) -> Sequence[tuple[str, str]]:
        """The name of each spelling, and how the header is written."""
        return IDLESS if self._authserv_id == MICROSOFT else SPELLINGS

    def mail(self, now: datetime) -> bytes:
        """The whole mail, as it is handed in."""
        fields = [self._forged(name, written) for name, written in self.spellings]
        fields += [
            # A domain that there cannot be (RFC 2606) has no SPF and no DMARC to fail,
            # which ours has, and is nobody's whose name would suffer.
            f"From: mcenter doctor <doctor@{self._token}.invalid>",
            f"To: <{self.recipient}>",
            "Subject: A trial of the mail host, there is nothing to do",
            f"Date: {format_datetime(now)}",
            f"Message-ID: {self.message_id}",
            "Auto-Submitted: auto-generated",
            f"X-MCenter-Loop: {self.recipient}",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=us-ascii",
        ]
        return "\r\n".join([*fields, "", BODY]).encode("ascii")

    def is_this(self, header_block: bytes) -> bool:
        """Tell whether this is the mail, by its Message-ID."""
        return parsing.read(header_block).message_id == self.message_id

    def seen(self, header_block: bytes) -> Seen:
        """Read what became of it on its way."""
        values = parsing.read(header_block).authentication_results
        text = header_block.decode("latin-1").lower()
        marks = {name: self._mark(name) for name, _ in self.spellings}
        own = [
            value
            for value in values
            if not any(mark in value.lower() for mark in marks.values())
        ]
        given = [value for value in own if read(value, self._authserv_id.lower())]
        return Seen(
            left=tuple(name for name, mark in marks.items() if mark in text),
            believed=tuple(
                name for name, mark in marks.items() if self._is_believed(values, mark)
            ),
            vouches=bool(given),
            others=tuple(
                dict.fromkeys(
                    one_line(value.partition(";")[0], _LONGEST_ID)
                    for value in own
                    if value not in given
                )
            ),
        )

    def _is_believed(self, values: Sequence[str], mark: str) -> bool:
        """One alone: a stranger writes one, in the spelling that comes through."""
        vouched = (
            authentication.verdict([each], domain=mark, authserv_id=self._authserv_id)
            for each in values
            if mark in each.lower()
        )
        return Verdict.PASS in vouched

    def _forged(self, name: str, written: str) -> str:
        mark = self._mark(name)
        host = self._authserv_id
        if host == MICROSOFT:
            # Its form has no id: a result of another method stands in its place.
            host = f"spf=pass smtp.mailfrom={mark}"
        result = f"dmarc=pass header.from={mark}"
        return written.format(id=host, ID=host.upper(), result=result)

    def _mark(self, name: str) -> str:
        return f"{name}.{self._token}.invalid"
