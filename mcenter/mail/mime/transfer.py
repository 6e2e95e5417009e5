"""
Content-Transfer-Encoding (RFC 2045 6), and what was there before it.

Rule 1: whatever is wrong with it, what can be read of a content is given.
Rule 2: what comes out is never longer than what goes in.
"""

from __future__ import annotations

import binascii
import io
import re

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)).difference(_LETTERS))
_MOST_LINES = 600_000  # Of 61 characters: more than any mail that is taken has.
_SOFT_BREAK = re.compile(rb"[^=\n]=\r?\n")
# Spaces, equals signs and the first bytes of UTF-8, as encoders write them.
_ENCODED = re.compile(rb"=(?:20|3D|C[23]=[89AB]|E2=80=[89AB])")
_ENOUGH = 3
_UUENCODE = frozenset({"uuencode", "x-uuencode", "x-uue"})


def decoded(content: bytes, encoding: str) -> bytes:
    """The content without its encoding; as it stands if that is unknown."""
    encoding = encoding.strip("\"' ").lower()
    if encoding == "base64":
        return base64(content)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content)
    if encoding in _UUENCODE:
        return _uudecoded(content) or content
    return content


def readable(content: bytes, encoding: str) -> bytes:
    """A text without its encoding, be it quoted-printable that nobody announced."""
    content = decoded(content, encoding)
    if b"=\n" not in content and b"=\r\n" not in content:
        return content
    breaks = len(_SOFT_BREAK.findall(content))
    if breaks < _ENOUGH or not _ENCODED.search(content):
        return content
    return binascii.a2b_qp(content)


def base64(content: bytes) -> bytes:
    """Bytes of base64 text; what is no base64 in it is passed over (RFC 2045 6.8)."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        letters = content.translate(None, _NOT_BASE64)
        # A lone last letter holds only six bits: no byte can be made of it.
        letters = letters[:-1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _uudecoded(content: bytes) -> bytes:
    """The lines between `begin` and `end` (uuencode(5) of POSIX); nothing if broken."""
    found = bytearray()
    if content.count(b"\n") > _MOST_LINES:
        return b""
    for line in io.BytesIO(content):
        text = line.rstrip(b"\r\n")
        if text == b"end":
            break
        if text and not text.startswith(b"begin "):
            # Some encoders put more at the end of a line than its length says.
            length = (((text[0] - 32) & 63) * 4 + 5) // 3
            try:
                found += binascii.a2b_uu(text[:length])
            except binascii.Error:
                return b""
        if len(found) > len(content):
            # A line may announce more than it has, which is filled with zeros.
            return b""
    return bytes(found)
