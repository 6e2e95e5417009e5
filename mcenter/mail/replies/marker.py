"""
The line that stands above what we quote, and how it is found again.

Rule 1: composing writes MARKER; reading cuts at it, wherever a client moved it to.
Rule 2: it is found although a client wrapped it, quoted it or put other marks around.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKER = "## Please reply above this line ##"

_WORDS = "pleasereplyabovethisline"
_FIRST_WORD = "please"
_LONGEST_LINE = 200
_MOST_LINES = 4


def find(lines: Sequence[str]) -> int | None:
    """Index of the first line of the first marker among `lines`, or None."""
    # The first word is never wrapped; most mail has no such line at all.
    text = "\n".join(lines).lower()
    index = line_start = 0
    while (at := text.find(_FIRST_WORD, line_start)) >= 0:
        index += text.count("\n", line_start, at)
        line = lines[index]
        near = len(line) <= _LONGEST_LINE
        if near and _starts_marker(lines, index, _letters(line)):
            return index
        line_start = text.find("\n", at) + 1
        if not line_start:
            break
        index += 1
    return None


def _starts_marker(lines: Sequence[str], index: int, letters: str) -> bool:
    """A marker wrapped over up to four lines begins here, with no word before it."""
    for line in lines[index + 1 : index + _MOST_LINES]:
        if not letters or len(letters) >= len(_WORDS):
            break
        if not _WORDS.startswith(letters):
            return False
        letters += _letters(line[:_LONGEST_LINE])
    return letters == _WORDS


def _letters(line: str) -> str:
    return "".join(filter(str.isalpha, line)).lower()
