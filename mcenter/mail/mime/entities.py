"""
The parts of a mail (RFC 2046), found by their boundary lines in the bytes.

Rule 1: no part is copied or decoded before somebody asks for it.
Rule 2: at most 200 parts, 20 levels and 200,000 near misses of a boundary; a limit
that is hit is named, never raised. An attached mail counts as levels, and is not walked
for parts.
Rule 3: a multipart whose boundary never occurs is parted by what looks like one; where
nothing does, it is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcenter.mail.mime import headers, parameters, parts
from mcenter.mail.mime.parts import Part

if TYPE_CHECKING:
    from mcenter.mail.mime.headers import Headers

PART_LIMIT = 200
DEPTH_LIMIT = 20
NEAR_MISS_LIMIT = 200_000

_LONGEST_BOUNDARY = 200
_REST = re.compile(rb"(--)?[ \t]*\r?(?:\n|\Z)")
# A line that a header of a part follows.
_UNTOLD = re.compile(
    rb"^--([^\s-][!-~]{0,99})[ \t]*\r?\nContent-[A-Za-z-]{1,40}:", re.MULTILINE
)
_NEAR = 2000  # So many bytes from the start of a multipart, a boundary is looked for.
_TYPE = re.compile(r"[!#$&^_.+0-9a-z-]{1,60}/[!#$&^_.+0-9a-z-]{1,80}")


@dataclass(kw_only=True)
class Walk:
    """One walk through a mail; `parts` and `limits` grow as it goes."""

    raw: bytes = field(repr=False)
    parts: list[Part] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    entities: int = 0
    near_misses: int = 0

    def hit(self, limit: str) -> None:
        """Name a limit once."""
        if limit not in self.limits:
            self.limits.append(limit)

    def begin(self, found: Headers, where: tuple[int, int]) -> None:
        """Walk through a whole mail."""
        self.enter(found, where)
        self.parts = parts.with_body(self.parts)

    def enter(
        self,
        found: Headers,
        where: tuple[int, int],
        *,
        depth: int = 1,
        alternative: int = 0,
        default: str = "text/plain",
    ) -> None:
        """Take up the entity whose headers are `found` and whose body is raw[where]."""
        self.entities += 1
        if depth > DEPTH_LIMIT:
            return self.hit("depth")
        value = found.raw("content-type")
        content_type, given = parameters.parse(value) if value else (default, ())
        if not _TYPE.fullmatch(content_type):
            # RFC 2045 5.2: what cannot be understood is plain text.
            content_type = "text/plain"
        self.types.append(content_type)
        if content_type.startswith("multipart/"):
            boundary = parameters.get(given, "boundary")
            children = self._children(boundary, where) or self._guessed(where)
            if children:
                if content_type == "multipart/alternative":
                    alternative = self.entities
                return self._descend(children, content_type, depth, alternative)
            content_type = "text/plain"
        elif content_type == "message/rfc822":
            self._measure(where, depth)
        self._leaf(found, where, content_type, given, alternative)
        return None

    def _descend(
        self,
        children: list[tuple[int, int]],
        content_type: str,
        depth: int,
        alternative: int,
    ) -> None:
        digest = content_type == "multipart/digest"
        for start, stop in children:
            if self.entities >= PART_LIMIT or self.limits:
                if self.entities >= PART_LIMIT:
                    self.hit("parts")
                return
            begin, end, body = headers.part_span(self.raw, start, stop)
            found, _ = headers.parse(self.raw, begin, end)
            for limit in found.limits:
                self.hit(limit)
            self.enter(
                found,
                (body, stop),
                depth=depth + 1,
                alternative=alternative,
                default="message/rfc822" if digest else "text/plain",
            )

    def _children(self, boundary: str, where: tuple[int, int]) -> list[tuple[int, int]]:
        """(start, stop) of each part between the boundary lines in raw[where]."""
        found: list[tuple[int, int]] = []
        if not boundary or len(boundary) > _LONGEST_BOUNDARY:
            return found
        raw, (begin, stop) = self.raw, where
        mark = b"--" + boundary.rstrip().encode("utf-8", "replace")
        start, at = -1, begin
        while (at := raw.find(mark, at, stop)) >= 0:
            rest = _REST.match(raw, at + len(mark), stop)
            if rest is None or not (at == begin or raw[at - 1 : at] == b"\n"):
                self.near_misses += 1
                if self.near_misses > NEAR_MISS_LIMIT:
                    self.hit("boundaries")
                    return found
                at += len(mark)
                continue
            if start >= 0:
                found.append((start, _before_line_end(raw, start, at)))
            if rest[1]:
                return found
            if len(found) > PART_LIMIT:
                self.hit("parts")
                return found
            start = at = rest.end()
        if 0 <= start <= stop:
            found.append((start, stop))
        return found

    def _guessed(self, where: tuple[int, int]) -> list[tuple[int, int]]:
        """The parts where a boundary was lost on the way, as by bad folding."""
        start, stop = where
        found = _UNTOLD.search(self.raw, start, min(stop, start + _NEAR))
        return self._children(found[1].decode("latin-1"), where) if found else []

    def _measure(self, where: tuple[int, int], depth: int) -> None:
        """Follow mails within mails only so far as to see how deep they go."""
        start, stop = where
        while depth <= DEPTH_LIMIT:
            begin, end, body = headers.span(self.raw, start, stop)
            found, _ = headers.parse(self.raw, begin, end)
            value = found.raw("content-type")
            if parameters.parse(value)[0] != "message/rfc822":
                return
            start, depth = body, depth + 1
        self.hit("depth")

    def _leaf(
        self,
        found: Headers,
        where: tuple[int, int],
        content_type: str,
        given: tuple[tuple[str, str], ...],
        alternative: int,
    ) -> None:
        disposition, extra = parameters.parse(found.raw("content-disposition"))
        name = parameters.get(extra, "filename") or parameters.get(given, "name")
        part = Part(
            headers=found,
            content_type=content_type,
            parameters=given,
            disposition=disposition,
            name=name,
            alternative=alternative,
            raw=self.raw,
            start=where[0],
            stop=where[1],
        )
        self.parts.append(part)


def _before_line_end(raw: bytes, start: int, at: int) -> int:
    """The line end before a boundary line belongs to it (RFC 2046 5.1.1)."""
    if at > start and raw[at - 1 : at] == b"\n":
        at -= 1
    if at > start and raw[at - 1 : at] == b"\r":
        at -= 1
    return at
