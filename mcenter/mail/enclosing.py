"""
Files as parts of a mail (RFC 2045, RFC 2183), the same bytes on each try.

Rule 1: neither a name nor a media type from people can become a header field, or a
part: types are a few plain ones, all others are mere bytes.
Rule 2: a reader saves a file, or shows a picture; nothing that runs code is announced.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from mcenter.mail.folding import field, parameter

if TYPE_CHECKING:
    from mcenter.mail.notification import File

ANY = "application/octet-stream"
NAMES = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")
"""The fields of each such part."""

_LINE = 76  # RFC 2045 section 6.8.
_PLAIN = re.compile(r"(?:application|audio|image|text|video)/[a-z0-9][a-z0-9.+-]{0,79}")
# A reader that opens one of these in place runs what is in it.
_ACTIVE = ("html", "xml", "script", "flash", "/hta")


def part(file: File) -> bytes:
    """A file as one part, with its header, in base64; lines end with CRLF."""
    head = field("Content-Type", [media_type(file.content_type)])
    head += field("Content-Transfer-Encoding", ["base64"])
    name = parameter("filename", file.name)
    head += field("Content-Disposition", ["attachment;", *name])
    return head.encode() + b"\r\n" + _base64(file.content)


def media_type(given: str) -> str:
    """The type that a file is sent on with."""
    known = _PLAIN.fullmatch(given) and not given.endswith(_ACTIVE)
    return given if known else ANY


def _base64(content: bytes) -> bytes:
    # In one go: a call for each line takes ten times as long.
    encoded = binascii.b2a_base64(content, newline=False)
    lines = [encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE)]
    return b"\r\n".join([*lines, b""])
