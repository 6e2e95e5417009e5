"""
Pictures that stand in what was cut: logos of signatures, pictures of earlier mail.

Rule 1: only a picture goes that is not marked as an attachment, and that the text
refers to in nothing but its cut part; what nothing refers to stays.
Rule 2: a text is read anew only where a mail has such pictures, and up to 1 MB and
5,000 tags; beyond that every picture stays.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mcenter.mail import html, reply_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcenter.mail.mime.parts import Part
    from mcenter.mail.reply_text import Cut

LENGTH_LIMIT = 1_000_000
TAG_LIMIT = 5000

# Of Unicode's private use: one character stands for one picture, of 200 at most.
_FIRST_MARK = 0xE000
# Each finds its ">", or the end of the text is cut off before.
_IMAGE = re.compile(r"<img\b([^>]*)>", re.IGNORECASE)
_SOURCE = re.compile(
    r"\bsrc\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_BY_HOST = re.compile(r"\[cid:([^\[\]\s@]{1,100})@[^\[\]\s@]{1,255}\]", re.IGNORECASE)
_FILE = re.compile(r".\.(?:bmp|gif|heic|jpe?g|png|svg|webp)\Z", re.IGNORECASE)
_IN_PLAIN = re.compile(r"\[(cid|image): ?([^\[\]\n]{1,200})\]", re.IGNORECASE)


def quoted(parts: Sequence[Part], cut: Cut) -> tuple[Part, ...]:
    """The pictures among `parts` that only the cut part of a mail refers to."""
    pictures = {
        chr(_FIRST_MARK + at): part
        for at, part in enumerate(parts)
        if _may_be_inline(part)
    }
    if not pictures:
        return ()
    marks = _marks(pictures)
    mine, theirs = _in_plain(cut.reply, marks), _in_plain(cut.quoted, marks)
    if any(_is_html(part) for part in parts):
        found = _html_cut(parts, marks)
        mine, theirs = mine.union(found.reply), set(found.quoted)
    return tuple(
        part for mark, part in pictures.items() if mark in theirs and mark not in mine
    )


def named(text: str) -> str:
    """A plain text whose pictures go by their names, which tell no writer's host."""
    return _BY_HOST.sub(
        lambda match: f"[{match[1] if _FILE.search(match[1]) else 'picture'}]", text
    )


def _may_be_inline(part: Part) -> bool:
    """A picture that a text may refer to (RFC 2392, RFC 2557 section 8)."""
    named = "content-id" in part.headers or "content-location" in part.headers
    picture = part.content_type.startswith("image/")
    return picture and named and part.disposition != "attachment"


def _marks(pictures: Mapping[str, Part]) -> dict[str, str]:
    """The mark of each name by which a text refers to one picture and no other."""
    found: dict[str, str] = {}
    for mark, part in pictures.items():
        for name in _names(part):
            found[name] = "" if name in found else mark
    return found


def _names(part: Part) -> set[str]:
    content_id = part.headers.raw("content-id").strip().strip("<>")
    location = part.headers.raw("content-location").strip()
    names = {location, f"cid:{unquote(content_id)}", f"image:{part.name}"}
    return names - {"", "cid:", "image:"}


def _in_plain(text: str, marks: Mapping[str, str]) -> set[str]:
    """The marks of pictures that a plain text names: [cid:…], [image: …]."""
    found = _IN_PLAIN.finditer(text)
    return {marks.get(f"{match[1].lower()}:{match[2]}", "") for match in found} - {""}


def _is_html(part: Part) -> bool:
    return part.is_body and part.content_type == "text/html"


def _html_cut(parts: Sequence[Part], marks: Mapping[str, str]) -> Cut:
    """The text of the HTML, with a mark where each picture stands, cut."""
    source = "\n".join(part.text for part in parts if _is_html(part))
    if len(source) > LENGTH_LIMIT or source.count("<") > TAG_LIMIT:
        return reply_text.cut("")
    end = source.rfind(">") + 1
    marked = _IMAGE.sub(lambda match: _mark(match[1], marks), source[:end])
    return reply_text.cut(html.to_text(marked + source[end:]) or "")


def _mark(attributes: str, marks: Mapping[str, str]) -> str:
    """The mark of the picture that an <img> shows; nothing for one from elsewhere."""
    source = _SOURCE.search(attributes)
    if source is None:
        return ""
    address = unescape(source[1] or source[2] or source[3] or "").strip()
    if address[:4].lower() == "cid:":
        address = f"cid:{unquote(address[4:])}"
    mark = marks.get(address, "")
    # As clients write a picture into plain text, which is what reply_text knows.
    return f"[image: {mark}]" if mark else ""
