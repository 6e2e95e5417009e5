"""The words that everything written here is made of."""

from __future__ import annotations

import random

_PROSE = (
    "the order has not come yet and we would like to know when it will be sent "
    "because our shop opens next week please tell us if another size or colour is in "
    "stock thank you for your quick answer the parcel was damaged one of three cups "
    "is broken can you send a new one or return part of the price we are happy with "
    "everything else kind regards naïve café über straße señor"
)
WORDS = _PROSE.split()


def subject(number: int) -> str:
    """Write a subject, always the same for a number."""
    words = random.Random(number).choices(WORDS, k=5)
    return " ".join(words).capitalize()


def text(dice: random.Random) -> str:
    """Write a few paragraphs, of which no two are alike."""
    return "\n\n".join(
        " ".join(dice.choices(WORDS, k=dice.randint(5, 40))).capitalize() + "."
        for _ in range(dice.randint(1, 3))
    )
