"""The figures of a demo, counted in its store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import inbox, outbox, store, summaries
from mcenter.demo.marketplace import STORE_FILE
from mcenter.summaries import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

INBOUND = ("accepted", "held", "discarded", "failed")
_MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the store of a demo holds; `mails` by what became of them."""

    threads: int
    messages: int
    mails: Mapping[str, int]


def count(place: Path) -> Figures:
    """Count threads, messages and mails in the store in this folder."""
    with store.opened(f"sqlite:///{place / STORE_FILE}", make=False):
        threads = summaries.page(None, Wanted(), limit=_MOST).threads
        mails = {"sent": len(outbox.listed(statuses=("sent",)))}
        for status in INBOUND:
            mails[status] = len(inbox.listed(statuses=(status,)))
    return Figures(
        threads=len(threads),
        messages=sum(thread.messages for thread in threads),
        mails=mails,
    )
