r"""
What stands below an answer and was not typed for it: signatures, device and list footers.

Rule 1: a typed sign-off ("Thanks,\\nAlex") is the person's and stays.
Rule 2: when in doubt it stays: a footer is a whole line, short, and last.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail import footer_words as words
from mcenter.mail import quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_SIGNATURE_LINES = 12
_MOST_CONTACT_LINES = 14
_LONGEST_FOOTER = 90

_DELIMITER = re.compile(r"^(?:--|—|––|- -)[ \t\xa0]?$")
_DEVICE = re.compile(
    rf"[ \t*_(\[<]{{0,4}}(?:{words.DEVICE})\b[^\n]{{0,80}}$", re.IGNORECASE
)
# A sentence goes on where a footer would have ended.
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|i|we|you|it|but|because|so|please|than|then|will|can)\b"
    r"|[a-z]{2}[.!?] \S",
    re.IGNORECASE,
)
_CONTACT = re.compile(words.CONTACT, re.IGNORECASE)
_DISCLAIMER = re.compile(rf"[ \t*_]{{0,4}}(?:{words.DISCLAIMER})", re.IGNORECASE)
_LIST = re.compile(words.MAILING_LIST, re.IGNORECASE)


def start(lines: Sequence[str]) -> int:
    """The index of the first line that belongs to what stands below the answer."""
    end = len(lines)
    while True:
        end = _without_blanks(lines, end)
        shorter = min(rule(lines, end) for rule in _RULES)
        if shorter == end:
            return end
        end = shorter


def _without_blanks(lines: Sequence[str], end: int) -> int:
    while end and not lines[end - 1].strip(" \t\xa0\u200b\ufeff"):
        end -= 1
    return end


def _signature(lines: Sequence[str], end: int) -> int:
    """Below "-- ", when few lines follow (RFC 3676 4.3)."""
    for at in range(max(0, end - 1 - 2 * _MOST_SIGNATURE_LINES), end):
        if _DELIMITER.match(lines[at]):
            below = sum(bool(line.strip()) for line in lines[at + 1 : end])
            if below <= _MOST_SIGNATURE_LINES:
                return at
    return end


def _device(lines: Sequence[str], end: int) -> int:
    """ "Sent from my iPhone", alone on its line and no sentence."""
    line = lines[end - 1].strip() if end else ""
    if len(line) > _LONGEST_FOOTER or not _DEVICE.match(line):
        return end
    return end if _SENTENCE.search(line) else end - 1


def _list(lines: Sequence[str], end: int) -> int:
    """The footer of a mailing list, below its ruler."""
    for at in range(end - 1, max(-1, end - 10), -1):
        if quoting.ruler(lines[at]):
            below = "\n".join(line[:200] for line in lines[at + 1 : end])
            return at if _LIST.search(below) or not below.strip() else end
    return end


def _disclaimer(lines: Sequence[str], end: int) -> int:
    """The last paragraphs, from the first that begins as lawyers begin."""
    for at in range(max(0, end - 20), end):
        if _DISCLAIMER.match(lines[at][: quoting.LONGEST]) and (
            at and not lines[at - 1].strip()
        ):
            return at
    return end


def _contact(lines: Sequence[str], end: int) -> int:
    """A last block of a name, a phone number and the like: two contacts at least."""
    at = end
    while (
        at > max(0, end - _MOST_CONTACT_LINES) and 0 < len(lines[at - 1].strip()) <= 60
    ):
        at -= 1
    block = [line.strip() for line in lines[at:end]]
    if at == 0 or lines[at - 1].strip() or not 2 <= len(block) <= _MOST_CONTACT_LINES:  # noqa: PLR2004
        return end
    contacts = sum(bool(_CONTACT.search(line)) for line in block)
    typed = block[0].endswith((",", "!", ".", "?", ":"))
    return at if contacts >= 2 and not typed and not _CONTACT.search(block[0]) else end  # noqa: PLR2004


_RULES = (_signature, _device, _list, _disclaimer, _contact)
