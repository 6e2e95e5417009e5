"""
Names of mailboxes: the server's namespaces and separators (RFC 2342, RFC 9051 5.1).

Rule 1: in a configured name "/" parts levels, whatever the server parts them by.
Rule 2: a name that lies in a namespace of the server already stays there.
"""

from __future__ import annotations

from dataclasses import dataclass

INBOX = "INBOX"


@dataclass(frozen=True, kw_only=True)
class Namespaces:
    """
    Where mailboxes lie: each a prefix, empty or with its separator, and the separator.

    `personal` is where ours are made; `others` are other users' and the shared ones.
    """

    personal: tuple[str, str] = ("", "")
    others: tuple[tuple[str, str], ...] = ()

    def candidates(self, name: str) -> tuple[str, ...]:
        """The server's name of a mailbox; two, where only a look tells which is it."""
        for prefix, separator in (self.personal, *self.others):
            there = _within(name, prefix, separator)
            if there is not None:
                return (there,)
        prefix, separator = self.personal
        ours = prefix + _parted(name, separator)
        # A shared namespace may have no prefix, as Cyrus has it.
        bare = [_parted(name, own) for shared, own in self.others if not shared]
        return tuple(dict.fromkeys([ours, *bare]))


def _within(name: str, prefix: str, separator: str) -> str | None:
    """The name as the server has it, if it lies in this namespace; else None."""
    name = _parted(name, separator)
    start, rest = name[: len(prefix)], name[len(prefix) :]
    # INBOX alone is the same in capitals and without.
    folded = prefix.upper().startswith(INBOX) and start.upper() == prefix.upper()
    if not prefix or not (folded or start == prefix):
        return None
    return prefix + rest


def _parted(name: str, separator: str) -> str:
    return name.replace("/", separator or "/")
