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

from mcenter.mail.replies import additions, contact_blocks, contacts, quoting
from mcenter.mail.replies import footer_words as words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Nobody's mail has more below each other; a hostile one has as many as lines.
_MOST_FOOTERS = 50
_MOST_FOOTER_LINES = 60
_MOST_SIGNATURE_LINES = 12
_MOST_CONTACT_LINES = 14
_FEWEST_BARS = 3
_LONGEST_CONTACT = 60
_FEWEST_TYPED_WORDS = 8
_LONGEST_DELIMITER = 4

_BARS = re.compile(r"\|(?:[ |]{0,20}\|)?")
_DELIMITER = re.compile(r"^(?:--|\u2014|\u2013\u2013|- -)[ \t\xa0]?$")
# A sentence with a person in it, or an order to one.
_PERSONAL = re.compile(words.PERSONAL)
_ENDS_SENTENCE = re.compile(r"[^\W\d][.!?](?:\s|$)")


def start(lines: Sequence[str]) -> int:
    """The index of the first line that belongs to what stands below the answer."""
    whole = contact_blocks.without_blanks(lines, len(lines))
    if not whole:
        return 0
    # In many texts, all contacts stand below a delimiter.
    end = contact_blocks.without_blanks(lines, _signature(lines, whole))
    rules = _rules(lines[max(0, end - _MOST_FOOTER_LINES) : end])
    cuts, kept = int(end < whole), 0
    for rule in cycle(rules):
        # Each rule has another look at what the others have left.
        if not end or kept == len(rules) or cuts == _MOST_FOOTERS:
            break
        shorter = rule(lines, end)
        if shorter == end:
            kept += 1
            continue
        cuts, kept = cuts + 1, 0
        end = contact_blocks.without_blanks(lines, shorter)
    return end


def _rules(tail: Sequence[str]) -> Sequence[Callable[..., int]]:
    """Those for contacts only where there may be any: many answers have none."""
    return _ALL_RULES if contacts.may_be_among(tail) else _RULES


def _signature(lines: Sequence[str], end: int) -> int:
    """Below "-- ", when few lines follow (RFC 3676 4.3)."""
    for at in range(max(0, end - 1 - 2 * _MOST_SIGNATURE_LINES), end):
        if len(lines[at]) <= _LONGEST_DELIMITER and _DELIMITER.match(lines[at]):
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


def _card(lines: Sequence[str], end: int) -> int:
    """A card with its name and address, of whose table the bars are left."""
    first, bars = end, 0
    for at in range(end - 1, max(-1, end - _MOST_CONTACT_LINES), -1):
        line = lines[at].strip()
        if _BARS.fullmatch(line):
            first, bars = at, bars + 1
        elif len(line) > _LONGEST_CONTACT or contact_blocks.is_typed(line):
            break
    return first if bars >= _FEWEST_BARS else end


_RULES = (
    _signature,
    additions.device,
    additions.mailing_list,
    additions.legal,
    additions.leaving,
    _card,
)
_ALL_RULES = _RULES + contact_blocks.RULES
