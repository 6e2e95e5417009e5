"""
What somebody typed into the quote of a mail of ours, where their client marked it too.

Rule 1: only what we know to have sent can tell: a mail of ours quotes no other, so that
what is marked once, below its beginning, and was not sent, was typed.
Rule 2: above the first line that is known, a client leads in and a host warns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.replies import quoting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.replies.known_text import KnownText


def typed(lines: Sequence[str], known: KnownText) -> dict[int, str]:
    """Give the lines that were typed into a quote of ours, without their mark."""
    bare = [_unmarked(line) for line in lines]
    if not any(bare) or not known.is_answered_by(bare):
        return {}
    sent, new = known.told_apart(bare)
    first = min(sent, default=len(lines))
    return {at: bare[at] for at in sorted(new) if at > first}


def _unmarked(line: str) -> str:
    """A line that is marked once, without its mark; empty for any other."""
    if not quoting.is_quoted(line):
        return ""
    text = line.lstrip(" \t\xa0")[1:].removeprefix(" ")
    return "" if quoting.is_quoted(text) else text
