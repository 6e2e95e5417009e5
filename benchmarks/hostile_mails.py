"""
Mails of 25 MB, each made to be as dear to a reader as its kind allows.

Rule 1: each is built when asked for: all at once would not fit into memory.
Rule 2: those that break a limit are there as well as those that just keep it.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from mcenter.config import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = Limits().mail_size
_HEAD = (
    b"From: Ann Abbot <ann@shop.example>\r\nTo: reply+x@market.example\r\n"
    b"Subject: Re: Your order\r\nMessage-ID: <1@shop.example>\r\n"
)
_MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
_BASE64 = b"Content-Transfer-Encoding: base64\r\n\r\n"
_FILE = b"Content-Disposition: attachment; filename=a.bin\r\n"
# What the reader takes at most of each: just below, nothing is spared.
_PARTS = 198
_LINES = 99_000
_TEXT = 3_900_000


def _filled(head: bytes, unit: bytes, tail: bytes = b"") -> bytes:
    """Repeat a unit between head and tail until the mail is as large as it may be."""
    room = SIZE - len(head) - len(tail)
    return head + (unit * (room // len(unit) + 1))[:room] + tail


def _text(unit: bytes, kind: bytes = b"Content-Type: text/plain\r\n\r\n") -> bytes:
    """Text as long as is read, and an attachment that makes up the rest."""
    most = min(_TEXT, len(unit) * (_LINES // max(1, unit.count(b"\n"))))
    body = (unit * (most // len(unit) + 1))[:most]
    head = _HEAD + _MIXED + b"--b\r\n" + kind + body + b"\r\n--b\r\n" + _FILE + b"\r\n"
    return _filled(head, b"x" * 76 + b"\r\n", b"\r\n--b--\r\n")


def _parts(part: bytes, subtype: bytes = b"mixed") -> bytes:
    """As many parts as are read, each begun as given and filled to the same size."""
    head = _HEAD + b"Content-Type: multipart/%b; boundary=b\r\n\r\n" % subtype
    room = (SIZE - len(head)) // _PARTS - len(part) - 9
    return head + (b"--b\r\n" + part + b"A" * room + b"\r\n\r\n") * _PARTS


def _nested(label: bytes, depth: int) -> bytes:
    heads = b"".join(label.replace(b"%", b"%d" % level) for level in range(depth))
    return _filled(_HEAD + heads + b"\r\n", b"x" * 76 + b"\r\n")


def _attached(head: bytes, unit: bytes) -> bytes:
    return _filled(_HEAD + _FILE + head, unit)


def _base64_text(charset: bytes, content: bytes) -> bytes:
    kind = b"Content-Type: text/plain; charset=%b\r\n%b" % (charset, _BASE64)
    return _text(base64.b64encode(content * 3), kind)


_LEVEL = b"Content-Type: multipart/mixed; boundary=b%\r\n\r\n--b%\r\n"
_MESSAGE = b"Content-Type: message/rfc822\r\n\r\n"
MAILS: dict[str, Callable[[], bytes]] = {
    # Headers.
    "a header block without an end": lambda: _filled(_HEAD, b"X-A: b\r\n"),
    "a field without an end": lambda: _filled(_HEAD + b"X-A: ", b"a" * 76),
    "a field folded without an end": lambda: _filled(_HEAD + b"To: ", b"a@b,\r\n "),
    "encoded words without an end": lambda: _filled(
        b"Subject: ", b"=?utf-8?b?w6k=?=\r\n "
    ),
    "colons alone": lambda: _filled(b"", b":"),
    "CR alone": lambda: _filled(_HEAD.replace(b"\r\n", b"\r"), b"a\r"),
    "empty lines before any header": lambda: _filled(b"", b"\r\n"),
    "NUL alone": lambda: _filled(b"", b"\0"),
    "a large block for each part": lambda: _parts(b"X-A: b\r\n" * 900 + b"\r\n"),
    "a full block and a small body": lambda: _filled(
        b"To: a@b.example,\r\n" * 900 + _HEAD + b"\r\n", b"x\r\n"
    ),
    # Parts.
    "boundaries alone": lambda: _filled(_HEAD + _MIXED, b"--b\r\n"),
    "boundaries nearly": lambda: _filled(_HEAD + _MIXED, b"--bx\r\n"),
    "boundaries at the end of lines": lambda: _filled(_HEAD + _MIXED, b"-" * 75 + b"b"),
    "a boundary of dashes": lambda: _filled(
        _HEAD + b"Content-Type: multipart/mixed; boundary=--\r\n\r\n", b"-"
    ),
    "a boundary that never comes": lambda: _filled(_HEAD + _MIXED, b"x" * 76 + b"\r\n"),
    "many files": lambda: _parts(_FILE + b"\r\n"),
    "many files in base64": lambda: _parts(_FILE + _BASE64),
    "many attached mails": lambda: _parts(_MESSAGE * 18),
    "many texts": lambda: _parts(b"Content-Type: text/plain\r\n\r\n"),
    "many texts, one to be read": lambda: _parts(
        b"Content-Type: text/plain\r\n\r\n", b"alternative"
    ),
    "many HTML texts, one to be read": lambda: _parts(_HTML + b"<p>", b"alternative"),
    "multiparts in multiparts": lambda: _nested(_LEVEL, 19),
    "more of them than are read": lambda: _nested(_LEVEL, 100_000),
    "mails in mails": lambda: _nested(_MESSAGE, 19),
    "more of them than are read, too": lambda: _nested(_MESSAGE, 100_000),
    "a report": lambda: _filled(
        _HEAD + b"Content-Type: message/delivery-status\r\n\r\n",
        b"Action: failed\r\nFinal-Recipient: rfc822; a@b.example\r\n\r\n",
    ),
    "a returned header": lambda: _filled(
        _HEAD.replace(b"ann@", b"mailer-daemon@")
        + b"Content-Type: text/rfc822-headers\r\n\r\n",
        b"X-A: b\r\n",
    ),
    # Encodings.
    "a file in base64": lambda: _attached(_BASE64, b"QUJD" * 19 + b"\r\n"),
    "a file in base64 with dirt": lambda: _attached(_BASE64, b"Q*U.J!"),
    "a file in base64, all padding": lambda: _attached(_BASE64, b"="),
    "a file in quoted-printable": lambda: _attached(
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n", b"=3D=\r\n"
    ),
    "a text in base64 with dirt": lambda: _text(
        b"Q*U.J!", b"Content-Type: text/plain\r\n" + _BASE64
    ),
    "a text in UTF-16": lambda: _base64_text(b"utf-16", b"a\0"),
    "a text in ISO-2022-JP": lambda: _base64_text(b"iso-2022-jp", b"\x1b$B$\x22\x1b(B"),
    "a text of no charset": lambda: _base64_text(b"utf-8", b"\xff\xfe\xed\xa0\x80"),
    "soft line ends": lambda: _text(
        b"=\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ),
    "flowed lines": lambda: _text(
        b"a \r\n", b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n"
    ),
    # Text.
    "more text than is read": lambda: _filled(_HEAD + b"\r\n", b"word "),
    "more lines than are read": lambda: _filled(_HEAD + b"\r\n", b"\r\n"),
    "one line": lambda: _text(b"word "),
    "quote marks": lambda: _text(b"> " * 300 + b"\r\n"),
    "attributions": lambda: _text(b"On Mon, 5 Jan 2026 at 09:00, Ann wrote:\r\n"),
    "attributions nearly": lambda: _text(
        b"On 5 Jan 2026 Ann <a@b.example>:x wrote\r\n"
    ),
    "short attributions, nearly": lambda: _text(b"On 5 Jan 2026 at 9:00 Ann Ab:\r\n"),
    "long attributions, nearly": lambda: _text(
        b"On Mon 5 Jan 2026 at 09:00 " * 14 + b"Ann:\r\n"
    ),
    "long lines of names": lambda: _text(b"Ann Abbot " * 38 + b"wrote:\r\n> x\r\n"),
    "long lines of dashes": lambda: _text(b"-_" * 190 + b" original -\r\n"),
    "wide characters": lambda: _text("\U0001f600 \u4f60\r\n".encode()),
    "wide characters, few lines": lambda: _text("\U0001f600".encode() * 10_000),
    "header blocks": lambda: _text(b"From: x\r\nSent: 1\r\n"),
    "delimiters": lambda: _text(b"-- \r\n"),
    "rulers": lambda: _text(b"______________________________\r\n"),
    "device footers": lambda: _text(b"> x\r\nSent from my iPhone\r\n"),
    "phone numbers": lambda: _text(b"Tel +44 20 7946 0123\r\n\r\n"),
    "our own marker, nearly": lambda: _text(b"please reply above this\r\n"),
    # HTML.
    "elements in elements": lambda: _text(b"<div>", _HTML),
    "paragraphs": lambda: _text(b"<p>a", _HTML),
    "just as many tags as are parsed": lambda: _text(b"<p>a" + b"a" * 190, _HTML),
    "quotes in quotes": lambda: _text(b"<blockquote>" + b"a" * 190, _HTML),
    "tables": lambda: _text(b"<table><tr><td>" + b"a" * 600, _HTML),
    "formatting": lambda: _text(b"<b><i>", _HTML),
    "attributes": lambda: _text(b"<p " + b"a=1 " * 2000 + b">", _HTML),
    "a tag without an end": lambda: _text(b"<p ", _HTML),
    "comments": lambda: _text(b"<!--", _HTML),
    "entities": lambda: _text(b"&amp;&#65;", _HTML),
    "line breaks": lambda: _text(b"<br>", _HTML),
    "more HTML than is read": lambda: _filled(_HEAD + _HTML, b"<div>a"),
}
