"""
One part of a mail without parts of its own: what it is, and its content when asked for.

Rule 1: no part is copied or decoded before somebody asks for it.
Rule 2: an encoding or charset that is unknown or wrong still gives what can be read.
Rule 3: whatever is no body is a file; only other forms of the text itself are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mcenter.mail.mime import charsets, parameters, transfer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.mime.headers import Headers


_BODIES = frozenset({"text/plain", "text/html"})
# The text once more, for watches, for pages that answer, for calendars.
_OTHER_FORMS = frozenset(
    [
        "text/calendar",
        "text/enriched",
        "text/richtext",
        "text/vnd.google.email-reaction+json",
        "text/watch-html",
        "text/x-amp-html",
    ]
)
_MOST_NAMED_BODY = 100_000  # Bytes; a longer one is rather a file.
_SAYS = re.compile(rb"[^\s]")
_MOST_FLOWED = 65_000  # Lines; a text of more is over the limits, joined or not.


@dataclass(frozen=True, kw_only=True)
class Part:
    """One leaf: its headers, and where its encoded content stands in the raw mail."""

    headers: Headers
    content_type: str
    parameters: tuple[tuple[str, str], ...]
    disposition: str
    name: str
    alternative: int
    raw: bytes = field(repr=False)
    start: int
    stop: int

    @property
    def content(self) -> bytes:
        """The decoded bytes (RFC 2045 6); as they stand if the encoding is unknown."""
        encoding = self.headers.raw("content-transfer-encoding")
        return transfer.decoded(self.raw[self.start : self.stop], encoding)

    @property
    def text(self) -> str:
        """The content as text with LF line ends; format=flowed lines joined."""
        label = parameters.get(self.parameters, "charset")
        encoding = self.headers.raw("content-transfer-encoding")
        content = transfer.readable(self.raw[self.start : self.stop], encoding)
        text = charsets.decode(content, label)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        flowed = parameters.get(self.parameters, "format").lower() == "flowed"
        if flowed and text.count("\n") <= _MOST_FLOWED:
            return unflowed(
                text, delsp=parameters.get(self.parameters, "delsp").lower() == "yes"
            )
        return text

    @property
    def is_body(self) -> bool:
        """Text to be read, not a file to be kept."""
        shown = self.disposition != "attachment" and not self.name
        return shown and self.content_type in _BODIES

    @property
    def has_content(self) -> bool:
        """There is more in it than space."""
        return _SAYS.search(self.raw, self.start, self.stop) is not None


def with_body(parts: list[Part]) -> list[Part]:
    """
    The parts, the first text in line made the body where none is one.

    Phones and MMS gateways give what was typed a name, as if it were a file.
    """
    if not any(part.is_body and part.has_content for part in parts):
        for at, part in enumerate(parts):
            if part.content_type == "text/plain" and part.disposition != "attachment":
                small = part.stop - part.start <= _MOST_NAMED_BODY
                named = [replace(part, name="")] if small and part.name else [part]
                return parts[:at] + named + parts[at + 1 :]
    return parts


def files(parts: Sequence[Part]) -> list[Part]:
    """What is to be kept beside the text."""
    read = {part.alternative for part in parts if part.is_body}
    return [
        part for part in parts if not part.is_body and not _is_other_form(part, read)
    ]


def _is_other_form(part: Part, read: set[int]) -> bool:
    unnamed = not part.name and part.disposition != "attachment"
    same = part.alternative and part.alternative in read
    return bool(same) and unnamed and part.content_type in _OTHER_FORMS


def unflowed(text: str, *, delsp: bool) -> str:
    """Flowed paragraphs as one line each (RFC 3676 4); quoted lines stay."""
    paragraphs: list[list[str]] = []
    open_ended = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        plain = line.removeprefix(" ")
        # A signature mark ends with a space and yet is not flowed.
        flows = plain.endswith(" ") and not quoted and plain != "-- "
        shown = plain[:-1] if flows and delsp else plain
        if open_ended and not quoted and plain != "-- ":
            paragraphs[-1].append(shown)
        else:
            paragraphs.append([shown])
        open_ended = flows
    return "\n".join("".join(pieces) for pieces in paragraphs)
