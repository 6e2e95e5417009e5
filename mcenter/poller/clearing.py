r"""
Clear a mailbox: move each copy of what has a verdict to where mail of its kind belongs.

Rule 1: what cannot be moved is left where it is; it is known by its row, and no run
looks at it again. A warning tells of it in the run that judged it, and later runs are
silent, but for -v: cron mails what is printed.
Rule 2: where keywords can be kept, what cannot be moved gets one that names its end,
for people who share the mailbox to see and to filter by. \Seen, \Flagged and \Deleted
are theirs and stay as they are. Nothing of ours ever reads a keyword or a flag: whoever
may read a mailbox may often change them, and many servers keep none.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from mcenter.inbox import filing
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcenter.config import Imap
    from mcenter.inbox.filing import Copy
    from mcenter.mail.imap import Session
    from mcenter.models import Mailbox

logger = logging.getLogger(__name__)

BATCH = 100


class Clearing:
    """
    One run's clearing of the selected mailbox; `unfiled` counts what had to stay.

    `fresh` are the rows that this run judged; `before_each` is asked before each batch,
    and may end the run by raising.
    """

    def __init__(
        self,
        session: Session,
        imap: Imap,
        mailbox: Mailbox,
        *,
        clock: Callable[[], datetime],
        before_each: Callable[[], None],
    ) -> None:
        self.unfiled = 0
        self._session = session
        self._imap = imap
        self._mailbox = mailbox
        self._clock = clock
        self._before_each = before_each

    def file(self, uidvalidity: int, there: set[int], fresh: set[int]) -> None:
        """Move what has a verdict; what is not `there` any more counts as filed."""
        waiting = filing.unfiled(self._mailbox, uidvalidity)
        gone = [copy for copy in waiting if copy.uid not in there]
        if gone:
            filing.filed(gone, now=self._clock())
        by_status: dict[str, list[Copy]] = defaultdict(list)
        for copy in waiting:
            if copy.uid in there:
                by_status[copy.status].append(copy)
        for status, copies in by_status.items():
            self._clear(copies, status, fresh)

    def _clear(self, copies: list[Copy], status: str, fresh: set[int]) -> None:
        place = self._place(status)
        refusal, stayed = self._move(copies, place)
        self.unfiled += len(stayed)
        new = [copy for copy in stayed if fresh.intersection(copy.rows)]
        if new:
            self._session.mark([copy.uid for copy in new], f"mcenter-{status}")
            told = f"cannot be moved to {place}, and is left there"
            self._tell(told, len(new), refusal)

    def _move(self, copies: list[Copy], place: str) -> tuple[str, list[Copy]]:
        """Move all that can be; what was said against the rest, and the rest."""
        refusal = self._session.fixed() or self._session.ensure(place)
        if refusal:
            return refusal, copies
        stayed: list[Copy] = []
        for start in range(0, len(copies), BATCH):
            self._before_each()
            batch = copies[start : start + BATCH]
            moved = self._session.move([copy.uid for copy in batch], place)
            done = {*moved.gone, *moved.copied}
            filing.filed([it for it in batch if it.uid in done], now=self._clock())
            if moved.copied:
                told = f"was copied to {place}, and cannot be removed"
                self._tell(told, len(moved.copied), "the server keeps it")
            stayed += [copy for copy in batch if copy.uid not in done]
            refusal = refusal or moved.refusal
            if not done:
                stayed += copies[start + BATCH :]
                break
        return refusal or "", stayed

    def _tell(self, what: str, count: int, why: str) -> None:
        where = self._mailbox.name
        why = one_line(why, 200)
        logger.warning("Mail in %s that %s: %d. (%s)", where, what, count, why)

    def _place(self, status: str) -> str:
        imap = self._imap
        places = {"accepted": imap.accepted, "discarded": imap.discarded}
        return places.get(status, imap.held)
