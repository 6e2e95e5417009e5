"""
A letter, made into the bytes of a mail (RFC 5322, RFC 2045 to 2047).

Rule 1: CRLF, ASCII and short lines alone: what is sent again is the same, and no relay
has a reason to change it.
Rule 2: the composed mail is read back, and its header names compared with those that
were meant, before anybody gets it.
"""

from __future__ import annotations

import binascii
import hashlib
from email import policy
from email.parser import BytesHeaderParser
from functools import cache
from typing import TYPE_CHECKING

from mcenter.mail import enclosing, head, rendering
from mcenter.mail.folding import field
from mcenter.mail.notification import File, Letter, Notice, Notification, Post
from mcenter.mail.templating import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.templating import Templates

    Field = tuple[str, Sequence[str]]

__all__ = ["File", "Letter", "Notice", "Notification", "Post", "compose"]

_SHORT_LINE = 78
_LONGEST_LINE = 998  # RFC 5322 section 2.1.1.
# Python's newer reader finds the same fields; its values take ten times as long.
_READER = BytesHeaderParser(policy=policy.compat32)
# What people have no part in comes back as it was, whole.
_OURS = frozenset(
    {
        "Message-ID",
        "In-Reply-To",
        "References",
        "Thread-Index",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    }
)


def compose(letter: Letter, templates: Templates = BUILT_IN) -> bytes:
    """
    The whole mail as it is submitted.

    Raises ValueError where an address, a URL or an id of ours is none, and where the
    mail, read back, is not what was meant.
    """
    content_type, body = _body(letter, templates)
    fields = [*head.fields(letter), ("MIME-Version", ["1.0"]), content_type]
    mail = b"".join([_head(fields), b"\r\n", *body])
    _check_lines(mail)
    return mail


def _body(letter: Letter, templates: Templates) -> tuple[Field, list[bytes]]:
    """The text, and around it the files where there are any: its type, its bytes."""
    texts = [
        _part("plain", rendering.text(letter, templates)),
        _part("html", rendering.html(letter, templates)),
    ]
    token = hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]
    content_type, body = _multipart("alternative", f"=_{token}", texts)
    posts = letter.posts if isinstance(letter, Notification) else ()
    files = [file for post in posts for file in post.files]
    if not files:
        return content_type, body
    text_part = b"".join([_head([content_type]), b"\r\n", *body])
    parts = [text_part, *map(_enclosed, files)]
    return _multipart("mixed", f"=_files_{token}", parts)


def _multipart(
    subtype: str, boundary: str, parts: Sequence[bytes]
) -> tuple[Field, list[bytes]]:
    """
    Parts between their boundary lines, and their Content-Type.

    No post can hold the boundary: it is made of the Message-ID, random and new.
    """
    mark = f"--{boundary}".encode()
    pieces: list[bytes] = []
    for part in parts:
        pieces += [mark, b"\r\n", part, b"\r\n"]
    words = [f"multipart/{subtype};", f'boundary="{boundary}"']
    return ("Content-Type", words), [*pieces, mark, b"--\r\n"]


def _part(subtype: str, content: str) -> bytes:
    """One text part, as it is where that is plain enough, else quoted-printable."""
    longest = max(map(len, content.split("\n")))
    plain = content.isascii() and longest <= _SHORT_LINE
    body = content.replace("\n", "\r\n").encode()
    if not plain:
        body = binascii.b2a_qp(body)
    return _text_head(subtype, plain=plain) + b"\r\n" + body


@cache
def _text_head(subtype: str, *, plain: bool) -> bytes:
    charset, encoding = ("us-ascii", "7bit") if plain else ("utf-8", "quoted-printable")
    return _head(
        [
            ("Content-Type", [f"text/{subtype};", f'charset="{charset}"']),
            ("Content-Transfer-Encoding", [encoding]),
        ]
    )


def _enclosed(file: File) -> bytes:
    """A file as one part, whose header is read back as well."""
    part = enclosing.part(file)
    _read(part[: part.find(b"\r\n\r\n") + 4], enclosing.NAMES)
    return part


def _head(fields: Sequence[Field]) -> bytes:
    """Header fields as bytes, read back."""
    written = "".join(field(name, words) for name, words in fields).encode()
    values = _read(written, [name for name, _ in fields])
    for (name, words), value in zip(fields, values, strict=True):
        if name in _OURS and not _is_whole(value, " ".join(words)):
            raise ValueError(f"the composed mail has another {name} than it should")
    return written


def _read(head: bytes, names: Sequence[str]) -> list[str]:
    """Read a head of these fields, and nothing else.  Raises ValueError."""
    read = _READER.parsebytes(head)
    if read.keys() != list(names) or read.get_payload():
        raise ValueError("the composed mail has other header fields than it should")
    return read.values()


def _is_whole(value: str, meant: str) -> bool:
    """Tell whether a value is what was meant, and holds nothing to be decoded."""
    return " ".join(value.split()) == meant and "=?" not in meant


def _check_lines(mail: bytes) -> None:
    ends = mail.count(b"\r\n")
    if not mail.isascii() or {mail.count(b"\r"), mail.count(b"\n")} != {ends}:
        raise ValueError("the composed mail has bytes that mail must not have")
    if max(map(len, mail.split(b"\r\n"))) > _LONGEST_LINE:
        raise ValueError("the composed mail has a line that is too long")
