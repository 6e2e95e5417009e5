"""
Which parts of a mail are its text: plain first, HTML where plain says nothing.

Rule 1: of alternatives one is read, of parts beside each other all are, in their order.
Rule 2: a plain part that only asks for an HTML reader is a stub, and HTML is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from mcenter.mail import html, reply_text
from mcenter.mail.html import cost
from mcenter.mail.mime import wrapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.mime.parts import Part
    from mcenter.mail.reply_text import Cut

TEXT_LIMIT = 4_000_000
LINE_LIMIT = 65_000
BYTES_LIMIT = 2 * TEXT_LIMIT  # Of all parts that are read, as they are encoded.

_STUB = re.compile(
    r"\bhtml\b[^\n]{0,80}\b(?:view|client|support|display|reader|mail|version|message)"
    r"|(?:view|client|support|display|reader)[^\n]{0,80}\bhtml\b",
    re.IGNORECASE,
)
_LONGEST_STUB = 400
_LONGEST_TAG = 2000
_MARKS = re.compile(
    r"quote|signature|type=[\"']?cite|divrplyfwdmsg|moz-cite-prefix|appendonsend"
    r"|olk_src_body|messagereplysection|data-marker|border-top:\s?solid"
)
# What a cut text rarely has, unless it is of a signature or of earlier mail.
_NUMBER = re.compile(r"[\d+(][\d ()./-]{7,20}\d")
_ADDRESS = re.compile(r"@\S+\.\w")
_RULER = re.compile(r"^[-_]{2,4}$", re.MULTILINE)
_WORD = re.compile(r"\w+")
_MOSTLY = 0.8


@dataclass(kw_only=True)
class _Budget:
    """What may still be read of one mail: encoded bytes, and HTML by its marks."""

    left: int = BYTES_LIMIT
    marks: int = 0

    def text(self, part: Part) -> str | None:
        self.left -= part.stop - part.start
        return None if self.left < 0 else part.text

    def html_text(self, part: Part) -> str | None:
        source = self.text(part)
        if source is None:
            return None
        most_tags = max(0, cost.TAG_LIMIT - self.marks)
        self.marks += source.count("<")
        if self.marks > cost.MARK_LIMIT:
            return None
        return html.to_text(source, most_tags=most_tags)


def whole(parts: Sequence[Part]) -> str | None:
    """All that is to be read of a mail; None if it is too much."""
    bodies = [part for part in parts if part.is_body]
    texts: list[str] = []
    budget = _Budget()
    for group in _groups(bodies):
        text = _text(group, budget)
        if text is None:
            return None
        if text and not text.isspace():
            texts.append(wrapping.unsigned(text))
    return _limited("\n\n".join(texts))


def _limited(text: str) -> str | None:
    small = len(text) <= TEXT_LIMIT and text.count("\n") <= LINE_LIMIT
    return text if small else None


def cut(parts: Sequence[Part], text: str) -> tuple[str, Cut]:
    """`text`, or the HTML where that tells more; and what of it is new and what not."""
    found = reply_text.cut(text)
    if _is_doubtful(found) and (other := _marked(parts, found)):
        better = reply_text.cut(other)
        marked = better.reply and better.quoted
        if marked and (not found.quoted or _tells_more(better, found)):
            return other, better
    return text, found


def _is_doubtful(found: Cut) -> bool:
    reply = found.reply
    return (
        not found.quoted
        or bool(_NUMBER.search(reply))
        or ("@" in reply and bool(_ADDRESS.search(reply)))
        or (("--" in reply or "__" in reply) and bool(_RULER.search(reply)))
    )


def _first_mark(html_text: str) -> int:
    """Where the first mark stands in a tag; -1 if there is none but in words."""
    for match in _MARKS.finditer(html_text):
        at = match.start()
        tag = html_text.rfind("<", max(0, at - _LONGEST_TAG), at)
        if tag >= 0 and html_text.find(">", tag, at) < 0:
            return at
    return -1


def _ends_before(mark: int, html_text: str, reply: str) -> bool:
    """The whole reply stands above the first mark, which then cuts nothing off it."""
    last = reply.rpartition("\n")[2].strip()
    return bool(last) and escape(last) in html_text[:mark]


def _tells_more(better: Cut, found: Cut) -> bool:
    """The reply goes on in `found` with words that `better` knows to be quoted."""
    reply, longer = _words(better.reply), _words(found.reply)
    rest = longer[len(reply) :]
    if longer[: len(reply)] != reply or not rest:
        return False
    quoted = set(_words(better.quoted))
    return sum(word in quoted for word in rest) >= _MOSTLY * len(rest)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def every(parts: Sequence[Part]) -> list[str]:
    """The text of each body, alternatives included; of HTML without a look at nodes."""
    bodies = [part for part in parts if part.is_body]
    return [
        cost.flat(part.text) if part.content_type == "text/html" else part.text
        for part in bodies
    ]


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


def _text(group: Sequence[Part], budget: _Budget) -> str | None:
    """The plain text of a group of alternatives, or that of its HTML."""
    texts: list[str] = []
    for part in group:
        if part.content_type == "text/plain":
            text = budget.text(part)
            if text is None:
                return None
            texts.append(text)
    plain = "\n\n".join(texts)
    if _says_something(plain):
        return plain
    for part in group:
        if part.content_type == "text/html":
            text = budget.html_text(part)
            return plain if text is not None and not text.strip() else text
    return plain


def _says_something(plain: str) -> bool:
    if not plain or plain.isspace():
        return False
    return len(plain) > _LONGEST_STUB or not _STUB.search(plain)


def _marked(parts: Sequence[Part], found: Cut) -> str:
    """The HTML beside the only plain text, when it marks what that does not."""
    bodies = [part for part in parts if part.is_body]
    if [part.content_type for part in bodies] != ["text/plain", "text/html"]:
        return ""
    text = bodies[1].text
    mark = _first_mark(text.lower())
    if mark < 0 or (found.quoted and _ends_before(mark, text, found.reply)):
        return ""
    return _limited(html.to_text(text) or "") or ""
