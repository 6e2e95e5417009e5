"""Message-IDs in Message-ID, In-Reply-To and References (RFC 5322 3.6.4)."""

from __future__ import annotations

import re

_ID = re.compile(r"<[^<>\s]{1,990}>")
_MOST = 100


def first(value: str) -> str:
    """The "<id>" of a Message-ID header; empty when it holds none that can be used."""
    match = _ID.search(value)
    return match[0] if match else ""


def every(values: tuple[str, ...]) -> tuple[str, ...]:
    """All "<id>" tokens, each once, in their order: the first and last 100."""
    ids = tuple(dict.fromkeys(_ID.findall(" ".join(values))))
    return ids if len(ids) <= 2 * _MOST else ids[:_MOST] + ids[-_MOST:]
