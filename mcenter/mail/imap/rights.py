"""What MYRIGHTS says (RFC 4314), and what older servers mean by it (RFC 2086)."""

from __future__ import annotations

# The older standard had one letter for what are three now.
_SINCE_4314 = set("kxte")


def has(told: str | None, needed: str, *, old: str) -> bool:
    """Whether these rights are among those told, by either standard; so if none are."""
    if told is None:
        return True
    if not _SINCE_4314 & set(told):
        # A server of RFC 4314 tells of the old letters, too.
        return set(old) <= set(told)
    return set(needed) <= set(told)
