"""
A notification or a notice, made into the bytes of a mail (RFC 5322, RFC 2045 to 2047).

Rule 1: CRLF, ASCII and short lines alone: what is sent again is the same, and no relay
has a reason to change it.
Rule 2: the composed mail is read back, and its header names compared with those that
were meant, before anybody gets it.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from datetime import UTC
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from typing import TYPE_CHECKING

from mcenter.mail import enclosing, rendering
from mcenter.mail.folding import field, phrase, text
from mcenter.mail.notification import File, Letter, Notice, Notification, Post

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["File", "Letter", "Notice", "Notification", "Post", "compose"]

_SHORT_LINE = 78
_LONGEST_LINE = 998  # RFC 5322 section 2.1.1.
_MOST_REFERENCES = 10
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_ADDRESS = re.compile(r"[ !-;=?-~]{1,254}")


def compose(letter: Letter) -> bytes:
    """
    The whole mail as it is submitted.

    Raises ValueError where an address or the Message-ID of ours is none, and where the
    mail, read back, is not what was meant.
    """
    content_type, body = _body(letter)
    fields = [*_fields(letter), ("Content-Type", content_type)]
    head = "".join(field(name, words) for name, words in fields).encode()
    _compare(head, [name for name, _ in fields])
    mail = b"".join([head, b"\r\n", *body])
    _check_lines(mail)
    return mail


def _body(letter: Letter) -> tuple[list[str], list[bytes]]:
    """The text, and around it the files where there are any: its type, its bytes."""
    texts = [
        _part("plain", rendering.text(letter)),
        _part("html", rendering.html(letter)),
    ]
    token = hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]
    content_type, body = _multipart("alternative", f"=_{token}", texts)
    posts = letter.posts if isinstance(letter, Notification) else ()
    files = [file for post in posts for file in post.files]
    if not files:
        return content_type, body
    text_part = b"".join([field("Content-Type", content_type).encode(), b"\r\n", *body])
    parts = [text_part, *map(enclosing.part, files)]
    return _multipart("mixed", f"=_files_{token}", parts)


def _multipart(
    subtype: str, boundary: str, parts: Sequence[bytes]
) -> tuple[list[str], list[bytes]]:
    """
    Parts between their boundary lines, and the words of their Content-Type.

    No post can hold the boundary: it is made of the Message-ID, random and new.
    """
    mark = f"--{boundary}".encode()
    pieces: list[bytes] = []
    for part in parts:
        pieces += [mark, b"\r\n", part, b"\r\n"]
    return [f"multipart/{subtype};", f'boundary="{boundary}"'], [
        *pieces,
        mark,
        b"--\r\n",
    ]


def _fields(letter: Letter) -> list[tuple[str, Sequence[str]]]:
    answered_at = [f"<{_address(letter.reply_to)}>"] if letter.reply_to else []
    return [
        ("From", [*_from_name(letter), f"<{_address(letter.address)}>"]),
        ("To", _recipient(letter)),
        *([("Reply-To", answered_at)] if answered_at else []),
        ("Subject", text(letter.subject)),
        *_threading(letter),
        ("Date", [format_datetime(letter.date.astimezone(UTC))]),
        ("Auto-Submitted", [letter.automatic]),
        ("X-Auto-Response-Suppress", ["OOF, AutoReply"]),
        ("X-MCenter-Loop", [_address(letter.address)]),
        ("MIME-Version", ["1.0"]),
    ]


def _from_name(letter: Letter) -> list[str]:
    """Whoever calls themselves like the marketplace still writes via it."""
    if letter.from_name:
        return phrase(f"{letter.from_name} via {letter.marketplace}")
    return phrase(letter.marketplace)


def _recipient(letter: Letter) -> list[str]:
    """An address beyond ASCII is left to the envelope (RFC 6857 section 3.1.2)."""
    name = phrase(letter.to_name) if letter.to_name else []
    try:
        return [*name, f"<{_address(letter.to_address)}>"]
    except ValueError:
        return [*(name or phrase("undisclosed-recipients")), ":;"]


def _address(address: str) -> str:
    if not _ADDRESS.fullmatch(address) or "@" not in address or "=?" in address:
        raise ValueError("an address that does not fit into a header")
    return address


def _threading(letter: Letter) -> list[tuple[str, list[str]]]:
    """RFC 5322 section 3.6.4: what all go back to, and the latest of the others."""
    if not _MESSAGE_ID.fullmatch(letter.message_id):
        raise ValueError("a Message-ID that is none")
    fields = [("Message-ID", [letter.message_id])]
    latest = letter.references[-_MOST_REFERENCES:]
    known = list(filter(_MESSAGE_ID.fullmatch, (letter.root, *latest)))
    if known:
        fields += [("In-Reply-To", known[-1:]), ("References", known)]
    return fields


def _part(subtype: str, content: str) -> bytes:
    """One text part, as it is where that is plain enough, else quoted-printable."""
    short = all(len(line) <= _SHORT_LINE for line in content.split("\n"))
    plain = content.isascii() and short
    charset, encoding = ("us-ascii", "7bit") if plain else ("utf-8", "quoted-printable")
    head = field("Content-Type", [f"text/{subtype};", f'charset="{charset}"'])
    head += field("Content-Transfer-Encoding", [encoding])
    body = content.replace("\n", "\r\n").encode()
    return head.encode() + b"\r\n" + (body if plain else binascii.b2a_qp(body))


def _compare(head: bytes, names: list[str]) -> None:
    if BytesHeaderParser().parsebytes(head).keys() != names:
        raise ValueError("the composed mail has other header fields than it should")


def _check_lines(mail: bytes) -> None:
    ends = mail.count(b"\r\n")
    if not mail.isascii() or {mail.count(b"\r"), mail.count(b"\n")} != {ends}:
        raise ValueError("the composed mail has bytes that mail must not have")
    if max(map(len, mail.split(b"\r\n"))) > _LONGEST_LINE:
        raise ValueError("the composed mail has a line that is too long")
