"""
Headers of earlier mail as single clients write them, like no other.

Rule 1: below them nothing is marked, so each is known by all of its form.
Rule 2: a header is looked for over at most 24 lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import quoting_words as words

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 400
# >>> "Ann" <ann@shop.example> 8/21/2014 10:55 AM >>>
_GROUPWISE = re.compile(r">>> [^\n]{3,200}\d[:.]\d\d[^\n]{0,40} >>>[ \t]*$")
_MOST_LINES = 24
_INDENT = " " * 8
_COLUMNS = re.compile(r"[ \t]{2,}")
_NOTES = frozenset(["to", "cc", "subject"])

_MOMENT = re.compile(
    r"\s*+\d{1,4}[./-]\d{1,2}[./-]\d{2,4}[ ,]{1,2}\d{1,2}[:.]\d\d(?:[:.]\d\d)?"
    r"(?: ?[apAP][mM])?\s*"
)

_FEWEST_LABELS = 4
_INLINE_LABEL = re.compile(r"(?:^|[\s>])([^\W\d][^\W\d]{0,14})[ ]?[:\uff1a][*]?(?=\s)")
_TIME = re.compile(r"\d[:.]\d\d\b")
_MOST_APART = 12
_APART = (
    re.compile(r"<$"),
    re.compile(r"mailto:[^\n]{1,200}$"),
    re.compile("\u203a?>[ \t]\\w{2,20}:$"),
)


def ends(lines: Sequence[str], at: int) -> int:
    """Where such a header ends that begins at line `at`; `at` if none does."""
    line = lines[at]
    if line.startswith(">"):
        return at + 1 if groupwise(line) else at
    if line.startswith(" "):
        return _notes(lines, at)
    if "@" in line and _one_line(line):
        return at + 1
    near = lines[at + 1 : at + 3]
    if near and _MOMENT.fullmatch(near[0]):
        return _memo(lines, at)
    return _polymail(lines, at) if "<" in map(str.strip, near) else at


def groupwise(line: str) -> bool:
    """GroupWise's line between arrows, which is no quoted one."""
    return line.startswith(">>> ") and bool(_GROUPWISE.match(line[:_LONGEST]))


def _notes(lines: Sequence[str], at: int) -> int:
    """
    Where the table ends that Lotus Notes 6 begins at line `at`; `at` if none does.

    Its left column tells who and when, its right one ends with To, cc and Subject.
    """
    if not _is_row(lines[at]) or (at and lines[at - 1].strip()):
        return at
    kinds: set[str] = set()
    end = at
    for index in range(at, min(at + _MOST_LINES, len(lines))):
        line = lines[index]
        if not line.strip():
            continue
        if not _is_row(line):
            break
        last = _COLUMNS.split(line[:_LONGEST].strip())[-1]
        kinds.add(words.KINDS.get(last.lower(), ""))
        end = index + 1
    return end if kinds >= _NOTES else at


def _memo(lines: Sequence[str], at: int) -> int:
    """
    Where the head of a Lotus Notes memo ends that begins at line `at`; `at` if none.

    A name, a time, then To, cc and Subject without colons, each above its value.
    """
    kinds: list[str] = []
    for index in range(at + 2, min(at + _MOST_LINES, len(lines))):
        kind = words.KINDS.get(lines[index].strip().lower()[:_LONGEST], "")
        if kind in _NOTES:
            kinds.append(kind)
        if kind == "subject":
            # Its value is on the next line, if it has one.
            return min(index + 2, len(lines)) if "to" in kinds else at
    return at


def _one_line(line: str) -> bool:
    """From, To, Sent and Subject on one line, with an address among them."""
    if line.count(":") < _FEWEST_LABELS:
        return False
    labels = _INLINE_LABEL.findall(line[:_LONGEST].lower())
    kinds = [words.KINDS.get(name.strip(), "") for name in labels]
    return kinds[:1] == ["from"] and {"sent", "to", "subject"} <= set(kinds)


def _polymail(lines: Sequence[str], at: int) -> int:
    """An attribution, the brackets of whose link came onto lines of their own."""
    if not _TIME.search(lines[at][:_LONGEST]):
        return at
    seen = [
        (index, lines[index].strip())
        for index in range(at + 1, min(at + _MOST_APART, len(lines)))
        if lines[index].strip()
    ][:3]
    if len(seen) < len(_APART):
        return at
    apart = all(form.match(line) for form, (_, line) in zip(_APART, seen, strict=True))
    return seen[-1][0] + 1 if apart else at


def _is_row(line: str) -> bool:
    return line.startswith(_INDENT) and not line.isspace()
