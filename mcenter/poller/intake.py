"""
What one run takes in of a mailbox: mails whole, by their header alone, or not at all.

Rule 1: a size that the server tells decides what is fetched together, and no more: a
mail is large when it has a byte beyond the limit.
Rule 2: what is not for us needs no more than its header; what is for us and does not
come is asked for again later (`unfetched`), and at last held by its header.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mcenter.errors import TryAgain
from mcenter.inbox import Fetched, unfetched
from mcenter.mail.imap.retrieval import Retrieval
from mcenter.mail.parsing import header_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from mcenter.mail.imap import Session
    from mcenter.mail.imap.retrieval import Choke
    from mcenter.models import Mailbox

logger = logging.getLogger(__name__)

BATCH = 100
BATCH_BYTES = 8_000_000
# RFC822.SIZE may be a little off; what is sent far beyond it is cut off.
SLACK_BYTES = 8_000_000
SIZES_BATCH = 1000
# Of a mail that is not fetched whole, this much of its header block is, in bytes.
HEADER_BYTES = 262_144


class Intake:
    """
    Mails of the selected mailbox, in batches by count and bytes.

    `concerns` tells by a header block whether a mail is for us; `unfetched` counts the
    mails that did not come. With `dry`, nothing is noted.
    """

    def __init__(
        self,
        session: Session,
        mailbox: Mailbox,
        uidvalidity: int,
        *,
        most: int,
        concerns: Callable[[bytes], bool],
        clock: Callable[[], datetime],
        dry: bool,
    ) -> None:
        self.unfetched = 0
        self._retrieval = Retrieval(session)
        self._place = mailbox, uidvalidity
        self._most = most
        self._concerns = concerns
        self._clock = clock
        self._dry = dry
        self._choked: dict[int, tuple[Choke, int]] = {}

    def due(self) -> set[int]:
        """List the mails that did not come before, and are to be asked for again."""
        return unfetched.due(*self._place, now=self._clock())

    def batches(
        self, new: Sequence[int], late: Sequence[int]
    ) -> Iterator[list[Fetched]]:
        """Fetch what is new, then each of those that did not come before."""
        for start in range(0, len(new), SIZES_BATCH):
            sizes = self._retrieval.sizes(new[start : start + SIZES_BATCH])
            for batch in _batches(sizes):
                yield from self._fetched(batch, sizes)
        for uid in late:
            yield from self._fetched([uid], {uid: 0})

    def _fetched(
        self, batch: list[int], sizes: dict[int, int]
    ) -> Iterator[list[Fetched]]:
        large = [uid for uid in batch if self._is_large(uid, sizes[uid])]
        whole = [uid for uid in batch if uid not in set(large)]
        yield [self._as_fetched(uid, raw) for uid, raw in self._whole(whole)]
        choked, self._choked = self._choked, {}
        large += [uid for uid, (choke, _) in choked.items() if choke.too_large]
        for uid in large:
            yield from self._large(uid)
        for uid, (choke, attempts) in choked.items():
            if not choke.too_large:
                yield from self._in_place_of(uid, choke, attempts)

    def _is_large(self, uid: int, size: int) -> bool:
        return size > self._most and self._retrieval.reaches(uid, self._most)

    def _whole(self, uids: list[int]) -> list[tuple[int, bytes]]:
        """Fetch these; what does not come is noted before anything else is asked."""
        try:
            return list(self._retrieval.mails(uids))
        finally:
            for uid, choke in self._retrieval.choked.items():
                self._choked[uid] = choke, 0 if choke.too_large else self._note(uid)
            self._retrieval.choked.clear()

    def _note(self, uid: int) -> int:
        if self._dry:
            return 1
        return unfetched.note(*self._place, uid, now=self._clock())

    def _large(self, uid: int) -> Iterator[list[Fetched]]:
        """What is kept of a mail beyond the limit."""
        header = self._retrieval.header(uid, HEADER_BYTES)
        if header is not None:
            yield [self._as_fetched(uid, header, cut=True)]
        elif not self._retrieval.is_gone(uid):
            self._warn(uid, "its header does not come", self._note(uid))

    def _in_place_of(
        self, uid: int, choke: Choke, attempts: int
    ) -> Iterator[list[Fetched]]:
        """What is kept of a mail that does not come."""
        header = self._retrieval.header(uid, HEADER_BYTES)
        if header is None and self._retrieval.is_gone(uid):
            return
        if header is not None:
            mail = self._as_fetched(uid, header, cut=True, rule=unfetched.RULE)
            if mail.foreign or unfetched.is_given_up(attempts):
                yield [mail]
                return
        if attempts == 1 and not self._retrieval.heard:
            # Nothing shows yet that it is the mail, and not the server.
            raise TryAgain(choke.why)
        self._warn(uid, choke.why, attempts)

    def _warn(self, uid: int, why: str, attempts: int) -> None:
        self.unfetched += 1
        after = "it is asked for again later"
        if unfetched.is_given_up(attempts):
            after = "it is asked for no more"
        logger.warning(
            "The mail with UID %d of %s cannot be fetched, and %s. (%s)",
            uid,
            self._place[0].name,
            after,
            why,
        )

    def _as_fetched(
        self, uid: int, raw: bytes, *, cut: bool = False, rule: str | None = None
    ) -> Fetched:
        foreign = not self._concerns(header_block(raw))
        return Fetched(raw=raw, uid=uid, foreign=foreign, cut=cut, rule=rule)


def _batches(sizes: dict[int, int]) -> Iterator[list[int]]:
    """Batches of uids; what has no size is alone, since it may have any."""
    batch: list[int] = []
    room = BATCH_BYTES
    for uid, size in sizes.items():
        if batch and (len(batch) >= BATCH or not 0 < size <= room):
            yield batch
            batch, room = [], BATCH_BYTES
        batch.append(uid)
        room -= size or BATCH_BYTES
    if batch:
        yield batch
