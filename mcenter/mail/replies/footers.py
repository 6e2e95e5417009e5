r"""
What stands below an answer and was not typed for it: signatures and additions.

Rule 1: a typed sign-off ("Thanks,\\nAlex") is the person's and stays.
Rule 2: when in doubt it stays: what is cut is made of contacts, or stands below "-- ".
Rule 3: what a text leads in ("send it here:") is what was asked for, and stays.
"""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING

from mcenter.mail.replies import additions, contacts, quoting, sign_offs
from mcenter.mail.replies import footer_words as words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Nobody's mail has more below each other; a hostile one has as many as lines.
_MOST_FOOTERS = 50
_MOST_FOOTER_LINES = 60
_MOST_SIGNATURE_LINES = 12
_MOST_CONTACT_LINES = 14
_FEWEST_CONTACTS = 2
_FEWEST_BARS = 3
_FEWEST_PARTS = 2
_LONGEST_CONTACT = 60
_LONGEST_IN_BLOCK = 110
_LONGEST_NAME = 4
_NAME_LINES = 3
_FEWEST_TYPED_WORDS = 8

_BARS = re.compile(r"\|(?:[ |]{0,20}\|)?")
_DELIMITER = re.compile(r"^(?:--|\u2014|\u2013\u2013|- -)[ \t\xa0]?$")
_SHORT_RULER = re.compile(r"[ \t]*[_=*~]{2,4}[ \t]*$")
_ASIDE = re.compile(r"[ \t]*(?:p\.? ?s\b|n\.?b\b|ps:)")
# A sentence with a person in it, or an order to one.
_PERSONAL = re.compile(words.PERSONAL)
_TELLS = re.compile(words.TELLS)
_ENDS_SENTENCE = re.compile(r"[^\W\d][.!?](?:\s|$)")
_LEADS_IN = re.compile(
    r"(?:[:\uff1a]|\b(?:to|at|here|is|an|zu|à|ici|a|aquí|qui|hier))$"
)
_ENDED = (".", "!", "?", ",", ")", "\u2026", "。", "！", "？", "؟")  # noqa: RUF001
_PARTS = re.compile(r" [|\u2022\u00b7\u2013\u2014] ")


def start(lines: Sequence[str]) -> int:
    """The index of the first line that belongs to what stands below the answer."""
    end = _without_blanks(lines, len(lines))
    rules = _rules(lines[max(0, end - _MOST_FOOTER_LINES) : end])
    cuts = kept = 0
    for rule in cycle(rules):
        # Each rule has another look at what the others have left.
        if not end or kept == len(rules) or cuts == _MOST_FOOTERS:
            break
        shorter = rule(lines, end)
        cuts, kept = (cuts + 1, 0) if shorter < end else (cuts, kept + 1)
        end = _without_blanks(lines, shorter)
    return end


def _rules(tail: Sequence[str]) -> Sequence[Callable[..., int]]:
    """Those for contacts only where there may be any: many answers have none."""
    return _ALL_RULES if contacts.may_be_among(tail) else _RULES


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
                lines[at] == "-- " or not _goes_on(lines[at + 1 : at + 2], below)
            ):
                return at
    return end


def _goes_on(first: Sequence[str], below: Sequence[str]) -> bool:
    """Sentences of a person, as below dashes that only part a text in two."""
    if below and first == [""] and not any(map(contacts.is_contact, below)):
        return True
    text = " ".join(line.strip() for line in below if not contacts.is_contact(line))
    text = text[: 2 * quoting.LONGEST].lower()
    return (
        len(text.split()) >= _FEWEST_TYPED_WORDS
        and bool(_ENDS_SENTENCE.search(text))
        and bool(_PERSONAL.search(text))
    )


def _contact(lines: Sequence[str], end: int) -> int:
    """A last block of short lines, two of which hold a phone number or the like."""
    at = end
    while at > max(0, end - _MOST_CONTACT_LINES) and contacts.is_short(lines[at - 1]):
        at -= 1
    if at in {0, end} or lines[at - 1].strip() or _is_led_in(lines, at):
        return end
    # The name below a sign-off is typed, too.
    above = _without_blanks(lines, at)
    at += sign_offs.closes(lines[above - 1]) and sign_offs.is_name(lines[at])
    first, *others = (line.strip() for line in lines[at:end]) if at < end else ("",)
    if _is_typed(first) or contacts.is_contact(first) or sign_offs.closes(first):
        return end
    enough = contacts.count(others) >= _FEWEST_CONTACTS
    return at if enough and contacts.is_personal([first, *others]) else end


def _card(lines: Sequence[str], end: int) -> int:
    """A card with its name and address, of whose table the bars are left."""
    first, bars = end, 0
    for at in range(end - 1, max(-1, end - _MOST_CONTACT_LINES), -1):
        line = lines[at].strip()
        if _BARS.fullmatch(line):
            first, bars = at, bars + 1
        elif len(line) > _LONGEST_CONTACT or _is_typed(line):
            break
    return first if bars >= _FEWEST_BARS else end


def _is_typed(line: str) -> bool:
    """A greeting, a question, a sentence: no name."""
    if line.endswith((",", "!", "?", ":")):
        return True
    return line.endswith(".") and len(line.split()) > _LONGEST_NAME


def _is_led_in(lines: Sequence[str], at: int) -> bool:
    """The text above `at` announces what follows, or has not yet come to its end."""
    above = _without_blanks(lines, at)
    if not above:
        return True
    line = lines[above - 1].rstrip()
    if _LEADS_IN.search(line[-20:].lower()):
        return True
    return not line.endswith(_ENDED) and len(line.split()) > _LONGEST_NAME


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


_RULES = (
    _signature,
    additions.device,
    additions.mailing_list,
    additions.legal,
    additions.leaving,
    _card,
)
_CONTACT_RULES = (
    _contact,
    _one_line,
    _number_after_sign_off,
    _below_name,
    _ruled_contact,
)
_ALL_RULES = _RULES + _CONTACT_RULES
