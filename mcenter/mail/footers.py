r"""
What stands below an answer and was not typed for it: signatures and additions.

Rule 1: a typed sign-off ("Thanks,\\nAlex") is the person's and stays.
Rule 2: when in doubt it stays: what is cut is made of contacts, or stands below "-- ".
Rule 3: what a text leads in ("send it here:") is what was asked for, and stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail import additions, quoting
from mcenter.mail import footer_words as words

if TYPE_CHECKING:
    from collections.abc import Sequence

# Nobody's mail has more below each other; a hostile one has as many as lines.
_MOST_FOOTERS = 50
_MOST_SIGNATURE_LINES = 12
_MOST_CONTACT_LINES = 14
_MOST_CLOSING_LINES = 24
_FEWEST_CONTACTS = 2
_LONGEST_CONTACT = 60
_LONGEST_IN_BLOCK = 110
_LONGEST_CLOSING = 45
_LONGEST_NAME = 4
_MOST_NAME_WORDS = 6
_SIGN_OFF_LINES = 4
_FEWEST_TYPED = 2

_DELIMITER = re.compile(r"^(?:--|\u2014|\u2013\u2013|- -)[ \t\xa0]?$")
_SHORT_RULER = re.compile(r"[ \t]*[_=*~]{2,4}[ \t]*$")
_MAIL = re.compile(r"\S@\S+\.\w", re.IGNORECASE)
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_CONTACT = re.compile(words.CONTACT, re.IGNORECASE)
_CALL = re.compile(words.PHONE, re.IGNORECASE)
_PHONE = re.compile(r"[\w. :]{0,8}\+?\(?\d[\d ()./-]{6,20}")
_SIGN_OFF = re.compile(rf"[ \t]*(?:{words.SIGN_OFF})\b", re.IGNORECASE)
# Pictures and links as clients write them into plain text.
_DRAWN = re.compile(
    r"\[(?:cid|image|logo|bild|icon)\b[^\[\]]{0,120}\]|<(?:https?|mailto|tel):[^<>]{0,200}>",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[ \t]*(?:p\.? ?s\b|n\.?b\b|ps:)", re.IGNORECASE)
# A sentence with a person in it, or an order to one.
_PERSONAL = re.compile(words.PERSONAL, re.IGNORECASE)
_GIVES = re.compile(words.GIVES, re.IGNORECASE)
_LEADS_IN = re.compile(r"(?::|\b(?:to|at|here|is|an|zu|à|ici|a|aquí|qui|hier))$")


def start(lines: Sequence[str]) -> int:
    """The index of the first line that belongs to what stands below the answer."""
    end = _without_blanks(lines, len(lines))
    for _ in range(_MOST_FOOTERS):
        shorter = min(rule(lines, end) for rule in _RULES) if end else 0
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


def _without_blanks(lines: Sequence[str], end: int) -> int:
    while end and not lines[end - 1].strip(" \t\xa0\u200b\ufeff"):
        end -= 1
    return end


def _signature(lines: Sequence[str], end: int) -> int:
    """Below "-- ", when few lines follow (RFC 3676 4.3)."""
    for at in range(max(0, end - 1 - 2 * _MOST_SIGNATURE_LINES), end):
        if _DELIMITER.match(lines[at]):
            below = [line for line in lines[at + 1 : end] if line.strip()]
            if len(below) <= _MOST_SIGNATURE_LINES and (
                lines[at] == "-- " or not _goes_on(below)
            ):
                return at
    return end


def _goes_on(below: Sequence[str]) -> bool:
    """Sentences, as below dashes that only part a text in two."""
    return sum(_is_sentence(line) for line in below) >= _FEWEST_TYPED


def _is_sentence(line: str) -> bool:
    line = line.strip()
    if is_contact(line) or not line.endswith((".", "!", "?")):
        return False
    return len(line.split()) > _MOST_NAME_WORDS or bool(_PERSONAL.search(line))


def _contact(lines: Sequence[str], end: int) -> int:
    """A last block of short lines, two of which hold a phone number or the like."""
    at = end
    while at > max(0, end - _MOST_CONTACT_LINES) and _is_short(lines[at - 1]):
        at -= 1
    if at in {0, end} or lines[at - 1].strip() or _is_led_in(lines, at):
        return end
    # The name below a sign-off is typed, too.
    above = _without_blanks(lines, at)
    at += above > 0 and _closes(lines[above - 1]) and _is_name(lines[at])
    first, *others = (line.strip() for line in lines[at:end]) if at < end else ("",)
    typed = _is_typed(first) or is_contact(first)
    return at if _contacts(others) >= _FEWEST_CONTACTS and not typed else end


def _is_typed(line: str) -> bool:
    """A greeting, a question, a sentence: no name."""
    if line.endswith((",", "!", "?", ":")):
        return True
    return line.endswith(".") and len(line.split()) > _LONGEST_NAME


def _is_led_in(lines: Sequence[str], at: int) -> bool:
    above = _without_blanks(lines, at)
    return bool(above and _LEADS_IN.search(lines[above - 1].rstrip()[-20:]))


def _contact_after_sign_off(lines: Sequence[str], end: int) -> int:
    """A phone number alone on the last line, below a sign-off and a name."""
    if end < _SIGN_OFF_LINES or not _PHONE.fullmatch(lines[end - 1].strip()):
        return end
    above = lines[end - _SIGN_OFF_LINES : end - 1]
    return end - 1 if any(_SIGN_OFF.match(line) for line in above) else end


def _below_name(lines: Sequence[str], end: int) -> int:
    """Title, firm and contacts, below a sign-off and a name."""
    name = _name(lines, end)
    if name is None:
        return end
    at = name + 1
    below = [_bare(line) for line in lines[at:end] if line.strip()]
    if not below or any(map(_is_told, below)):
        return end
    adjacent = lines[at].strip() or _repeats(lines[name], below[0])
    enough = 1 if adjacent else _FEWEST_CONTACTS
    return at if _contacts(lines[at:end]) >= enough else end


def _name(lines: Sequence[str], end: int) -> int | None:
    """The line of the name below the last sign-off, if no address was promised."""
    for at in range(end - 1, max(-1, end - _MOST_CLOSING_LINES), -1):
        if _closes(lines[at]):
            break
    else:
        return None
    if any(
        _GIVES.search(line[: quoting.LONGEST]) for line in lines[max(0, at - 6) : at]
    ):
        return None
    name = at + 1
    while name < end and not lines[name].strip():
        name += 1
    return name if name < end and _is_name(lines[name].strip()) else None


def _closes(line: str) -> bool:
    """Nothing but a sign-off."""
    line = line.strip()
    return (
        len(line) <= _LONGEST_CLOSING
        and is_sign_off(line)
        and not line.endswith(("?", ":"))
        and len(line.split()) <= _MOST_NAME_WORDS
    )


def _is_name(line: str) -> bool:
    line = _bare(line)
    return (
        len(line) <= _LONGEST_CONTACT
        and len(line.split()) <= _MOST_NAME_WORDS
        and not line.endswith(("?", ":"))
        and not any(map(str.isdigit, line))
        and not is_contact(line)
    )


def _is_told(line: str) -> bool:
    """Typed after all: a postscript, a question, a sentence with a person in it."""
    if len(line) > _LONGEST_IN_BLOCK or line.endswith(("?", ":")):
        return True
    return bool(_ASIDE.match(line) or (_PERSONAL.search(line) and not is_contact(line)))


def _repeats(name: str, line: str) -> bool:
    first = name.split(maxsplit=1)[0].strip("*_,.").lower()
    return len(first) > 1 and line.lower().startswith(first)


def _ruled_contact(lines: Sequence[str], end: int) -> int:
    """Short lines with contacts among them, below a ruler of dashes."""
    for at in range(end - 1, max(-1, end - 2 * _MOST_CONTACT_LINES), -1):
        line = _bare(lines[at])
        short = bool(_SHORT_RULER.match(lines[at]))
        if short or additions.is_ruler(lines[at]):
            below = lines[at + 1 : end]
            enough = 1 if short else _FEWEST_CONTACTS
            return at if _contacts(below) >= enough else end
        if len(line) > _LONGEST_CONTACT:
            break
    return end


def _contacts(lines: Sequence[str]) -> int:
    """How many phone numbers, addresses and links, each kind once a line."""
    return sum(
        bool(kind.search(line[: quoting.LONGEST]))
        for line in lines
        for kind in (_CALL, _MAIL, _LINK)
    )


def _bare(line: str) -> str:
    """A line without the pictures and targets of links that clients write out."""
    return _DRAWN.sub("", line[: 2 * quoting.LONGEST]).strip(" \t|*_")


def _is_short(line: str) -> bool:
    return bool(line.strip()) and len(_bare(line)) <= _LONGEST_CONTACT


_RULES = (
    _signature,
    additions.device,
    additions.mailing_list,
    additions.legal,
    additions.leaving,
    _contact,
    _contact_after_sign_off,
    _below_name,
    _ruled_contact,
)
