"""
Words by which people say yes, in the languages that our readers write.

Rule 1: a text without such a word is no yes: machines answer questions, too, and people
who are asked whether an address is theirs say whose it is.
Rule 2: a yes comes first: words further on are a machine's as well.
"""

from __future__ import annotations

import re

_LONGEST = 2_000  # Characters that are looked at.
# In words: where a yes stands, and how short a text is that says nothing else.
_FIRST, _SHORT = 5, 3
# Lines in which it is said: the first may be a greeting.
_LINES = 2
_WORDS = """
yes yeah yep yup ok okay correct mine
ja jawohl jawoll jep stimmt genau oui ouais sí sì sim evet igen kyllä joo да
\u03bd\u03b1\u03b9 כן نعم はい 是 是的 对 對 对的 對的 네 예
"""
# Other words as well: "if", "since", "thanks", "year".
_AMBIGUOUS = "si da tak ano sure right"
WORDS = frozenset(_WORDS.split())
AMBIGUOUS = frozenset(_AMBIGUOUS.split())
_SIGNS = ("👍", "✅", "✔", "✓")
_WORD = re.compile(r"\w+")
# "That's me", "it is my home address", "I confirm that": each ends its line or clause,
# for machines begin so and go on: "I can confirm that your mail has arrived".
_PHRASES = re.compile(
    r"(?:(?:i am|i'm|(?:it|this|that)(?: is|'?s))"
    r" (?:me|mine|my(?: \w+)? (?:e-?mail|address|e-?mail address))"
    r"|(?:i(?: hereby)? )?(?:can )?confirm(?:ed)?(?: (?:it|this|that))?"
    r"|(?:das )?bin ich|(?:das )?ist mein(?:e(?: adresse)?)?"
    r"|(?:ich )?best\u00e4tig(?:e|t)(?: (?:es|das|dies))?"
    r"|c'est (?:moi|bien moi|la mienne)|(?:je )?confirm(?:e|\u00e9)"
    r"|soy yo|es m[i\u00ed]a?|confirm(?:o|ado)|\u044d\u0442\u043e \u044f)"
    r" *(?:[.,;!]|$)"
)


def assents(text: str) -> bool:
    """Tell whether an answer is a clear yes, or has no word in it at all."""
    said = text[:_LONGEST].strip().lower()
    words = _WORD.findall(said)
    if not words:
        return not said or said.startswith(_SIGNS)
    if len(words) <= _SHORT and not AMBIGUOUS.isdisjoint(words):
        return True
    lines = (" ".join(line.split()) for line in said.split("\n"))
    begin = list(filter(None, lines))[:_LINES]
    if any(_PHRASES.match(line.replace("\u2019", "'")) for line in begin):
        return True
    return not WORDS.isdisjoint(words[:_FIRST])
