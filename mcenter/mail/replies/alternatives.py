"""
Tables of alternatives, in an order in which a text is searched for them quickly.

Rule 1: what matches stays the same; alternatives that begin alike keep their order.
"""

from __future__ import annotations

import re

_PIECE = re.compile(r"\\.|\[[^]]*\]|.", re.DOTALL)
_QUANTIFIERS = frozenset("?*+{")


def by_letter(words: str) -> str:
    """
    The alternatives of `words`, all with one first letter together.

    At each place of a text, each letter is then tried instead of each alternative.
    """
    groups: dict[str, list[str]] = {}
    for word in _parted(words):
        alone = not word[0].isalpha() or word[1:2] in _QUANTIFIERS
        groups.setdefault("" if alone else word[0], []).append(word)
    return "|".join(
        f"{letter}(?:{'|'.join(word[len(letter) :] for word in group)})"
        for letter, group in groups.items()
    )


def _parted(words: str) -> list[str]:
    """Parted at each bar that stands in no brackets."""
    found, depth = [""], 0
    for piece in _PIECE.findall(words):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and not depth:
            found.append("")
        else:
            found[-1] += piece
    return found
