"""
Blocks of contacts below an answer: a name, a firm, numbers, addresses.

Rule 1: what a text leads in ("send it here:") is what was asked for, and stays.
Rule 2: so do orders, lists of people, postscripts and whole sentences.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import additions, contacts, sign_offs
from mcenter.mail.replies import footer_words as words

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_CONTACT_LINES = 14
_FEWEST_CONTACTS = 2
_FEWEST_PARTS = 2
_LONGEST_CONTACT = 60
_LONGEST_IN_BLOCK = 110
_LONGEST_NAME = 4
_NAME_LINES = 3
_SHORT_RULER = re.compile(r"[ \t]*[_=*~]{2,4}[ \t]*$")
_ASIDE = re.compile(r"[ \t]*(?:p\.? ?s\b|n\.?b\b|ps:)")
_PERSONAL = re.compile(words.PERSONAL)
_TELLS = re.compile(words.TELLS)
_LEADS_IN = re.compile(
    r"(?:[:\uff1a]|\b(?:to|at|here|is|an|zu|à|ici|a|aquí|qui|hier))$"
)
_ENDED = (".", "!", "?", ",", ")", "\u2026", "。", "！", "？", "؟")  # noqa: RUF001
_PARTS = re.compile(r" [|\u2022\u00b7\u2013\u2014] ")


def _contact(lines: Sequence[str], end: int) -> int:
    """A last block of short lines, two of which hold a phone number or the like."""
    at = end
    while at > max(0, end - _MOST_CONTACT_LINES) and contacts.is_short(lines[at - 1]):
        at -= 1
    if at in {0, end} or lines[at - 1].strip() or _is_led_in(lines, at):
        return end
    # The name below a sign-off is typed, too.
    above = without_blanks(lines, at)
    at += sign_offs.closes(lines[above - 1]) and sign_offs.is_name(lines[at])
    first, *others = (line.strip() for line in lines[at:end]) if at < end else ("",)
    if is_typed(first) or contacts.is_contact(first) or sign_offs.closes(first):
        return end
    enough = contacts.count(others) >= _FEWEST_CONTACTS
    return at if enough and contacts.is_personal([first, *others]) else end


def _one_line(lines: Sequence[str], end: int) -> int:
    """A last line "John Carter | Carter Ltd | +44 20 7946 0000" of its own."""
    line = lines[end - 1]
    if end == 1 or len(line) > 2 * _LONGEST_IN_BLOCK or lines[end - 2].strip():
        return end
    parts = len(_PARTS.findall(line)) >= _FEWEST_PARTS
    return end - 1 if parts and contacts.count([line]) else end


def _number_after_sign_off(lines: Sequence[str], end: int) -> int:
    """A phone number alone on the last line, below a sign-off and a name."""
    if not contacts.is_number(lines[end - 1]):
        return end
    name = sign_offs.name(lines, end - 1)
    if name is None or end - name > _NAME_LINES or _is_told(lines[end - 2]):
        return end
    return end - 1


def _below_name(lines: Sequence[str], end: int) -> int:
    """Title, firm and contacts, below a sign-off and a name."""
    name = sign_offs.name(lines, end)
    if name is None:
        return end
    at = name + 1
    below = [contacts.bare(line) for line in lines[at:end] if line.strip()]
    if not below or any(map(_is_told, below)):
        return end
    if lines[at].strip() or _repeats(lines[name], below[0]):
        return at if contacts.count(below) else end
    enough = contacts.count(below) >= _FEWEST_CONTACTS
    return at if enough and contacts.is_personal(below) else end


def _ruled_contact(lines: Sequence[str], end: int) -> int:
    """Short lines with contacts among them, below a ruler of dashes."""
    for at in range(end - 1, max(-1, end - 2 * _MOST_CONTACT_LINES), -1):
        short = bool(_SHORT_RULER.match(lines[at]))
        if short or additions.is_ruler(lines[at]):
            if additions.underlines(lines, at) and not short:
                break
            below = lines[at + 1 : end]
            enough = 1 if short or _is_headed(below) else _FEWEST_CONTACTS
            return at if contacts.count(below) >= enough else end
        if len(contacts.bare(lines[at])) > _LONGEST_CONTACT:
            break
    return end


def _is_headed(below: Sequence[str]) -> bool:
    """A name comes first, and nothing below it was told."""
    said = [line.strip() for line in below if line.strip()]
    return bool(said) and sign_offs.is_name(said[0]) and not any(map(_is_told, said))


def is_typed(line: str) -> bool:
    """A greeting, a question, a sentence: no name."""
    if line.endswith((",", "!", "?", ":")):
        return True
    return line.endswith(".") and len(line.split()) > _LONGEST_NAME


def _is_led_in(lines: Sequence[str], at: int) -> bool:
    """The text above `at` announces what follows, or has not yet come to its end."""
    above = without_blanks(lines, at)
    if not above:
        return True
    line = lines[above - 1].rstrip()
    if _LEADS_IN.search(line[-20:].lower()):
        return True
    return not line.endswith(_ENDED) and len(line.split()) > _LONGEST_NAME


def _is_told(line: str) -> bool:
    """Typed after all: a postscript, a question, a sentence with a person in it."""
    if len(line) > _LONGEST_IN_BLOCK or line.endswith(("?", ":")):
        return True
    line = line.lower()
    if _ASIDE.match(line) or contacts.is_thing(line):
        return True
    tells = _PERSONAL.search(line) or _TELLS.search(line)
    return bool(tells) and not contacts.is_contact(line)


def _repeats(name: str, line: str) -> bool:
    first = name.split(maxsplit=1)[0].strip("*_,.").lower()
    return len(first) > 1 and line.lower().startswith(first)


def without_blanks(lines: Sequence[str], end: int) -> int:
    """Where lines[:end] end when the empty ones below the last text are left out."""
    while end and not lines[end - 1].strip().strip(" \t\u200b\ufeff"):
        end -= 1
    return end


RULES = (
    _contact,
    _one_line,
    _number_after_sign_off,
    _below_name,
    _ruled_contact,
)
