"""
The headers of earlier mail as clients write them into a text: From, Sent, To, Subject.

Rule 1: labels below each other are no proof: people write such, too. An address, a time
or the order in which clients have them makes a block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import quoting
from mcenter.mail.replies import quoting_words as words
from mcenter.mail.replies.pasted import is_announced, is_pasted

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCK_LINES = 8
# Two of "From", "To" and "Subject" may well be typed.
_LABELS_ENOUGH = 3
_LABEL = re.compile(
    r"^[ \t>*_|]{0,8}([^\W\d][^\n:\uff1a*]{0,22}?)[ \t]?[*_]?[ \t]?[:\uff1a][*_ \t]?"
)
# No label's colon stands further to the right.
_LABEL_ROOM = 40
# An address or a time of day, which few people type below a label.
_PROOF = re.compile(r"\S@\S|\d[:.h\uff1a時]\d\d")
_NUMBER = re.compile(r"\W{0,8}no\b", re.IGNORECASE)
_HEADER_DATE = re.compile(r"\d{4}\b.{0,10}\d{1,2}:\d{2}.*[+-]\d{4}")


def label(line: str) -> str | None:
    """Which of from, sent, to, subject or cc a line of a header block names."""
    head = line[:_LABEL_ROOM]
    match = _LABEL.match(head) if ":" in head or "\uff1a" in head else None
    return words.KINDS.get(match[1].strip().lower()) if match else None


def end(lines: Sequence[str], at: int) -> int:
    """Where the header block that begins at line `at` ends; `at` if none begins."""
    if label(lines[at]) is None:
        return at
    kinds: dict[str, str] = {}
    stop = at
    blanks = 0
    for index in range(at, min(at + _BLOCK_LINES, len(lines))):
        kind = label(lines[index])
        if kind in kinds and kind != "cc":
            break
        if kind == "from" and kinds and _begins_anew(lines, at, index):
            # "To: my brother" was typed above the block of a client.
            return at
        if kind:
            kinds.setdefault(kind, lines[index][: quoting.LONGEST])
            stop, blanks = index + 1, 0
        elif not lines[index].strip():
            blanks += 1
            if blanks > 1:
                break
    if not _is_block(kinds) or is_pasted(lines, at, stop):
        return at
    return at if is_announced(lines, at) and not _is_proven(kinds) else stop


def _begins_anew(lines: Sequence[str], at: int, index: int) -> bool:
    """A block of its own begins at `index`, parted from what stands at `at`."""
    between = lines[at + 1 : index]
    parted = any(not line.strip() or quoting.ruler(line) for line in between)
    spaced = index + 1 < len(lines) and not lines[index + 1].strip()
    return parted and not spaced and end(lines, index) > index


def _is_proven(kinds: dict[str, str]) -> bool:
    """An address or a time among them, which no memo has."""
    return any(
        quoting.WHO.search(line) or quoting.WHEN.search(line) for line in kinds.values()
    )


def _is_block(kinds: dict[str, str]) -> bool:
    """These lines are a client's: "From: Rome, To: Oslo, Date: 3 May" is a journey."""
    if kinds.keys() == {"sent", "to"}:
        return next(iter(kinds)) == "sent" and _is_header_date(kinds["sent"])
    if _is_number(kinds):
        return False
    proven = any(map(_PROOF.search, kinds.values()))
    if len(kinds) >= _LABELS_ENOUGH and "subject" in kinds:
        return proven or [*kinds][:2] == ["from", "sent"]
    if "from" not in kinds or kinds.keys().isdisjoint({"sent", "subject"}):
        return False
    in_order = [*kinds][:3] == ["from", "sent", "to"] and quoting.WHEN.search(
        kinds["sent"]
    )
    return bool(in_order) or any(map(quoting.WHO.search, kinds.values()))


def _is_number(kinds: dict[str, str]) -> bool:
    """An English "No: 12", which is how Latvian mail names its sender, too."""
    labels = [line[:_LABEL_ROOM].partition(":")[0] for line in kinds.values()]
    return bool(_NUMBER.match(kinds.get("from", ""))) and "".join(labels).isascii()


def _is_header_date(line: str) -> bool:
    """A date with its time, as no person would type it after a label."""
    return bool(_HEADER_DATE.search(line[: quoting.LONGEST]))
