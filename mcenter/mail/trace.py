"""
The trace headers that our own mail host put on top (RFC 5321 4.4 and what hosts add).

Rule 1: they count only before the first other header: below it anybody may have
written them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter.mail import addresses
from mcenter.mail.mime import headers

if TYPE_CHECKING:
    from mcenter.mail.mime.headers import Headers

_TRACE = frozenset(
    [
        "return-path",
        "received",
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "x-rcptto",
        "x-mailfrom",
        "x-forwarded-to",
        "authentication-results",
        "received-spf",
        "dkim-signature",
    ]
)
_RECIPIENTS = frozenset(
    [
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "x-rcptto",
        "x-forwarded-to",
    ]
)


@dataclass(frozen=True, kw_only=True)
class Trace:
    """For whom and from whom the host took a mail."""

    recipients: tuple[str, ...]
    envelope_sender: str | None

    @classmethod
    def of(cls, found: Headers, *, told_sender: str | None = None) -> Trace:
        """Read the trace headers at the top of `found`; an MTA may tell the sender."""
        top: list[tuple[str, str]] = []
        for name, value in found.fields:
            if name not in _TRACE and not name.startswith("arc-"):
                break
            if name in _RECIPIENTS or name == "return-path":
                top.append((name, headers.text_of(value)))
        return cls(
            recipients=addresses.mailboxes(
                tuple(value for name, value in top if name in _RECIPIENTS)
            ),
            envelope_sender=_envelope_sender(top, told_sender),
        )


def _envelope_sender(top: list[tuple[str, str]], told: str | None) -> str | None:
    """What was told beside the mail, and its Return-Path: null where either is."""
    returned = _return_path(top)
    if "" in {told, returned}:
        return ""
    return told or returned


def _return_path(top: list[tuple[str, str]]) -> str | None:
    """The topmost Return-Path: "" is the null sender, None is unknown."""
    for name, value in top:
        if name == "return-path":
            inside = value.strip().strip("<>").strip()
            if not inside or inside.lower() == "mailer-daemon":
                return ""
            return (*addresses.mailboxes((value,)), None)[0]
    return None
