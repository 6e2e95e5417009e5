r"""
What stands below an answer and was not typed for it: signatures and footers.

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

# Nobody's mail has more below each other; a hostile one has as many as lines.
_MOST_FOOTERS = 50
_MOST_SIGNATURE_LINES = 12
_MOST_CONTACT_LINES = 14
_FEWEST_CONTACTS = 2
_LONGEST_CONTACT = 60
_LONGEST_NAME = 4
_SIGN_OFF_LINES = 4
_MOST_BANNER_LINES = 8
_LONGEST_FOOTER = 90

_DELIMITER = re.compile(r"^(?:--|\u2014|\u2013\u2013|- -)[ \t\xa0]?$")
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
_PHONE = re.compile(r"[\w. :]{0,8}\+?\(?\d[\d ()./-]{6,20}")
_SIGN_OFF = re.compile(rf"[ \t]*(?:{words.SIGN_OFF})\b", re.IGNORECASE)
_BANNER = re.compile(rf"[ \t*_\[(]{{0,4}}(?:{words.BANNER})", re.IGNORECASE)
_LIST = re.compile(words.MAILING_LIST, re.IGNORECASE)


def start(lines: Sequence[str]) -> int:
    """The index of the first line that belongs to what stands below the answer."""
    end = _without_blanks(lines, len(lines))
    for _ in range(_MOST_FOOTERS):
        shorter = min(rule(lines, end) for rule in _RULES)
        if shorter == end:
            break
        end = _without_blanks(lines, shorter)
    return end


def is_sign_off(line: str) -> bool:
    """A line such as "Best regards," that people type above their names."""
    return bool(_SIGN_OFF.match(line))


def is_contact(line: str) -> bool:
    """A line with a phone number, an address, a link or the like."""
    return bool(_CONTACT.search(line[: quoting.LONGEST]))


def banner(lines: Sequence[str]) -> int:
    """How many lines a mail host's warning takes at the top of a text."""
    at = 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines) or not _BANNER.match(lines[at][: quoting.LONGEST]):
        return 0
    while at < len(lines) and lines[at].strip():
        at += 1
    return at if at <= _MOST_BANNER_LINES else 0


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
    """A last line "Sent from my iPhone", which is no sentence."""
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
    """A last block of short lines, two of which hold a phone number or the like."""
    at = end
    while at > max(0, end - _MOST_CONTACT_LINES) and _is_short(lines[at - 1]):
        at -= 1
    if at == 0 or lines[at - 1].strip():
        return end
    first, *others = (line.strip() for line in lines[at:end]) if at < end else ("",)
    typed = _is_typed(first) or _CONTACT.search(first)
    contacts = sum(bool(_CONTACT.search(line)) for line in others)
    return at if contacts >= _FEWEST_CONTACTS and not typed else end


def _is_typed(line: str) -> bool:
    """A greeting, a question, a sentence: no name."""
    if line.endswith((",", "!", "?", ":")):
        return True
    return line.endswith(".") and len(line.split()) > _LONGEST_NAME


def _contact_after_sign_off(lines: Sequence[str], end: int) -> int:
    """A phone number alone on the last line, below a sign-off and a name."""
    if end < _SIGN_OFF_LINES or not _PHONE.fullmatch(lines[end - 1].strip()):
        return end
    above = lines[end - _SIGN_OFF_LINES : end - 1]
    return end - 1 if any(_SIGN_OFF.match(line) for line in above) else end


def _ruled_contact(lines: Sequence[str], end: int) -> int:
    """Short lines with contacts among them, below a ruler of dashes."""
    for at in range(end - 1, max(-1, end - 2 * _MOST_CONTACT_LINES), -1):
        line = lines[at].strip()
        if quoting.ruler(line):
            below = lines[at + 1 : end]
            contacts = sum(bool(_CONTACT.search(one)) for one in below)
            return at if contacts >= _FEWEST_CONTACTS else end
        if len(line) > _LONGEST_CONTACT:
            break
    return end


def _is_short(line: str) -> bool:
    return 0 < len(line.strip()) <= _LONGEST_CONTACT


_RULES = (
    _signature,
    _device,
    _list,
    _disclaimer,
    _contact,
    _contact_after_sign_off,
    _ruled_contact,
)
