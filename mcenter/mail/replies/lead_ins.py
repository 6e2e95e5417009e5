"""
Where addresses stand that a client wrote: attributions, header blocks, brackets.

Rule 1: structure decides (labels above each other, a date before a colon, a name before
brackets), for clients write in the language of their user.
Rule 2: what a person may well have typed is none: it takes two signs, not one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import header_blocks, quoting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_ADDRESS = r"[^\s<>()\[\],;:\"'@]{1,64}@[^\s<>()\[\],;:\"'@]{1,255}(?<![.!?])"
# Begun at a separator alone, so that no run of characters is gone through twice.
ADDRESS = re.compile(rf"(?<![^\s<>()\[\],;:\"'])(?:mailto:)?{_ADDRESS}", re.IGNORECASE)
_BRACKETS = re.compile(
    r"(?:<|&lt;|\[)(?:[^<>\[\]&\n]++|\r?\n[ \t>|]*+){1,6}+(?:>|&gt;|\])", re.IGNORECASE
)
_NAMED = re.compile(
    r"[^\W\d_][\"'*_)]{0,3}[ \t]{1,3}(?:<|\[mailto:)[^\s<>\[\]@]{1,64}@"
)
_LABEL = re.compile(r"[ \t>|*_]{0,12}[^\W\d_][^\n:\uff1a<>@]{0,30}[:\uff1a]")
_MORE = re.compile(r"[ \t>|]{0,12}[^\n:\uff1a]{0,80}@")
_WHEN = re.compile(
    r"\d{1,2}[:.hH]\d{2}|\b(?:19|20)\d\d\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|年"
)
_COLONS = (":", "\uff1a")
# No client leads in so many quotes.
_MOST = 5_000
_LONGEST = 2000
_WRAPPED = 3  # An attribution has at most so many lines.


def brackets(text: str, put: Callable[[str], str]) -> str:
    """Put something else for each address that stands in brackets."""
    return _BRACKETS.sub(lambda match: put(match[0]), text)


def in_quotes(text: str, put: Callable[[str], str]) -> str:
    """Put something else for each address in the lead-ins of a quoted text."""
    return _put(text, put, lambda _: True)


def in_own_words(
    text: str, put: Callable[[str], str], ours: Callable[[str], bool]
) -> str:
    """
    Put something else for each address in what leads in mail of ours.

    `ours` tells a line that names us, or one who takes part; without such a line, it
    takes a separator above or a quote below, for people paste the headers of others.
    """
    return _put(text, put, ours)


def _put(text: str, put: Callable[[str], str], ours: Callable[[str], bool]) -> str:
    lines = text.split("\n")
    blocks = _Blocks(lines, ours)
    with_address = [at for at, line in enumerate(lines) if "@" in line[:_LONGEST]]
    for at in with_address[:_MOST]:
        if blocks.has(at) or _attributed(lines, at, ours):
            blocks.put(at, put)
    return "\n".join(blocks.shown)


class _Blocks:
    """The header blocks of a text, each looked at once, and the text as it becomes."""

    def __init__(self, lines: Sequence[str], ours: Callable[[str], bool]) -> None:
        self.shown = [*lines]
        self._lines, self._ours = lines, ours
        self._end, self._found = 0, False

    def put(self, at: int, put: Callable[[str], str]) -> None:
        """Put something else for each address of a line."""
        self.shown[at] = ADDRESS.sub(lambda match: put(match[0]), self._lines[at])

    def has(self, at: int) -> bool:
        """Tell whether a line stands in a header block; asked with rising numbers."""
        if at >= self._end:
            start = at
            while start > max(self._end, at - 8) and self._goes_on(start - 1):
                start -= 1
            end = at
            while end < len(self._lines) and self._goes_on(end):
                end += 1
            self._end = max(end, at + 1)
            self._found = self._is_block(self._lines[start:end], start)
        return self._found

    def _goes_on(self, at: int) -> bool:
        line = self._lines[at][:_LONGEST]
        return bool(_LABEL.match(line) or _MORE.match(line))

    def _is_block(self, run: Sequence[str], start: int) -> bool:
        head = [line[:_LONGEST] for line in run[:50]]
        labels = [line for line in head if _LABEL.match(line)]
        if len(labels) < 2:  # noqa: PLR2004  (one label may well be typed)
            return False
        kinds = {header_blocks.label(line.lstrip(" \t>|")) for line in labels} - {None}
        proved = any(map(self._ours, head))
        if len(kinds) < 2 and not any(map(_NAMED.search, head)):  # noqa: PLR2004
            return False
        above = self._lines[start - 1] if start else ""
        return proved or quoting.separator(above)


def _attributed(lines: Sequence[str], at: int, ours: Callable[[str], bool]) -> bool:
    """An attribution goes through this line: a date, who it was, and its end."""
    for end in range(at, min(at + _WRAPPED, len(lines))):
        if len(lines[end]) > quoting.LONGEST or not lines[end].strip():
            return False
        above_quote = _above_quote(lines, end)
        colon = lines[end].rstrip(" \t*_").endswith(_COLONS)
        if colon or above_quote:
            begin = quoting.attribution(lines, end)
            if above_quote and begin is not None and begin <= at:
                return True
            run = _bare(lines[max(at - _WRAPPED + 1, 0) : end + 1])
            named = bool(_NAMED.search(run) and _WHEN.search(run))
            return named and (above_quote or ours(run))
    return False


def _above_quote(lines: Sequence[str], at: int) -> bool:
    """Nothing is below, for what was there was cut off, or a quote."""
    below = next((line for line in lines[at + 1 : at + 3] if line.strip()), None)
    if below is None:
        return True
    return quoting.is_quoted(below) and not quoting.is_quoted(lines[at])


def _bare(lines: Iterable[str]) -> str:
    return " ".join(line.strip(" \t>|") for line in lines)
