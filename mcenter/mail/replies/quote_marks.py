"""
Lines as they are read: '>' for every mark of a quote, and none where it is no mark.

Rule 1: as many lines come out as went in; what is kept is taken from those.
Rule 2: another mark counts where an attribution leads in to it, and from there on.
Rule 3: in doubt it is no mark, for what is marked is cut.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

# Joiners, direction marks and the like, which clients put around names and dates.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_OTHER = re.compile(r"[ \t]{0,8}+([^\W\d_]{1,12}+>{1,3}|[|:\u00bb}#])(?:[ \t]|$)")
_OWN = re.compile(r"[ \t]{0,3}>>>?(?: (?![^\n]{0,200}>>>$)|$)")
_INITIALS = re.compile(r"[A-Z]{1,3}>{1,3}")
# What mbox files put before a line that begins so (RFC 4155).
_ESCAPED = re.compile(r">{1,3}From ")
_TELLING = re.compile(r"[.!?:;\u2026]$")
_COLONS = (":", "\uff1a")
_LEAD_IN_LINES = 3
_LONG = 55
_SHORT = 30
_FEWEST_WRAPPED = 2
_MOST_TRIED = 500  # A table may have as many rows; none of them is led in.


def usual(lines: Sequence[str]) -> Sequence[str]:
    """`lines` with the usual marks."""
    found = [line if line.isascii() else _INVISIBLE.sub("", line) for line in lines]
    marked = [
        at for at, line in enumerate(found) if ">" in line and quoting.is_quoted(line)
    ]
    if marked:
        _unmark_own(found, marked)
        _unmark_escaped(found, marked)
        _mark_wrapped(found, marked)
    _mark_others(found)
    return found


def _unmark_own(lines: list[str], marked: Sequence[int]) -> None:
    """Prompts of a shell, and answers marked by hand below their questions."""
    first = marked[0]
    if first and quoting.attribution(lines, first - 1) is not None:
        return
    if _is_above_lead_in(lines, first):
        lines[first] = "\u203a" + lines[first]
    alone = len(marked) == 1 and _goes_on(lines, first)
    if alone or all(_OWN.match(lines[at]) for at in marked):
        for at in marked:
            lines[at] = "\u203a" + lines[at]


def _is_above_lead_in(lines: Sequence[str], first: int) -> bool:
    """A lone marked line at the top, above the first that leads in to a quote."""
    if first + 2 >= len(lines) or lines[first + 1].strip() or any(lines[:first]):
        return False
    below = range(first + 2, min(first + 2 + _LEAD_IN_LINES, len(lines)))
    return any(quoting.attribution(lines, at) is not None for at in below)


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """A line right below typed text, which does not lead in to it: "> 20 kg: 9.00"."""
    above = lines[at - 1].strip() if at else ""
    return bool(above) and not above.endswith(_COLONS) and not quoting.dated(above)


def _unmark_escaped(lines: list[str], marked: Sequence[int]) -> None:
    """A line "From now on" as an mbox file kept it, with no quote around it."""
    for at in marked:
        if (
            ">From " in lines[at]
            and _ESCAPED.match(lines[at])
            and not _is_quoted_beside(lines, at)
        ):
            lines[at] = lines[at].lstrip(">")


def _is_quoted_beside(lines: list[str], at: int) -> bool:
    beside = lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]
    return any(map(quoting.is_quoted, beside))


def _mark_wrapped(lines: list[str], marked: Sequence[int]) -> None:
    """Ends of quoted lines that a client wrapped, if there are several."""
    wrapped = [at + 1 for at in marked if _is_wrapped(lines, at + 1)]
    if len(wrapped) >= _FEWEST_WRAPPED:
        for at in wrapped:
            lines[at] = "> " + lines[at]


def _is_wrapped(lines: Sequence[str], at: int) -> bool:
    """A few small letters between a long quoted line and one that goes on small."""
    if at + 1 >= len(lines) or not lines[at][:1].islower():
        return False
    line, above, below = lines[at], lines[at - 1], lines[at + 1]
    return (
        len(line.rstrip()) <= _SHORT
        and len(above) >= _LONG
        and quoting.is_quoted(above)
        and quoting.is_quoted(below)
        and not _TELLING.search(above[-3:].rstrip())
        and below[: quoting.LONGEST].lstrip("> \t")[:1].islower()
    )


def _mark_others(lines: list[str]) -> None:
    """Marks such as "| ", ": " and "Ann> ", once one was led in."""
    may_be = [
        (at, match)
        for at, line in enumerate(lines)
        if line[:1] != ">" and (match := _OTHER.match(line))
    ]
    for at, match in may_be[:_MOST_TRIED]:
        if _is_mark(lines, at, match[1]):
            _mark(lines, at, match[1])
            return


def _is_mark(lines: Sequence[str], at: int, mark: str) -> bool:
    """No table of "|", no prompt of a shell: a name or initials were just named."""
    led_in = _led_in(lines, at)
    if led_in is None or lines[at].count(mark) > 1:
        return False
    name = mark.rstrip(">").lower()
    return mark == name or bool(_INITIALS.match(mark)) or name in led_in.lower()


def _mark(lines: list[str], start: int, mark: str) -> None:
    for at in range(start, len(lines)):
        match = _OTHER.match(lines[at])
        if match and match[1] == mark:
            lines[at] = "> " + lines[at]


def _led_in(lines: Sequence[str], at: int) -> str | None:
    """The line above line `at` that tells who wrote what follows."""
    for above in range(at - 1, max(-1, at - 1 - _LEAD_IN_LINES), -1):
        if lines[above].strip():
            leads = quoting.named(lines[above]) or (
                quoting.attribution(lines, above) is not None
            )
            return lines[above] if leads else None
    return None
