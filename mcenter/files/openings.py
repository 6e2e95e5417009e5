"""
What a file is by how it begins, whatever its name and its media type say.

Rule 1: only what programs make and what names people is told of: cards, diaries, keys,
certificates, mails.
Rule 2: a few first bytes are looked at; nothing is opened or unpacked.
"""

from __future__ import annotations

import re

_LOOKED_AT = 16_000
# Marks of byte order, and empty lines.
_BEFORE = b"\xff\xfe\xef\xbb\xbf \t\r\n"
_BEGINNINGS = (
    (re.compile(rb"BEGIN:VCARD\b", re.IGNORECASE), "text/vcard"),
    (re.compile(rb"BEGIN:VCALENDAR\b", re.IGNORECASE), "text/calendar"),
    (
        re.compile(rb"-----BEGIN PGP (?:PUBLIC KEY|PRIVATE KEY|SIGNATURE)"),
        "application/pgp-keys",
    ),
    (
        re.compile(rb"-----BEGIN (?:CERTIFICATE|PKCS7|CMS)-----"),
        "application/x-pem-file",
    ),
    (re.compile(rb"\x78\x9f\x3e\x22"), "application/ms-tnef"),
)
_BLANK = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"(?:From [^\n]{1,200}\n)?[!-9;-~]{1,60}:[ \t]*[^\s]")
_FROM = re.compile(rb"^From:", re.IGNORECASE | re.MULTILINE)
# What people do not type above a text, though they may well type From and To.
_TRACE = re.compile(
    rb"^(?:Message-ID|Received|Return-Path|MIME-Version|DKIM-Signature):",
    re.IGNORECASE | re.MULTILINE,
)


def media_type(content: bytes) -> str:
    """Give the media type that the first bytes tell; empty where they tell none."""
    # UTF-16 puts a NUL beside each letter of what is looked for.
    begin = content[:_LOOKED_AT].lstrip(_BEFORE).replace(b"\0", b"")
    for beginning, found in _BEGINNINGS:
        if beginning.match(begin):
            return found
    return "message/rfc822" if _is_mail(begin) else ""


def _is_mail(begin: bytes) -> bool:
    if not _FIELD.match(begin):
        return False
    head = _BLANK.split(begin, maxsplit=1)[0]
    return bool(_FROM.search(head) and _TRACE.search(head))
