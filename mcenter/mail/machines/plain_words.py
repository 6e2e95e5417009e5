"""
Words made comparable: lower case, without accents, in whatever script.

Rule 1: tables of words and what they are looked for in go through the same change.
Rule 2: only Latin, Greek and Cyrillic marks fall away; other scripts keep theirs.
"""

from __future__ import annotations

import re
import unicodedata

# One by one: a set alone is what a text is searched for quickly.
_MARKS = re.compile("[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LETTERS = (
    *(("\u0131", "i"), ("ł", "l"), ("ø", "o"), ("đ", "d")),
    *(("\u00a0", " "), ("\u202f", " ")),
)

# What clients put before the subject of a mail that is answered.
ANSWER_PREFIX = (
    r"(?:re|aw|sv|vs|antw?|odp|res|rif|ynt|απ|отв|回复|回覆|答复|返信|re\[\d\])\s?:"
)


def plain(text: str) -> str:
    """`text` in lower case, without accents and invisible marks."""
    if text.isascii():
        return text.lower()
    return _unaccented(text.casefold())


def compiled(*alternatives: str) -> re.Pattern[str]:
    """A pattern of lower-case alternatives, for text that `plain` has made."""
    return re.compile(_unaccented("|".join(alternatives)))


def _unaccented(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    text = unicodedata.normalize("NFC", _MARKS.sub("", apart))
    # Few texts have any of them: one by one is ten times as quick as str.translate.
    for letter, plainer in _LETTERS:
        text = text.replace(letter, plainer)
    return text
