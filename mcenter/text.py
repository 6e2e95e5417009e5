r"""
Untrusted text, made safe to look at.

Rule 1: whatever somebody else wrote passes `visible` before it is shown or sent.
Rule 2: nothing is dropped in silence: `\x1b` and `<U+202E>` stand where it was.
Rule 3: clean text comes back as it is; the cost is one search.
"""

from __future__ import annotations

import re
from functools import cache

_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # All but tab and newline.
# All that a terminal does not show or that turns the order of what it shows: Unicode's
# Cf, Zl, Zp and Default_Ignorable_Code_Point.
_HIDDEN = (
    r"\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    r"\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd"
    r"\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff"
)
# U+FE0F makes a picture of the symbol before it, as in a red heart; elsewhere it hides.
_SYMBOL = r"[#*0-9\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
_ASCII_UNSAFE = re.compile(f"[{_CONTROL}]")
_LAST_ESCAPED = "\x9f"


def visible(text: str, *, keep: str = "\n\t") -> str:
    """Text with every control, hidden and direction character shown by its number."""
    unsafe = _ASCII_UNSAFE if text.isascii() else _unsafe()
    if unsafe.search(text):
        text = unsafe.sub(
            lambda match: match[0] if match[0] in keep else _mark(match[0]), text
        )
    for char in "\n\t":
        if char in text and char not in keep:
            text = text.replace(char, _mark(char))
    return text


@cache
def _unsafe() -> re.Pattern[str]:
    # Compiled at the first text beyond ASCII: half a millisecond of each start.
    return re.compile(rf"[{_CONTROL}\ud800-\udfff{_HIDDEN}]|(?<!{_SYMBOL})\ufe0f")


def _mark(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    if char <= _LAST_ESCAPED:
        return f"\\x{ord(char):02x}"
    return f"<U+{ord(char):04X}>"


def one_line(text: str, limit: int) -> str:
    """Visible text on one line, runs of space as one, at most `limit` characters."""
    line = visible(" ".join(text.split()), keep="")
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return line
