"""
Mails of the selected mailbox into another: by MOVE (RFC 6851), or with UIDPLUS.

Rule 1: what is copied and could not be taken away counts as moved: to try again would
copy it again, each time.
Rule 2: one mail that the server refuses keeps no other back; a place that it refuses
is not tried with each mail.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.imap.client import Client

_BATCH = 500
# More refusals than it takes to find one mail among a batch are the place's.
_MOST_REFUSALS = 12
_OF_THE_PLACE = ("[NOPERM]", "[TRYCREATE]", "[OVERQUOTA]", "[NONEXISTENT]", "[CANNOT]")
NEITHER = "the server has neither MOVE nor UIDPLUS"


@dataclass(kw_only=True)
class Moved:
    """
    What became of mails that were to be moved: `gone` from here, `copied` but here too.

    The rest lie where they were; `refusal` is what the server said against it.
    """

    gone: list[int] = field(default_factory=list)
    copied: list[int] = field(default_factory=list)
    refusal: str = ""


def move(client: Client, uids: Sequence[int], mailbox: str) -> Moved:
    """Move these mails, as far as the server lets us."""
    moved, refusals = Moved(), 0
    waiting = [list(uids[at : at + _BATCH]) for at in range(0, len(uids), _BATCH)]
    waiting.reverse()
    while waiting:
        batch = waiting.pop()
        said = _moved(client, batch, mailbox, moved)
        if not said:
            continue
        refusals += 1
        moved.refusal = said
        if refusals > _MOST_REFUSALS or _of_the_place(said):
            break
        middle = len(batch) // 2
        waiting += [half for half in (batch[middle:], batch[:middle]) if middle]
    return moved


def _moved(client: Client, uids: list[int], mailbox: str, moved: Moved) -> str | None:
    """Move one batch, or nothing of it; what the server said against it."""
    stayed: list[int] = []
    if client.has_capability("MOVE"):
        said = client.refusal(client.move, uids, mailbox)
    elif client.has_capability("UIDPLUS"):
        said, stayed = client.copy_and_expunge(uids, mailbox)
    else:
        return NEITHER
    if said and not stayed:
        return said
    moved.copied += stayed
    moved.gone += [uid for uid in uids if uid not in set(stayed)]
    return None


def _of_the_place(said: str) -> bool:
    return said == NEITHER or any(code in said.upper() for code in _OF_THE_PLACE)
