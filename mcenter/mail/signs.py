"""What the rules about machines look at, taken from one mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.headers import Headers
    from mcenter.mail.parts import Part

_DAEMON = re.compile(
    r"(?:mailer|mail|m|amavis|smtp|delivery)[-_.]?d(?:a?emon)(?:$|[-+_])|double-bounce"
)
_OFFICE = re.compile(r"post_?master|mail-?admin\w*|mmdf|bounces?|majordomo|sysadmin")
_DAEMON_NAME = re.compile(
    r"mail(?:er)?[- ]delivery|mailer[- ]?daemon|mail administrator|system administrator"
    r"|mail system|postmaster",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """All that the rules look at."""

    headers: Headers
    parts: Sequence[Part]
    types: Sequence[str]
    report_type: str
    subject: str
    local_part: str
    sender_name: str
    envelope_sender: str | None
    text: str

    def has(self, *names: str) -> bool:
        """One of these headers is there."""
        return any(name in self.headers for name in names)

    @property
    def automatic(self) -> str:
        """Auto-Submitted without its comment and parameters (RFC 3834 5.2)."""
        value = self.headers.raw("auto-submitted")
        return re.split(r"[\s;(]", value.strip().lower(), maxsplit=1)[0]

    @property
    def from_daemon(self) -> bool:
        """The address or the name of a mail system."""
        return bool(
            _DAEMON.match(self.local_part)
            or _OFFICE.fullmatch(self.local_part)
            or _DAEMON_NAME.search(self.sender_name)
        )

    @property
    def from_mailer(self) -> bool:
        """The address of a mail system, which no person has."""
        return bool(_DAEMON.match(self.local_part))

    @property
    def precedence(self) -> str:
        """The Precedence header, which no RFC defines."""
        value = self.headers.raw("precedence") or self.headers.raw("x-precedence")
        return value.strip().lower()
