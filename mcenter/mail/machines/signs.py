"""What the rules about machines look at, taken from one mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mcenter.mail.machines.failure_words import tells_failure
from mcenter.mail.machines.plain_words import compiled, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.mime.headers import Headers
    from mcenter.mail.mime.parts import Part

HEAD = 2000

_END = re.compile(r"[\s;(]")
_DAEMON = re.compile(
    r"(?:mailer|mail|m|amavis|smtp|delivery)[-_.]?d(?:a?emon)(?:$|[-+_])|double-bounce"
    r"|microsoftexchange[0-9a-f]{32}$"
)
_OFFICE = re.compile(
    r"post_?master|mail-?admin\w*|mmdf|bounces?|majordomo|sysadmin|listserv|mailer|maiser"
    r"|mail-?router|gwia|posta-certificata"
)
_NO_REPLY = re.compile(
    r"(?:[\w.-]{1,60}[-_.+])?(?:no|do?[-_.]?not|dont|non|never)[-_.]?(?:reply|respond"
    r"|answer|replies)(?:$|[-_.+])"
    r"|(?:[\w.-]{1,60}[-_.+])?(?:nicht[-_.]?antworten|keine[-_.]?antwort|ne[-_.]?pas[-_.]?repondre"
    r"|no[-_.]?responder|nao[-_.]?responda|non[-_.]?rispondere|unattended)(?:$|[-_.+])"
)
_ROBOT = re.compile(
    r"(?:notifications?|notify|alerts?|spamcontrol|quarantine|imss|fbl|cron|daemon)"
    r"(?:$|[-_.+])"
)
_DAEMON_NAME = compiled(
    r".{0,60}(?:mail(?:er)?[- ]deliver(?:y|ies)|mailer[- ]?daemon).{0,60}"
    r"|(?:(?:the|electronic|e-?mail|imail|courier|network) )?(?:mail administrator"
    r"|system administrator|mail(?:ing)? ?system|mail router|postmaster|mail server)"
    r"(?: (?:at|of|for|@|-) ?\S{1,80})?"
    r"|microsoft (?:outlook|exchange)|systemadministrator|systembeheerder"
    r"|administrateur systeme|administrador del? sistema|amministratore di sistema"
    r"|administrat\w{2,4} systemu|системный администратор|システム管理者|系统管理员"
    r"|系統管理員|시스템 관리자"
)


@dataclass(frozen=True, kw_only=True)
class Signs:
    """All that the rules look at; `reply` is the text without what it quotes."""

    headers: Headers
    parts: Sequence[Part]
    types: Sequence[str]
    report_type: str
    subject: str
    local_part: str
    sender_name: str
    envelope_sender: str | None
    text: str
    reply: str

    def has(self, *names: str) -> bool:
        """One of these headers is there."""
        return self.headers.holds(names)

    @cached_property
    def words(self) -> str:
        """The subject, made comparable."""
        return plain(self.subject)

    @cached_property
    def head(self) -> str:
        """The first of the text, made comparable."""
        return plain(self.text[:HEAD].strip())

    @cached_property
    def said(self) -> str:
        """The first of what the author wrote, made comparable."""
        if self.reply == self.text:
            return self.head
        return plain(self.reply[:HEAD].strip())

    @property
    def is_json(self) -> bool:
        """The text begins as an object does."""
        # Most begin with a letter, and need not be made comparable.
        lettered = self.text[:HEAD].lstrip()[:1].isalnum()
        return not lettered and self.head.startswith("{")

    @cached_property
    def tells_failure(self) -> bool:
        """The text has words that mail systems tell a failure with."""
        return tells_failure(self.head)

    @cached_property
    def automatic(self) -> str:
        """Auto-Submitted without its comment and parameters (RFC 3834 5.2)."""
        value = self.headers.raw("auto-submitted")
        return _END.split(value.strip().lower(), maxsplit=1)[0] if value else ""

    @cached_property
    def from_daemon(self) -> bool:
        """The address or the name of a mail system, or no address: `<>`."""
        return bool(
            _DAEMON.match(self.local_part)
            or _OFFICE.fullmatch(self.local_part)
            or _DAEMON_NAME.fullmatch(plain(self.sender_name))
            or (not self.local_part and "<" in self.headers.raw("from"))
        )

    @property
    def from_mailer(self) -> bool:
        """The address of a mail system, which no person has."""
        return bool(_DAEMON.match(self.local_part))

    @cached_property
    def from_no_reply(self) -> bool:
        """An address that says it reads no answers."""
        return bool(_NO_REPLY.match(self.local_part))

    @property
    def from_robot(self) -> bool:
        """An address that programs send notices from, and seldom people."""
        return self.from_no_reply or bool(_ROBOT.match(self.local_part))

    @cached_property
    def precedence(self) -> str:
        """The Precedence header, which no RFC defines."""
        value = self.headers.raw("precedence") or self.headers.raw("x-precedence")
        return value.strip().lower()

    @property
    def null_sender(self) -> bool:
        """The envelope's `<>`, for mail that wants no answer (RFC 5321 4.5.5)."""
        return self.envelope_sender == ""
