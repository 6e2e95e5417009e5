"""
One header field, written so that no value can become another field.

Rule 1: a value from people is cleaned as it stands and as a reader would decode it.
Rule 2: a field is folded between words, never inside one: a Message-ID stays whole.
Rule 3: what is returned is ASCII.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from mcenter.mail.mime import encoded_words
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

TEXT_LIMIT = 200
NAME_LIMIT = 120
_LINE = 78
# An encoded word has at most 75 characters (RFC 2047 section 2); a shorter one still
# fits behind the longest name of a field that we encode.
_WORD_BYTES = 39
# What every reader takes between quotes, and what fits on a line.
_PLAIN_VALUE = re.compile(r"[\w !#&'()+,.=@\[\]{}~-]{1,60}", re.ASCII)
_SECTION = re.compile(r"(?:%[0-9A-F]{2}|[^%]){1,20}")


def field(name: str, words: Iterable[str]) -> str:
    """`name: words` and CRLF; words are parted by a space or, past 78, by a fold."""
    line = f"{name}:"
    lines = []
    for at, word in enumerate(words):
        if at and len(line) + 1 + len(word) > _LINE:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line]) + "\r\n"


def text(value: str) -> list[str]:
    """Words of an unstructured field, such as Subject (RFC 5322 section 3.6.5)."""
    cleaned = clean(value, TEXT_LIMIT)
    return cleaned.split(" ") if cleaned.isascii() else _encoded(cleaned)


def phrase(value: str) -> list[str]:
    """Words of a display name (RFC 5322 section 3.4): one quoted string, or encoded."""
    cleaned = clean(value, NAME_LIMIT)
    if not cleaned.isascii():
        return _encoded(cleaned)
    escaped = cleaned.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"']


def parameter(name: str, value: str) -> list[str]:
    """
    Words of a last parameter (RFC 2045 section 5.1): quoted, else RFC 2231's way.

    Encoded words in it are broken, not decoded: a name means what it was judged by.
    """
    cleaned = one_line(value, NAME_LIMIT).replace("=?", "= ?")
    if _PLAIN_VALUE.fullmatch(cleaned):
        return [f'{name}="{cleaned}"']
    encoded = "utf-8''" + quote(cleaned, safe="")
    sections = [match[0] for match in _SECTION.finditer(encoded)]
    if len(sections) == 1:
        return [f"{name}*={encoded}"]
    words = [f"{name}*{at}*={section};" for at, section in enumerate(sections)]
    return [*words[:-1], words[-1].removesuffix(";")]


def clean(value: str, limit: int) -> str:
    """One visible line in which nothing is left that a reader would decode again."""
    return one_line(encoded_words.decode(value), limit).replace("=?", "= ?")


def _encoded(value: str) -> list[str]:
    """RFC 2047 section 4.1; no character is cut in two."""
    chunks = [""]
    for char in value:
        if len((chunks[-1] + char).encode()) > _WORD_BYTES:
            chunks.append("")
        chunks[-1] += char
    return [
        f"=?utf-8?b?{base64.b64encode(chunk.encode()).decode()}?=" for chunk in chunks
    ]
