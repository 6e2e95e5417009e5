"""
Where a mail may come in: the mailboxes that poll looks through, and the store.

Rule 1: headers alone are looked at, by BODY.PEEK, and of new mail alone.
Rule 2: the mail that was waited for is removed from its mailbox, where the server can
remove one mail and no other; else poll discards it, as it does where it was quicker.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from mcenter import inbox, store
from mcenter.mail.parsing import header_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.mail.imap import Session

    IsThis = Callable[[bytes], bool]

HEADER_BYTES = 262_144
# Headers of others' mails that are looked at, at most.
MOST = 500
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0  # Seconds.
STATUSES = ("received", "accepted", "held", "discarded", "failed")


class Place(Protocol):
    """Somewhere to look."""

    def find(self, is_this: IsThis) -> bytes | None:
        """Give the header block of the mail, once it is there."""


class Mailboxes:
    """New mail in these mailboxes of a server."""

    def __init__(self, session: Session, names: Sequence[str]) -> None:
        """Remember what is there already."""
        self._session = session
        self._known = {name: set(self._uids(name)) for name in names}
        self._left = MOST

    def find(self, is_this: IsThis) -> bytes | None:
        """Look through what came since, once each."""
        for name, known in self._known.items():
            for uid in self._new(name, known):
                header = self._session.header(uid, HEADER_BYTES)
                if header:
                    # What did not come is asked for again.
                    known.add(uid)
                if is_this(header):
                    self._session.remove([uid])
                    return header
        return None

    def _new(self, name: str, known: set[int]) -> Iterator[int]:
        for uid in self._uids(name):
            if uid not in known and self._left:
                self._left -= 1
                yield uid

    def _uids(self, name: str) -> list[int]:
        self._session.select(name)
        return self._session.uids()


class Store:
    """Mail that was recorded since; a poll, or an MTA that delivers, may be quick."""

    def __init__(self, config: Config, since: datetime) -> None:
        """Take the configured store.  Raises what `store.looked_at` does."""
        self._url = f"sqlite:///{config.store_path}"
        self._since = since
        with store.looked_at(self._url):
            pass

    def find(self, is_this: IsThis) -> bytes | None:
        """Look through what was recorded since."""
        with store.looked_at(self._url):
            applied, newest = store.schema_versions()
            if applied != newest:
                return None
            for mail in inbox.listed(statuses=STATUSES, since=self._since, limit=MOST):
                header = header_block(inbox.content(mail))
                if is_this(header):
                    return header
        return None


def wait(places: Sequence[Place], is_this: IsThis, until: float) -> bytes | None:
    """Look again and again, ever more seldom; None when `until` (monotonic) is over."""
    pause = FIRST_PAUSE
    while True:
        for place in places:
            if header := place.find(is_this):
                return header
        if time.monotonic() >= until:
            return None
        time.sleep(min(pause, max(0.0, until - time.monotonic())))
        pause = min(2 * pause, LONGEST_PAUSE)
