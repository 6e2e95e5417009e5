"""
The line that stands above what we quote, and how it is found again.

Rule 1: composing writes line(); reading cuts at it, wherever a client moved it to.
Rule 2: it is found although a client wrapped it, quoted it or put other marks around.
Rule 3: what was sent once is answered for ever: a line that changes is not replaced
but joined by another, which is why these stand here and in no catalogue.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MARKER = "## Please reply above this line ##"
# Long enough that nobody writes one by chance, and nothing else, on a line of theirs.
LINES = {
    "en": MARKER,
    "de": "## Bitte antworten Sie oberhalb dieser Zeile ##",
    "fr": "## Veuillez répondre au-dessus de cette ligne ##",
    "es": "## Por favor, responda por encima de esta línea ##",
    "ru": "## Напишите, пожалуйста, ответ выше этой строки ##",
    "zh": "## 请将您的回复内容写在这一行的上方 ##",
}

_LONGEST_LINE = 200
_MOST_LINES = 4
# Between characters of these, a client may wrap anywhere.
_UNPARTED = "\u4e00"


def line(tag: str) -> str:
    """Give the marker in a language, and in English where it has none."""
    return LINES.get(tag, MARKER)


def find(lines: Sequence[str]) -> int | None:
    """Index of the first line of the first marker among `lines`, or None."""
    text = "\n".join(lines).lower()
    found: int | None = None
    for rare, first, whole in _MARKERS:
        # Most mail has no two such words, and is looked at no further.
        if all(map(text.__contains__, rare)):
            at = _found(lines, text, first, whole)
            if at is not None:
                found = at if found is None else min(at, found)
    return found


def _found(lines: Sequence[str], text: str, first: str, whole: str) -> int | None:
    """Look at each line with the marker's first word, which is never wrapped."""
    index = line_start = 0
    while (at := text.find(first, line_start)) >= 0:
        index += text.count("\n", line_start, at)
        near = len(lines[index]) <= _LONGEST_LINE
        if near and _starts_marker(lines, index, whole):
            return index
        line_start = text.find("\n", at) + 1
        if not line_start:
            break
        index += 1
    return None


def _starts_marker(lines: Sequence[str], index: int, whole: str) -> bool:
    """A marker wrapped over up to four lines begins here, with no word before it."""
    letters = _letters(lines[index])
    for below in lines[index + 1 : index + _MOST_LINES]:
        if not letters or len(letters) >= len(whole):
            break
        if not whole.startswith(letters):
            return False
        letters += _letters(below[:_LONGEST_LINE])
    return letters == whole


def _letters(words: str) -> str:
    """Letters alone, an accented one without its accent, however it was written."""
    plain = words if words.isascii() else unicodedata.normalize("NFKD", words)
    return "".join(filter(str.isalpha, plain)).lower()


def _words(marker: str) -> tuple[list[str], str]:
    """Give the two longest that no client parts or spells otherwise, and the first."""
    said = [word.strip(",") for word in marker.lower().split() if word != "##"]
    if said[0][0] >= _UNPARTED:
        said = list(said[0])
    plain = [word for word in said if _letters(word) == word]
    return sorted(plain, key=len)[-2:], said[0]


_MARKERS = tuple((*_words(each), _letters(each)) for each in LINES.values())
