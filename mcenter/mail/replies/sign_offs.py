"""
How people end a letter: a sign-off and, below it, a name.

Rule 1: both are typed and stay; they only tell where a signature may begin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import contacts, quoting
from mcenter.mail.replies import footer_words as words
from mcenter.mail.replies.alternatives import by_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 60
_MOST_WORDS = 8
_FEW_WORDS = 4
_MOST_NAME_WORDS = 6
_FEWEST_TOLD = 3
_MOST_LINES = 24
_PROMISE_LINES = 6

_SIGN_OFF = re.compile(rf"[ \t]*(?:{by_letter(words.SIGN_OFF)})\b")
# "Best, John": the name stands on the same line.
_NAMED = re.compile(
    r"[^\n,]{2,30},[ \t]*[^\W\d_][\w.'\u2019-]{0,20}(?: [\w.'-]{1,20})?$"
)
_GIVES = re.compile(words.GIVES)


def is_sign_off(line: str) -> bool:
    """A line such as "Best regards," that people type above their names."""
    return bool(_SIGN_OFF.match(line[: quoting.LONGEST].lower()))


def closes(line: str) -> bool:
    """Nothing but a sign-off."""
    line = line.strip()
    if not line or len(line) > _LONGEST or line.endswith(("?", ":")):
        return False
    spaces = line.count(" ")
    ended = spaces < _FEW_WORDS or "/" in line or line.endswith((",", ".", "!"))
    return ended and spaces < _MOST_WORDS and is_sign_off(line)


def name(lines: Sequence[str], end: int) -> int | None:
    """The line of the name below the last sign-off, if no address was promised."""
    for at in range(end - 1, max(-1, end - _MOST_LINES), -1):
        if closes(lines[at]):
            break
    else:
        return None
    if any(map(_promises, lines[max(0, at - _PROMISE_LINES) : at])):
        return None
    if _NAMED.match(lines[at].strip()):
        return at
    below = at + 1
    while below < end and not lines[below].strip():
        below += 1
    return below if below < end and is_name(lines[below]) else None


def _promises(line: str) -> bool:
    """An address or a number is told of, which may well follow."""
    return bool(_GIVES.search(line[: quoting.LONGEST].lower()))


def is_name(line: str) -> bool:
    """A line that can be a name: a few words, no number, no contact."""
    line = contacts.bare(line)
    return (
        len(line) <= _LONGEST
        and len(line.split()) <= _MOST_NAME_WORDS
        and not line.endswith(("?", ":", "!"))
        and not any(map(str.isdigit, line))
        and not contacts.is_contact(line)
        and not _runs_small(line)
    )


def _runs_small(line: str) -> bool:
    """Most of its three words or more begin small, as those of a sentence do."""
    found = [word for word in line.split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in found)
    return len(found) >= _FEWEST_TOLD and 2 * small > len(found)
