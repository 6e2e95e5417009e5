"""Message-IDs in Message-ID, In-Reply-To and References (RFC 5322 3.6.4)."""

from __future__ import annotations

import re

_ID = re.compile(r"<[^<>\s]{1,990}>")
_MOST = 200


def first(value: str) -> str:
    """The "<id>" of a Message-ID header; empty when it holds none that can be used."""
    match = _ID.search(value)
    return match[0] if match else ""


def every(values: tuple[str, ...]) -> tuple[str, ...]:
    """All "<id>" tokens, each once, in their order: at most the last 200."""
    found = dict.fromkeys(token for value in values for token in _ID.findall(value))
    return tuple(found)[-_MOST:]
