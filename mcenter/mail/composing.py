"""
A notification, made into the bytes of one mail (RFC 5322, RFC 2045 to 2047).

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
from mcenter.mail.notification import File, Notification, Post

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["File", "Notification", "Post", "compose"]

_SHORT_LINE = 78
_LONGEST_LINE = 998  # RFC 5322 section 2.1.1.
_MOST_REFERENCES = 50
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_ADDRESS = re.compile(r"[ !-;=?-~]{1,254}")


def compose(notification: Notification) -> bytes:
    """
    The whole mail as it is submitted.

    Raises ValueError where an address or the Message-ID of ours is none, and where the
    mail, read back, is not what was meant.
    """
    content_type, body = _body(notification)
    fields = [*_fields(notification), ("Content-Type", content_type)]
    head = "".join(field(name, words) for name, words in fields).encode()
    _compare(head, [name for name, _ in fields])
    mail = b"".join([head, b"\r\n", *body])
    _check_lines(mail)
    return mail


def _body(notification: Notification) -> tuple[list[str], list[bytes]]:
    """The text, and around it the files where there are any: its type, its bytes."""
    texts = [
        _part("plain", rendering.text(notification)),
        _part("html", rendering.html(notification)),
    ]
    token = hashlib.sha256(notification.message_id.encode()).hexdigest()[:32]
    content_type, body = _multipart("alternative", f"=_{token}", texts)
    files = [file for post in notification.posts for file in post.files]
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


def _fields(notification: Notification) -> list[tuple[str, Sequence[str]]]:
    return [
        ("From", [*_from_name(notification), f"<{_address(notification.address)}>"]),
        ("To", _recipient(notification)),
        ("Reply-To", [f"<{_address(notification.reply_to)}>"]),
        ("Subject", text(notification.subject)),
        *_threading(notification),
        ("Date", [format_datetime(notification.date.astimezone(UTC))]),
        ("Auto-Submitted", ["auto-generated"]),
        ("X-Auto-Response-Suppress", ["OOF, AutoReply"]),
        ("X-MCenter-Loop", [_address(notification.address)]),
        ("MIME-Version", ["1.0"]),
    ]


def _from_name(notification: Notification) -> list[str]:
    """Whoever calls themselves like the marketplace still writes via it."""
    if notification.from_name:
        return phrase(f"{notification.from_name} via {notification.marketplace}")
    return phrase(notification.marketplace)


def _recipient(notification: Notification) -> list[str]:
    """An address beyond ASCII is left to the envelope (RFC 6857 section 3.1.2)."""
    name = phrase(notification.to_name) if notification.to_name else []
    try:
        return [*name, f"<{_address(notification.to_address)}>"]
    except ValueError:
        return [*(name or phrase("undisclosed-recipients")), ":;"]


def _address(address: str) -> str:
    if not _ADDRESS.fullmatch(address) or "@" not in address or "=?" in address:
        raise ValueError("an address that does not fit into a header")
    return address


def _threading(notification: Notification) -> list[tuple[str, list[str]]]:
    """RFC 5322 section 3.6.4; of a long thread, the first id and the latest."""
    if not _MESSAGE_ID.fullmatch(notification.message_id):
        raise ValueError("a Message-ID that is none")
    fields = [("Message-ID", [notification.message_id])]
    known = list(filter(_MESSAGE_ID.fullmatch, notification.references))
    if known:
        kept = known[:1] + known[1:][1 - _MOST_REFERENCES :]
        fields += [("In-Reply-To", known[-1:]), ("References", kept)]
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
