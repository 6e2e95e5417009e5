"""
The trace headers that our own mail host put on top (RFC 5321 4.4 and what hosts add).

Rule 1: they count only before the first other header: below it anybody may have
written them. A host that puts a header on top which is not known here is believed in
nothing: then To, Cc and the envelope say whom a mail is for.
Rule 2: what is passed over is written where a mail is delivered or relayed, never where
it is made: a DKIM-Signature is the sender's, and ends them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter.mail import addresses
from mcenter.mail.mime import headers

if TYPE_CHECKING:
    from mcenter.mail.mime.headers import Headers

_NULL_SENDERS = frozenset({"", "mailer-daemon"})
_RECIPIENTS = frozenset(
    [
        "delivered-to",  # Postfix, Dovecot, Gmail.
        "x-original-to",  # Postfix.
        "envelope-to",  # Exim.
        "x-envelope-to",
        "x-forwarded-to",  # Gmail.
        "x-rcptto",  # mail-devel.
    ]
)
_OTHERS = frozenset(
    [
        "return-path",
        "received",
        "received-spf",
        "authentication-results",
        "delivery-date",  # Exim.
        "x-cyrus-session-id",
        "x-sieve",  # Cyrus.
        "x-forwarded-encrypted",  # Gmail, these four.
        "x-forwarded-for",
        "x-google-smtp-source",
        "x-received",
        "x-mailfrom",  # mail-devel.
    ]
)
_TRACE = _RECIPIENTS | _OTHERS
# RFC 8617, and SpamAssassin, which writes between the host's own.
_PREFIXES = ("arc-", "x-spam-")


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
            if name not in _TRACE and not name.startswith(_PREFIXES):
                break
            if name in _RECIPIENTS or name == "return-path":
                top.append((name, headers.text_of(value)))
        return cls(
            recipients=addresses.mailboxes(
                tuple(value for name, value in top if name in _RECIPIENTS)
            ),
            envelope_sender=_envelope_sender(top, told_sender),
        )


def is_null_sender(written: str) -> bool:
    """Tell whether this is how somebody writes the null sender (RFC 5321 4.5.5)."""
    return written.strip().strip("<>").strip().lower() in _NULL_SENDERS


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
            if is_null_sender(value):
                return ""
            return (*addresses.mailboxes((value,)), None)[0]
    return None
