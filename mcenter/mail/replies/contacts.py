"""
Lines that tell how a person is reached: phone numbers, addresses, links.

Rule 1: patterns are held against lower-case text, which takes a tenth of the time of
IGNORECASE; a line is looked at in its first 400 characters.
Rule 2: what was found of the last lines is remembered, since several rules ask for it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mcenter.mail.replies import footer_words as words
from mcenter.mail.replies import quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_SHORT = 60
# "@", two digits, "://" or "www.": a set first, for which a text is searched quickly.
_HINT = re.compile(r"[\d@:wW](?:(?<=@)|(?<=\d)\d|(?<=:)//|(?<=[wW])[wW]{2}\.)")
# More of them are a list of people.
_MOST_MAILS = 3
_CONTACT = re.compile(words.CONTACT)
_CALL = re.compile(words.PHONE)
_MAIL = re.compile(r"\S@\S+\.\w")
_LINK = re.compile(r"https?://|\bwww\.")
_ALONE = re.compile(r"[\w. :]{0,8}\+?\(?\d[\d ()./-]{6,20}")
# Pictures and links as clients write them into plain text.
_DRAWN = re.compile(
    r"\[(?:cid|image|logo|bild|icon)\b[^\[\]]{0,120}\]|<(?:https?|mailto|tel):[^<>]{0,200}>",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[ \t]{0,4}([^\W\d][^\n:@/]{0,24}?)[ \t]?:[ \t]*\S")
# A word for the phone; the same one twice tells of two people.
_BEFORE = re.compile(r"[ \t]{0,4}[^\W\d][^\n\d@:/]{0,12}(?=[:. +(]{1,3}\d{2})")
_THINGS = re.compile(words.THINGS)
# More than digits in groups, as article numbers are too.
_OWN = re.compile(
    rf"{_MAIL.pattern}|{_LINK.pattern}|(?<!\w)\+\d|\b0\d|[^\W\d]\W{{0,4}}\d{{3}}"
)
_OWN_LABEL = re.compile(words.CONTACT_LABELS)


def may_be_among(lines: Sequence[str]) -> bool:
    """Without two digits, an "@", "://" or "www." there is none."""
    return bool(_HINT.search("\n".join(lines)))


def is_contact(line: str) -> bool:
    """A line with a phone number, an address, a link or the like."""
    return _is_contact(line[: quoting.LONGEST].lower())


@lru_cache(maxsize=100)
def _is_contact(line: str) -> bool:
    return bool(_CONTACT.search(line))


def is_number(line: str) -> bool:
    """A line of nothing but a phone number."""
    line = line.strip()
    return line[-1:].isdigit() and bool(_ALONE.fullmatch(line))


def count(lines: Sequence[str]) -> int:
    """How many phone numbers, addresses and links, each kind once a line."""
    return sum(_count(line[: quoting.LONGEST].lower()) for line in lines)


@lru_cache(maxsize=100)
def _count(line: str) -> int:
    return sum(bool(kind.search(line)) for kind in (_CALL, _MAIL, _LINK))


def is_personal(lines: Sequence[str]) -> bool:
    """Among them is a number or an address, and no label but those of a person's."""
    lowered = [line[: quoting.LONGEST].lower() for line in lines]
    mails = sum(bool(_MAIL.search(line)) for line in lowered)
    if mails > _MOST_MAILS or any(line.startswith("```") for line in lowered):
        return False
    if not mails and not any(_CALL.search(line) for line in lowered):
        return False
    called = [before[0] for line in lowered if (before := _BEFORE.match(line))]
    if len(called) != len(set(called)) or any(map(_THINGS.search, lowered)):
        return False
    if not any(map(_OWN.search, lowered)):
        return False
    labels = [match[1] for line in lowered if (match := _LABEL.match(line))]
    return all(_OWN_LABEL.match(label) for label in labels if "http" not in label)


def is_thing(line: str) -> bool:
    """A line about an order or the like, in lower case."""
    return bool(_THINGS.search(line))


def bare(line: str) -> str:
    """A line without the pictures and targets of links that clients write out."""
    line = line[: 2 * quoting.LONGEST]
    if "[" in line or "<" in line:
        line = _DRAWN.sub("", line)
    return line.strip(" \t|*_")


def is_short(line: str) -> bool:
    """A line that says something, as short as one of a signature."""
    return bool(line.strip()) and len(bare(line)) <= _LONGEST_SHORT
