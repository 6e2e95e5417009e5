"""
Mails out of the selected mailbox, whatever single ones of them do to the server.

Rule 1: a batch that is refused, cut off or answered in part is halved, down to the mail
that the server chokes on: n mails and a bad one take about log n commands.
Rule 2: what is gone by now is left out without a word; what is there and does not come
is told in `choked`.
Rule 3: sizes are what the server says, and no promise: 0 stands for "not known".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter.errors import TryAgain
from mcenter.mail.imap.cut import Cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.mail.imap import Session

SIZES_BATCH = 500
# To find one mail among 500 takes nine; after many more, it is not the mails.
MOST_CUTS = 30
MOST_FAILURES = 60
# Without a size a mail is asked for alone: what chokes on it is found then, too.
_MOST_UNSIZED = 8


@dataclass(frozen=True, kw_only=True)
class Choke:
    """What the server did in place of handing over a mail that is there."""

    why: str
    too_large: bool = False


@dataclass(frozen=True, kw_only=True)
class _Item:
    """A FETCH item, the name it is answered by, and what its value is."""

    asked: str
    name: bytes
    kind: type


_SIZE = _Item(asked="RFC822.SIZE", name=b"RFC822.SIZE", kind=int)
_WHOLE = _Item(asked="BODY.PEEK[]", name=b"BODY[]", kind=bytes)


class Retrieval:
    """
    What one run takes from the selected mailbox of a session.

    `choked` tells of mails that did not come, by UID, until somebody takes it from
    there; `heard` is whether any FETCH was answered. TryAgain when the server is to
    blame, and not a mail.
    """

    def __init__(self, session: Session) -> None:
        self.choked: dict[int, Choke] = {}
        self.heard = False
        self._session = session
        self._cuts = 0
        self._failures = 0

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE by UID; 0 where the server has none to tell."""
        found: dict[int, int] = {}
        for start in range(0, len(uids), SIZES_BATCH):
            batch = uids[start : start + SIZES_BATCH]
            unsized: dict[int, Choke] = {}
            for uid, size in self._each(batch, _SIZE, unsized, most=_MOST_UNSIZED):
                found[uid] = max(0, int(size))  # type: ignore[call-overload]
            found |= dict.fromkeys(unsized, 0)
        return dict(sorted(found.items()))

    def mails(self, uids: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """Whole mails: batches are the caller's, of a few megabytes together."""
        for uid, raw in self._each(uids, _WHOLE, self.choked):
            yield uid, bytes(raw)  # type: ignore[call-overload]

    def header(self, uid: int, limit: int) -> bytes | None:
        """Give at most `limit` bytes of a header block; None when it does not come."""
        item = f"BODY.PEEK[HEADER]<0.{int(limit)}>"
        found = self._one(uid, _Item(asked=item, name=b"BODY[HEADER]", kind=bytes))
        return None if found is None else found[:limit]

    def is_gone(self, uid: int) -> bool:
        """Whether somebody took a mail away meanwhile."""
        return not self._session.present([uid])

    def reaches(self, uid: int, offset: int) -> bool:
        """Whether a mail has a byte there; also where the server does not say."""
        item = f"BODY.PEEK[]<{int(offset)}.1>"
        found = self._one(uid, _Item(asked=item, name=b"BODY[]", kind=bytes))
        return found != b""

    def _one(self, uid: int, item: _Item) -> bytes | None:
        value = dict(self._each([uid], item, {})).get(uid)
        return value if isinstance(value, bytes) else None

    def _each(
        self,
        uids: Sequence[int],
        item: _Item,
        choked: dict[int, Choke],
        *,
        most: int | None = None,
    ) -> Iterator[tuple[int, object]]:
        """Ask for all, and halve what fails; after `most` times leave it whole."""
        waiting, failures = [list(uids)], 0
        while waiting:
            asked = waiting.pop()
            found, choke = self._ask(asked, item) if asked else ({}, None)
            yield from found.items()
            missing = [uid for uid in asked if uid not in found]
            missing = self._session.present(missing) if missing else []
            if not missing or choke is None:
                continue
            failures += 1
            if most is None:
                self._count_failure(choke)
            if len(asked) == 1 or (most is not None and failures >= most):
                choked |= dict.fromkeys(missing, choke)
                continue
            middle = (len(missing) + 1) // 2
            waiting += [missing[middle:], missing[:middle]]

    def _count_failure(self, choke: Choke) -> None:
        """Raise TryAgain after more failures than single mails make."""
        self._failures += 1
        if self._failures > MOST_FAILURES:
            raise TryAgain(choke.why)

    def _ask(
        self, uids: list[int], item: _Item
    ) -> tuple[dict[int, object], Choke | None]:
        """Ask once; for one mail again, when it may have been the connection's end."""
        try:
            return self._answered(uids, item)
        except Cut as cut:
            self._recover(cut)
            choke = Choke(why=str(cut), too_large=cut.too_large)
            if len(uids) > 1 or cut.too_large or cut.silent:
                return {}, choke
        try:
            return self._answered(uids, item)
        except Cut as cut:
            self._recover(cut)
            return {}, Choke(why=str(cut), too_large=cut.too_large)

    def _answered(
        self, uids: list[int], item: _Item
    ) -> tuple[dict[int, object], Choke]:
        answer, said = self._session.answers(uids, item.asked, item.name)
        self.heard = True
        found = {uid: it for uid, it in answer.items() if isinstance(it, item.kind)}
        return found, Choke(why=said or "the server leaves it out of its answer")

    def _recover(self, cut: Cut) -> None:
        self._cuts += 1
        if self._cuts > MOST_CUTS:
            raise cut
        self._session.reconnect()
