"""
The header block of a mail or of a part (RFC 5322 2.2), cut from the bytes.

Rule 1: linear, and within limits: 256 KB a block, 1,000 fields, 8 KB a field we read.
Rule 2: a limit that is hit is named, never raised; what stands before it is still read.
Rule 3: the first line that is neither a field nor a continuation ends the block, as it
does for the MTAs whose verdict we rest on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from mcenter.mail.mime import charsets, encoded_words

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCK_LIMIT = 256 * 1024
FIELD_LIMIT = 8 * 1024
COUNT_LIMIT = 1000

_END = re.compile(rb"\n\r?\n")
_LEADING = re.compile(rb"[\r\n]*(?:>?From [^\n]*\n[\r\n]*)?")
# A name, space behind it (RFC 5322 4.5) and a value with its continuation lines.
_FIELD = re.compile(
    rb"([!-9;-~\x80-\xff]{1,100})([ \t]*):([^\n]*(?:\n[ \t][^\n]*)*\n?)"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Long ones are usual and are cut; of References both ends tell most.
_CUT = frozenset(
    [
        "to",
        "cc",
        "references",
        "in-reply-to",
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-forwarded-to",
        "x-envelope-to",
        "x-rcptto",
    ]
)
_READ = frozenset(
    [
        "from",
        "sender",
        "subject",
        "message-id",
        "date",
        "return-path",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "authentication-results",
        "auto-submitted",
        "precedence",
        "list-id",
        "x-mcenter-loop",
    ]
)

_EXACT = frozenset({"authentication-results"})


@dataclass(frozen=True, kw_only=True)
class Headers:
    """The fields of one block in their order: (lower-case name, unfolded bytes)."""

    fields: tuple[tuple[str, bytes], ...] = ()
    limits: tuple[str, ...] = ()
    _by_name: dict[str, list[bytes]] = field(default_factory=dict, repr=False)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def holds(self, names: Iterable[str]) -> bool:
        """One of these fields is there."""
        return not self._by_name.keys().isdisjoint(names)

    def raw(self, name: str) -> str:
        """The first field called `name`, unfolded, its encoded words as they stand."""
        values = self._by_name.get(name)
        return text_of(values[0]) if values else ""

    def text(self, name: str) -> str:
        """The first field called `name`, decoded, on one line, without controls."""
        return one_line(encoded_words.decode(self.raw(name)))

    def all(self, name: str) -> tuple[str, ...]:
        """Every field called `name`, unfolded, from the top."""
        return tuple(map(text_of, self._by_name.get(name, ())))

    def exact(self, name: str) -> tuple[str, ...]:
        """The same in ASCII, all other bytes escaped: for what must not be mended."""
        found = self._by_name.get(name, ())
        texts = [value.decode("ascii", "backslashreplace") for value in found]
        return tuple(
            _unfolded(text.replace("\0", r"\x00")).strip(" \t\n") for text in texts
        )


def one_line(text: str) -> str:
    """`text` with every run of control characters made a space."""
    if not text.isprintable():
        text = _CONTROLS.sub(" ", text)
    return text.strip()


def text_of(value: bytes) -> str:
    """A field's bytes as text, unfolded (RFC 5322 2.2.3)."""
    # Most fields are one line, with its end: stripped, they need not be unfolded.
    return _unfolded(charsets.decode(value, "").strip())


def _unfolded(text: str) -> str:
    if "\n" in text or "\r" in text:
        lines = [line.strip(" \t") for line in text.replace("\r", "\n").split("\n")]
        text = " ".join(filter(None, lines))
    return text


def block(raw: bytes) -> bytes:
    """The header block of a mail, at most 256 KB, without what may stand before it."""
    start, end, _ = span(raw)
    return raw[start:end]


def span(raw: bytes, start: int = 0, stop: int | None = None) -> tuple[int, int, int]:
    """(start, end) of the header block in raw[start:stop], and where its body is."""
    stop = len(raw) if stop is None else stop
    leading = _LEADING.match(raw, start, stop)
    begin = leading.end() if leading else start
    end = _END.search(raw, begin, min(stop, begin + BLOCK_LIMIT))
    if end:
        return begin, end.start() + 1, end.end()
    last = min(stop, begin + BLOCK_LIMIT)
    return begin, last, last


def part_span(raw: bytes, start: int, stop: int) -> tuple[int, int, int]:
    """The same for a body part, which may have no header at all (RFC 2046 5.1)."""
    if raw.startswith((b"\n", b"\r\n"), start, stop):
        return start, start, raw.index(b"\n", start) + 1
    end = _END.search(raw, start, min(stop, start + BLOCK_LIMIT))
    if end:
        return start, end.start() + 1, end.end()
    last = min(stop, start + BLOCK_LIMIT)
    return start, last, last


def parse(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The fields in raw[start:end], and where a body without an empty line begins."""
    found: list[tuple[str, bytes]] = []
    by_name: dict[str, list[bytes]] = {}
    limits: list[str] = []
    at, body = start, end
    while at < end:
        match = _FIELD.match(raw, at, end)
        if match:
            written, space, value = match.groups()
            name = _name(written)
            if space and name.rstrip() in _EXACT:
                name += space.decode()
            if len(value) > FIELD_LIMIT:
                value = _shortened(name, value, limits)
            found.append((name, value))
            by_name.setdefault(name, []).append(value)
            at = match.end()
        elif raw.startswith((b">From ", b"From ", b" ", b"\t"), at):
            at = _field_end(raw, at, end)
        else:
            body = at
            break
        if len(found) > COUNT_LIMIT:
            limits.append("headers")
            break
    if body == end and end - start >= BLOCK_LIMIT:
        limits.append("header_block")
    unique = tuple(dict.fromkeys(limits))
    return Headers(fields=tuple(found), limits=unique, _by_name=by_name), body


# A few names are those of nearly all fields.
@lru_cache(maxsize=500)
def _name(written: bytes) -> str:
    """In lower case; without space that is not ASCII, but where it may be forged."""
    name = written.decode("latin-1").lower()
    # A host that removes forged fields by their names may not see such a one.
    return name if name.rstrip() in _EXACT else name.rstrip()


def _field_end(raw: bytes, at: int, end: int) -> int:
    """Where the field that begins at `at` ends, its continuation lines included."""
    stop = raw.find(b"\n", at, end) + 1
    while stop and stop < end and raw[stop] in b" \t":
        stop = raw.find(b"\n", stop, end) + 1
    return stop or end


def _shortened(name: str, value: bytes, limits: list[str]) -> bytes:
    if name in _CUT:
        half = FIELD_LIMIT // 2
        # A break on either side keeps half an id or address from being taken for one.
        return (
            value[:half].rpartition(b" ")[0] + b" " + value[-half:].partition(b" ")[2]
        )
    if name in _READ:
        limits.append("header_size")
    return value[:FIELD_LIMIT]
