"""
One addr-spec (RFC 5322 section 3.4.1): what it is, and when two are the same.

Rule 1: one bare address, without a display name, brackets or comments.
Rule 2: what is returned has no control, no space outside quotes, and an ASCII domain.
"""

from __future__ import annotations

import re
import unicodedata

LOCAL_PART_OCTETS = 64  # RFC 5321 section 4.5.3.1.1.
ADDRESS_OCTETS = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets.

# What atext and qtext leave out; all beyond ASCII is in both (RFC 6532 section 3.2).
_ATOM = r"[^\x00-\x20()<>\[\]:;@\\,.\"\x7f]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED = re.compile(r'"((?:[^\x00-\x1f"\\\x7f]|\\[ -~])*)"')
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ESCAPED = re.compile(r"\\(.)")


def parse(text: str) -> str:
    """
    The addr-spec in text, trimmed, in NFC, its local part quoted only where it must be.

    Raises ValueError for anything that no mail could be sent to, for domain literals
    and for domains beyond ASCII: those belong in their `xn--` form.
    """
    if len(text) > 2 * ADDRESS_OCTETS:
        raise ValueError("an address has at most 254 bytes")
    # Composed first, since composing may give what an address may not hold.
    local, at, domain = unicodedata.normalize("NFC", text.strip(" \t\r\n")).rpartition(
        "@"
    )
    if not at or not _DOMAIN.fullmatch(domain):
        raise ValueError("an address is NAME@DOMAIN, with a domain in ASCII")
    local = _local_part(local)
    if len(local.encode()) > LOCAL_PART_OCTETS:
        raise ValueError("the part before the @ has at most 64 bytes")
    if len(f"{local}@{domain}".encode()) > ADDRESS_OCTETS:
        raise ValueError("an address has at most 254 bytes")
    return f"{local}@{domain}"


def _local_part(text: str) -> str:
    if text.isascii() and _DOT_ATOM.fullmatch(text):
        return text
    if any(unicodedata.category(char)[0] in "CZ" for char in text if char != " "):
        raise ValueError("an address has no control and no invisible character")
    if _DOT_ATOM.fullmatch(text):
        return text
    quoted = _QUOTED.fullmatch(text)
    if quoted is None:
        raise ValueError("the part before the @ is no name that mail knows")
    content = _ESCAPED.sub(r"\1", quoted[1])
    if _DOT_ATOM.fullmatch(content):
        return content
    return '"' + re.sub(r'(["\\])', r"\\\1", content) + '"'


def comparison(text: str) -> str:
    """
    The form in which two spellings of one address are equal; ValueError as in `parse`.

    Both parts are lowered in ASCII alone: RFC 5321 section 2.4 lets a host tell `Bob`
    from `bob`, but no host that people use does, and nobody knows how it would fold ß.
    """
    return _ascii_lower(parse(text))


def _ascii_lower(text: str) -> str:
    return re.sub(r"[A-Z]+", lambda match: match[0].lower(), text)


def domain(address: str) -> str:
    """The domain of a parsed address, lowered."""
    return _ascii_lower(address.rpartition("@")[2])
