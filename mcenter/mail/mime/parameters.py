"""
Content-Type and Content-Disposition: value and parameters (RFC 2045 5.1, RFC 2231).

Rule 1: values are at most 8 KB (the header reader sees to it) and read in linear time.
Rule 2: the first of two parameters with one name holds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from mcenter.mail.mime import charsets, encoded_words

_PARAMETER = re.compile(
    r';\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|\\?$)|([^;]*))', re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LABELLED = re.compile(r"([^']*)'[^']*'(.*)", re.DOTALL)
_SECTION = re.compile(r"([^*]+)\*(\d{1,3})(\*?)|([^*]+)\*")


@lru_cache(maxsize=64)
def parse(value: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The lower-case value before the first ';', and its parameters, decoded."""
    found: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for match in _PARAMETER.finditer(value):
        name, text = match[1].lower(), match[3]
        if text is None:
            quoted = match[2]
            text = _ESCAPED.sub(r"\1", quoted) if "\\" in quoted else quoted
        if "*" in name and (section := _SECTION.fullmatch(name)):
            number, extended = int(section[2] or 0), bool(section[3] or section[4])
            by_number = sections.setdefault(section[1] or section[4], {})
            by_number.setdefault(number, (text.strip(), extended))
        else:
            found.setdefault(name, text.strip())
    for name, by_number in sections.items():
        found[name] = _assembled(by_number)
    return value.partition(";")[0].strip().lower(), tuple(found.items())


def get(parameters: tuple[tuple[str, str], ...], name: str) -> str:
    """The parameter `name`, its encoded words decoded; empty when absent."""
    for key, value in parameters:
        if key == name:
            return encoded_words.decode(value)
    return ""


def _assembled(by_number: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 sections in their order; only the first names the charset."""
    label, content = "", b""
    for number, (text, extended) in sorted(by_number.items()):
        piece = text
        if number == 0 and extended and (match := _LABELLED.fullmatch(text)):
            label, piece = match[1], match[2]
        encoded = piece.encode("utf-8", "replace")
        content += unquote_to_bytes(encoded) if extended else encoded
    return charsets.decode(content, label)
