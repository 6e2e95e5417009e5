"""
What a person newly wrote, cut out of what their client sent along.

Rule 1: losing a written word is worse than leaving a quote: when in doubt it stays.
Rule 2: all that is cut is given back as `quoted`, in its order.
Rule 3: line by line, in linear time; nothing looks at more than a few lines at once,
and of a text beyond all measure the lines that are too many are not looked at.
Rule 4: what we know to have sent counts as quoted, whatever a client made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter.mail.replies import (
    additions,
    client_headers,
    footers,
    header_blocks,
    marker,
    quote_marks,
    quoting,
    whereabouts,
    within_quotes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcenter.mail.replies.known_text import KnownText

_BANNER_LINES = 12
_INTRODUCTION_LINES = 12
# Nobody types so many lines, or answers between so many quotes; a hostile mail may be
# made of lines that each take a while to look at.
_MOST_LINES = 5000
_MOST_RUNS = 500


@dataclass(frozen=True, kw_only=True)
class Cut:
    """The new text, and what was cut from it."""

    reply: str
    quoted: str


def cut(text: str, known: KnownText | None = None) -> Cut:
    """Cut one text; `known` is what its writer is known to have had before them."""
    written = _split(text)
    lines = quote_marks.usual(written)
    above = marker.find(lines)
    if known is not None and (above is None or known.is_answered_by(lines[above:])):
        # What is new below our marker was written there.
        typed = within_quotes.typed(lines, known)
        written, lines = _replaced(written, typed), _replaced(lines, typed)
        return _cut(written, known.marked(lines), len(lines), ours=above is not None)
    if above is not None and not quoting.is_quoted(lines[above]):
        found = _cut(written, lines, above, ours=True)
        if found.reply:
            return found
    return _cut(written, lines, len(lines), ours=above is not None)


def _replaced(lines: Sequence[str], others: Mapping[int, str]) -> list[str]:
    return [others.get(at, line) for at, line in enumerate(lines)]


def _split(text: str) -> list[str]:
    """The lines; one that an answer and an attribution share is made two."""
    lines: list[str] = []
    every = text.replace("\xa0", " ").replace("\u202f", " ").split("\n")
    for line in every[:_MOST_LINES]:
        if ":" not in line:
            # No attribution is without one, and most lines are.
            lines.append(line)
            continue
        at = max(quoting.shared(line), quoting.inline(line))
        lines += [line] if at <= 0 else [line[:at], line[at:]]
    return lines + every[_MOST_LINES:]


def _cut(written: Sequence[str], lines: Sequence[str], end: int, *, ours: bool) -> Cut:
    """Keep what is new of written[:end], which is read with the marks of `lines`."""
    unquoted, forwards = _unquoted(lines, end)
    if forwards and not ours and _is_answered_below(lines, unquoted):
        return _whole(written)
    kept = _without_footers(lines, unquoted)
    if not _typed(lines, kept):
        kept = unquoted if len(unquoted) == end else kept
        if forwards and not ours:
            kept = list(range(end))
    gone = set(range(len(lines))).difference(kept)
    rest = [at for at in range(len(lines)) if at in gone]
    return Cut(reply=_joined(written, kept), quoted=_joined(written, rest))


def _is_answered_below(lines: Sequence[str], kept: Sequence[int]) -> bool:
    """The new text tells of answers within the old, which no mark sets apart."""
    return any(
        whereabouts.answers_below(lines[at]) for at in kept[:_INTRODUCTION_LINES]
    )


def _whole(written: Sequence[str]) -> Cut:
    return Cut(reply=_joined(written, range(len(written))), quoted="")


def _unquoted(lines: Sequence[str], end: int) -> tuple[list[int], bool]:
    """The lines outside of quotes, and whether a forwarded mail ended them."""
    kept: list[int] = []
    at = additions.banner(lines[:_BANNER_LINES])
    looked_at = 0
    while at < end:
        line = lines[at]
        if quoting.is_quoted(line) and not client_headers.groupwise(line):
            at += 1
            continue
        said = bool(line.strip())
        looked_at += said
        seen = said and looked_at <= _MOST_LINES
        stop, start = _history(lines, at, end) if seen else (at, at)
        if stop == at:
            kept.append(at)
            at += 1
            continue
        while kept and (kept[-1] >= start or _leads_in(lines[kept[-1]])):
            kept.pop()
        # Above nothing of a text, the line of a host tells of its own mail.
        tops = _replies_above(line) and not _typed(lines, kept)
        if not tops and not _goes_on_quoted(lines, stop, end):
            return kept, True
        at = stop
    return kept, False


def _history(lines: Sequence[str], at: int, end: int) -> tuple[int, int]:
    """(stop, start) of what leads in earlier mail and is seen at line `at`."""
    line = lines[at]
    if not _may_lead_in(line):
        return client_headers.ends(lines, at), at
    stop = _header(lines, at)
    if stop > at:
        return stop, at
    start = quoting.attribution(lines, at)
    if start is not None:
        return at + 1, start
    if _goes_on_quoted(lines, at + 1, end) and (
        quoting.named(line)
        or quoting.dated(line)
        or quoting.tells_who(line)
        or _is_orphan(lines, at)
    ):
        return at + 1, at
    return at, at


def _may_lead_in(line: str) -> bool:
    """One of these is in each line that tells by itself; most lines have none."""
    return (
        not line[-1].isalnum()
        or ":" in line
        or "\uff1a" in line
        or ")" in line
        or line.endswith("wrote")
        or len(line) > quoting.LONGEST
    )


def _header(lines: Sequence[str], at: int) -> int:
    """Where a header of earlier mail ends that begins at line `at`; `at` if none."""
    line = lines[at]
    stop = header_blocks.end(lines, at) if header_blocks.label(line) else at
    if stop == at:
        stop = client_headers.ends(lines, at)
    found = stop > at or quoting.separator(line) or _replies_above(line)
    return max(stop, at + 1) if found else at


def _leads_in(line: str) -> bool:
    """A ruler or a title, which belongs to the earlier mail below it."""
    return quoting.ruler(line) or quoting.title(line)


def _replies_above(line: str) -> bool:
    """The line of another host; ours, `cut` has seen to."""
    return whereabouts.replies_above(line) and marker.find([line]) is None


def _is_orphan(lines: Sequence[str], at: int) -> bool:
    above = lines[at - 1] if at else ""
    return quoting.is_quoted(above) and quoting.orphan(above, lines[at])


def _goes_on_quoted(lines: Sequence[str], at: int, end: int) -> bool:
    """The next line that says something is marked by '>', or is a second lead-in."""
    while at < end and not lines[at].strip():
        at += 1
    return at < end and quoting.is_quoted(lines[at])


def _without_footers(lines: Sequence[str], kept: list[int]) -> list[int]:
    """Each run of lines between quotes without what stands below its text."""
    found: list[int] = []
    begin = runs = 0
    for end in range(1, len(kept) + 1):
        if end < len(kept) and kept[end] == kept[end - 1] + 1:
            continue
        runs += 1
        if runs > _MOST_RUNS:
            return found + kept[begin:]
        run = kept[begin:end]
        text = [lines[index] for index in run]
        found += [
            run[at]
            for at in range(footers.start(text))
            if not additions.is_device_alone(text, at)
        ]
        begin = end
    return found


def _typed(lines: Sequence[str], kept: Sequence[int]) -> bool:
    return any(lines[index].strip() for index in kept)


def _joined(lines: Sequence[str], indexes: Sequence[int]) -> str:
    text: list[str] = []
    for index in indexes:
        line = lines[index].rstrip()
        if line or (text and text[-1]):
            text.append(line)
    return "\n".join(text).strip("\n")
