"""
Words by which people say no, in the languages that our readers write.

Rule 1: an answer that may be a no is none: who meant yes is asked by an operator.
"""

from __future__ import annotations

import re

_LONGEST = 2_000  # Characters that are looked at.
_WORDS = """
no not nope never none isn't isnt don't dont wasn't wasnt doesn't unknown who what
nein nicht kein keine non pas ne jamais inconnu nunca não nao nada falso sbagliato
nee niet geen nej inte ikke ei ikkje nie nem nije nu hay\u0131r hayir değil yok
нет не ні όχι δεν לא لا ليس
"""
WORDS = frozenset(_WORDS.split())
# Scripts that part no words by spaces.
WITHIN = ("不", "没", "沒", "否", "いいえ", "違", "아니")
_WORD = re.compile(r"[\w']+")
_ASKS = ("?", "\uff1f", "\u061f")


def denies(text: str) -> bool:
    """Tell whether an answer reads like a no, or like a question of its own."""
    said = text[:_LONGEST].lower().replace("\u2019", "'")
    within = any(sign in said for sign in (*_ASKS, *WITHIN))
    return within or not WORDS.isdisjoint(_WORD.findall(said))
