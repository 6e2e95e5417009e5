"""
The end that somebody's mails have in common: a signature without any mark.

Rule 1: an end is learnt only from the two mails before, when both have it.
Rule 2: a greeting typed at the end, with the name below it, is the writer's: it stays.
Rule 3: whole paragraphs alone: an end begins below an empty line or that greeting.
Rule 4: two lines that say the same each time may well be typed each time; more lines,
or a phone number or the like among them, are a signature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.replies import contacts, sign_offs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAILS = 2
MOST_LINES = 30

_FEWEST_LINES = 2
_MOST_NAME_WORDS = 4


def may_end(text: str) -> bool:
    """Tell whether the last paragraph may be one that is learnt: worth looking."""
    lines = text.split("\n")
    at = _below_sign_off(lines, _paragraph(lines, _last_paragraph(lines)))
    return 0 < at < len(lines) and (
        len(lines) - at >= _FEWEST_LINES or any(map(contacts.is_contact, lines[at:]))
    )


def without(text: str, earlier: Iterable[str]) -> tuple[str, str]:
    """A text, and the end that it shares with the MAILS `earlier` ones."""
    lines = text.split("\n")
    shared: list[int] = []
    for other in earlier:
        shared.append(_shared(lines, other.split("\n")))
        if not shared[-1]:
            return text, ""
    if len(shared) < MAILS:
        return text, ""
    begin = _paragraph(lines, len(lines) - min(shared))
    at = _below_sign_off(lines, begin)
    signed = any(map(str.strip, lines[at:])) if at > begin else _signs(lines[at:])
    if not signed or not any(map(str.strip, lines[:at])):
        return text, ""
    return "\n".join(lines[:at]).rstrip("\n"), "\n".join(lines[at:])


def _last_paragraph(lines: Sequence[str]) -> int:
    at = len(lines)
    while at and lines[at - 1].strip():
        at -= 1
    return at


def _signs(lines: Sequence[str]) -> bool:
    """More than two lines, or a contact among them."""
    said = sum(bool(line.strip()) for line in lines)
    return said > _FEWEST_LINES or (
        said == _FEWEST_LINES and any(map(contacts.is_contact, lines))
    )


def _shared(lines: Sequence[str], other: Sequence[str]) -> int:
    """How many lines at the end are the same, blanks at their sides apart."""
    count = 0
    for one, two in zip(reversed(lines[-MOST_LINES:]), reversed(other), strict=False):
        if one.strip() != two.strip():
            break
        count += 1
    return count


def _paragraph(lines: Sequence[str], at: int) -> int:
    """The first line from `at` on that begins a paragraph, or is a sign-off."""
    while 0 < at < len(lines) and lines[at - 1].strip():
        if sign_offs.is_sign_off(lines[at]):
            break
        at += 1
    return _said(lines, at)


def _below_sign_off(lines: Sequence[str], at: int) -> int:
    """The first line below a sign-off that begins at `at`, and the name under it."""
    if at == len(lines) or not sign_offs.is_sign_off(lines[at]):
        return at
    at = _said(lines, at + 1)
    return at + 1 if at < len(lines) and _is_name(lines[at]) else at


def _said(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _is_name(line: str) -> bool:
    words = line.replace(".", "").replace("-", "").split()
    return 0 < len(words) <= _MOST_NAME_WORDS and all(map(str.isalpha, words))
