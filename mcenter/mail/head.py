"""
The header fields of a mail of ours (RFC 5322, RFC 2369, RFC 3834, RFC 8058).

Rule 1: what people wrote is cleaned by content; what is ours is held to its form, and
there is no mail where it does not fit.
Rule 2: no address, no URL and no Message-ID is encoded or parted.
"""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from mcenter.mail import wording
from mcenter.mail.folding import phrase, text
from mcenter.mail.notification import Notification

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.mail.notification import Leaving, Letter

    Fields = Iterator[tuple[str, Sequence[str]]]

MOST_REFERENCES = 10
# Without what reads as an encoded word: some readers would decode it.
_MESSAGE_ID = re.compile(r"<(?!.*=\?)[!-;=?-~]{1,250}>")
_ADDRESS = re.compile(r"[ !-;=?-~]{1,254}")
_URL = re.compile(r"https://[!#-;=?-~]{1,900}")
# [MS-DTYP] 2.3.3: a FILETIME counts 100 nanoseconds.
_FILETIME_BEGINS = datetime(1601, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_TICKS = 10
_LONG_AGO = 0x00FE0000 << 32


def fields(letter: Letter) -> Fields:
    """
    Give each field's name and the words of its value, but for MIME's.

    Raises ValueError where an address, a URL or an id of ours is none.
    """
    yield "From", [*phrase(wording.sender(letter)), f"<{address(letter.address)}>"]
    yield "To", _recipient(letter)
    if letter.reply_to:
        yield "Reply-To", [f"<{address(letter.reply_to)}>"]
    yield "Subject", text(wording.subject(letter))
    yield from _threading(letter)
    yield "Date", [format_datetime(letter.date.astimezone(UTC))]
    if letter.leaving:
        yield from _leaving(letter.leaving)
    yield "Auto-Submitted", [letter.automatic]
    yield "X-Auto-Response-Suppress", ["OOF, AutoReply"]
    yield "X-MCenter-Loop", [address(letter.address)]


def address(given: str) -> str:
    """An address as it may stand in a header; else ValueError."""
    if not _ADDRESS.fullmatch(given) or "@" not in given or "=?" in given:
        raise ValueError("an address that does not fit into a header")
    return given


def _recipient(letter: Letter) -> list[str]:
    """An address beyond ASCII is left to the envelope (RFC 6857 section 3.1.2)."""
    name = phrase(letter.to_name) if letter.to_name else []
    try:
        return [*name, f"<{address(letter.to_address)}>"]
    except ValueError:
        return [*(name or phrase("undisclosed-recipients")), ":;"]


def _threading(letter: Letter) -> Fields:
    """RFC 5322 section 3.6.4: what all go back to, and the latest of the others."""
    if not _MESSAGE_ID.fullmatch(letter.message_id):
        raise ValueError("a Message-ID that is none")
    yield "Message-ID", [letter.message_id]
    latest = letter.references[-MOST_REFERENCES:]
    known = list(filter(_MESSAGE_ID.fullmatch, (letter.root, *latest)))
    if known:
        yield "In-Reply-To", known[-1:]
        yield "References", known
    if isinstance(letter, Notification) and letter.root:
        yield "Thread-Topic", text(wording.subject(letter))
        if letter.begun:
            yield "Thread-Index", [_index(letter, letter.begun)]


def _index(letter: Letter, begun: datetime) -> str:
    """
    Where a mail stands in its thread ([MS-OXOMSG] section 2.2.1.3).

    A header of 22 bytes, the same for all mails of the thread, and a child of 5.
    """
    ticks = _filetime(begun) >> 16 << 16
    guid = hashlib.sha256(letter.root.encode()).digest()[:16]
    later = max(0, _filetime(letter.date) - ticks)
    code, shift = (1, 23) if later & _LONG_AGO else (0, 18)
    delta = later >> shift & 0x7FFFFFFF
    chance = hashlib.sha256(letter.message_id.encode()).digest()[0] & 0xF0
    child = (code << 31 | delta).to_bytes(4, "big") + bytes([chance])
    return base64.b64encode((ticks >> 16).to_bytes(6, "big") + guid + child).decode()


def _filetime(at: datetime) -> int:
    return (at - _FILETIME_BEGINS) // _TICK * _TICKS


def _leaving(leaving: Leaving) -> Fields:
    """RFC 2369 section 3.2; one click only where a site takes it (RFC 8058)."""
    mailto = f"<mailto:{address(leaving.unsubscribe)}?subject=unsubscribe>"
    if not leaving.url:
        yield "List-Unsubscribe", [mailto]
        return
    if not _URL.fullmatch(leaving.url) or "=?" in leaving.url:
        raise ValueError("a URL that does not fit into a header")
    yield "List-Unsubscribe", [f"{mailto},", f"<{leaving.url}>"]
    yield "List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]
