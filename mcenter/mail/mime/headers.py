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

from mcenter.mail.mime import charsets, encoded_words

BLOCK_LIMIT = 256 * 1024
FIELD_LIMIT = 8 * 1024
COUNT_LIMIT = 1000

_END = re.compile(rb"\n\r?\n")
_LEADING = re.compile(rb"[\r\n]*(?:>?From [^\n]*\n[\r\n]*)?")
_FIELD = re.compile(rb"([!-9;-~\x80-\xff]{1,100}[ \t]*):")
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
    _first: dict[str, bytes] = field(default_factory=dict, repr=False)

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def holds(self, *names: str) -> bool:
        """One of these fields is there."""
        return not self._first.keys().isdisjoint(names)

    def raw(self, name: str) -> str:
        """The first field called `name`, unfolded, its encoded words as they stand."""
        value = self._first.get(name)
        return "" if value is None else text_of(value)

    def text(self, name: str) -> str:
        """The first field called `name`, decoded, on one line, without controls."""
        return one_line(encoded_words.decode(self.raw(name)))

    def all(self, name: str) -> tuple[str, ...]:
        """Every field called `name`, unfolded, from the top."""
        if name not in self._first:
            return ()
        return tuple(text_of(value) for key, value in self.fields if key == name)

    def exact(self, name: str) -> tuple[str, ...]:
        """The same in ASCII, all other bytes escaped: for what must not be mended."""
        found = [value for key, value in self.fields if key == name]
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
        lines = text.replace("\r", "\n").split("\n")
        text = " ".join(line for line in (line.strip(" \t") for line in lines) if line)
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
    limits: list[str] = []
    at, body = start, end
    while at < end:
        stop = _field_end(raw, at, end)
        match = _FIELD.match(raw, at, stop)
        if match:
            name = _name(match[1])
            found.append((name, _value(name, raw[match.end() : stop], limits)))
        elif not raw.startswith((b">From ", b"From ", b" ", b"\t"), at):
            body = at
            break
        if len(found) > COUNT_LIMIT:
            limits.append("headers")
            break
        at = stop
    if body == end and end - start >= BLOCK_LIMIT:
        limits.append("header_block")
    first: dict[str, bytes] = {}
    for name, value in found:
        first.setdefault(name, value)
    unique = tuple(dict.fromkeys(limits))
    return Headers(fields=tuple(found), limits=unique, _first=first), body


def _name(written: bytes) -> str:
    """The lower-case name; space before the colon is obsolete (RFC 5322 4.5)."""
    name = written.decode("latin-1").lower()
    # A host that removes forged fields by their names may not see such a one.
    return name if name.rstrip() in _EXACT else name.rstrip()


def _field_end(raw: bytes, at: int, end: int) -> int:
    """Where the field that begins at `at` ends, its continuation lines included."""
    stop = raw.find(b"\n", at, end) + 1
    while stop and stop < end and raw[stop] in b" \t":
        stop = raw.find(b"\n", stop, end) + 1
    return stop or end


def _value(name: str, value: bytes, limits: list[str]) -> bytes:
    if len(value) <= FIELD_LIMIT:
        return value
    if name in _CUT:
        half = FIELD_LIMIT // 2
        # A break on either side keeps half an id or address from being taken for one.
        return (
            value[:half].rpartition(b" ")[0] + b" " + value[-half:].partition(b" ")[2]
        )
    if name in _READ:
        limits.append("header_size")
    return value[:FIELD_LIMIT]
