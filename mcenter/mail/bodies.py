"""
Which parts of a mail are its text: plain first, HTML where plain says nothing.

Rule 1: of alternatives one is read, of parts beside each other all are, in their order.
Rule 2: a plain part that only asks for an HTML reader is a stub, and HTML is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail import html, reply_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.mime import Part
    from mcenter.mail.reply_text import Cut

_STUB = re.compile(
    r"\bhtml\b[^\n]{0,80}\b(?:view|client|support|display|reader|mail|version|message)"
    r"|(?:view|client|support|display|reader)[^\n]{0,80}\bhtml\b",
    re.IGNORECASE,
)
_LONGEST_STUB = 400
_QUOTE_MARKS = re.compile(
    r"gmail_quote|type=[\"']?cite|divRplyFwdMsg|yahoo_quoted|moz-cite-prefix|appendonsend"
    r"|OLK_SRC_BODY|protonmail_quote|<blockquote",
    re.IGNORECASE,
)


def read(parts: Sequence[Part]) -> tuple[str, Cut]:
    """The whole text of a mail, and the same cut into what is new and what is not."""
    bodies = [part for part in parts if part.is_body]
    texts = [_text(group) for group in _groups(bodies)]
    whole = "\n\n".join(text for text in texts if text.strip())
    found = reply_text.cut(whole)
    if not found.quoted and len(texts) == 1 and (other := _marked(bodies)):
        better = reply_text.cut(other)
        if better.reply and better.quoted:
            return whole, better
    return whole, found


def _groups(bodies: Sequence[Part]) -> list[list[Part]]:
    """Alternatives of one another together, all others alone."""
    groups: list[list[Part]] = []
    for part in bodies:
        same = groups and part.alternative and groups[-1][0].alternative
        if same and same == part.alternative:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _text(group: Sequence[Part]) -> str:
    """The plain text of a group of alternatives, or that of its HTML."""
    plain = "\n\n".join(
        part.text for part in group if part.content_type == "text/plain"
    )
    if _says_something(plain):
        return plain
    for part in group:
        if part.content_type == "text/html":
            text = html.to_text(part.text)
            return text if text.strip() else plain
    return plain


def _says_something(plain: str) -> bool:
    if not plain or plain.isspace():
        return False
    return len(plain) > _LONGEST_STUB or not _STUB.search(plain)


def _marked(bodies: Sequence[Part]) -> str:
    """The HTML beside a plain text without quotes, when it does mark some."""
    plain = any(part.content_type == "text/plain" for part in bodies)
    for part in bodies:
        if plain and part.content_type == "text/html":
            text = part.text
            return html.to_text(text) if _QUOTE_MARKS.search(text) else ""
    return ""
