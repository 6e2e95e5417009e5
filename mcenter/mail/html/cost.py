"""
HTML before it is parsed: what would cost too much is seen, or taken out.

Rule 1: a parser's cost may grow with the square of its tags and attributes; what it is
given is limited so that this square stays below a second.
Rule 2: all searches here are linear: each finds its ">" or is cut off before.
"""

from __future__ import annotations

import re
from html import unescape

TAG_LIMIT = 20_000
MARK_LIMIT = 500_000  # Each "<" costs each search a little.
COST_LIMIT = 50_000_000
LENGTH_LIMIT = 4_000_000

_FORMATTING = re.compile(
    r"</?(?:a|b|big|code|em|font|i|img|nobr|s|small|strike|strong|tt|u)"
    r"(?:[\s/][^>]*)?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[/!?a-zA-Z][^>]*>")
_BREAKING = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)


def is_cheap(html: str, most_tags: int = TAG_LIMIT) -> bool:
    """A parser may be given this."""
    return html.count("<") <= most_tags and _attribute_cost(html) <= COST_LIMIT


def without_formatting(html: str) -> tuple[str, bool]:
    """
    `html` without <b>, <font> and the like, which parsers rebuild at great cost.

    Also whether that went well: taking one out may make another, and so on.
    """
    head, below = html, ""
    for _ in range(4):
        head, tail = _parted(head)
        below = tail + below
        head, count = _FORMATTING.subn("", head)
        if not count:
            return head + below, True
    return head + below, False


def _parted(html: str) -> tuple[str, str]:
    """
    What stands before the last ">", and the rest as text, without "<".

    In the former, every search for a tag finds its ">", which keeps it linear; what is
    taken out may have been the last one.
    """
    end = html.rfind(">") + 1
    return html[:end], html[end:].replace("<", " ")


def _attribute_cost(html: str) -> int:
    """Each attribute of a tag is held against all others: the sum of the squares."""
    cost = 0
    for piece in html.split(">"):
        at = piece.find("<")
        if at >= 0:
            tag = piece[at:]
            marks = tag.count("/") + tag.count('"') + tag.count("'")
            cost += (len(tag.split()) + marks) ** 2
    return cost


def flat(html: str) -> str:
    """Text without its tags, when there are too many of them to be looked at."""
    head, below = _parted(html)
    text, rest = _parted(_BREAKING.sub("\n", head))
    return unescape(_TAG.sub("", text) + rest) + below
