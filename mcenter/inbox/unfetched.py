"""
Mail that lies in a mailbox and that the server does not hand over.

Rule 1: it is a row like any mail's, failed by the rule `unfetched` and without bytes,
so that an operator sees it; nobody knows whose it is, so it counts as filed, and stays.
Rule 2: it is asked for again, later each time, and at last no more: one mail that the
server chokes on costs little, and stops no other.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mcenter.models import InboundEmail
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcenter.models import Mailbox

RULE = "unfetched"
# After 1, 2, 4 minutes and so on: for four hours in all.
FIRST_PAUSE = timedelta(minutes=1)
MOST_ATTEMPTS = 8

_NOTHING = hashlib.sha256(b"").hexdigest()


def due(mailbox: Mailbox, uidvalidity: int, *, now: datetime) -> set[int]:
    """List the uids that are to be asked for again by now."""
    return {
        row.uid
        for row in _noted(mailbox, uidvalidity)
        if row.attempts < MOST_ATTEMPTS and _next(row) <= now
    }


def note(mailbox: Mailbox, uidvalidity: int, uid: int, *, now: datetime) -> int:
    """Count an attempt that failed; how many there were, in one commit."""
    with transaction():
        here = _here(mailbox, uidvalidity) & (InboundEmail.uid == uid)
        row = InboundEmail.get_or_none(here)
        if row is None:
            row = InboundEmail(
                mailbox=mailbox,
                uidvalidity=uidvalidity,
                uid=uid,
                sha256=_NOTHING,
                status="failed",
                rule=RULE,
            )
        row.attempts += 1
        row.received_at = row.filed_at = now
        row.save()
    return int(row.attempts)


def ask_again(mail: InboundEmail) -> bool:
    """Have the next run ask for a mail again; False when it is none of ours."""
    if (mail.status, mail.rule, mail.blob) != ("failed", RULE, None):
        return False
    mail.attempts = 0
    mail.save()
    return True


def is_given_up(attempts: int) -> bool:
    """Whether a mail is asked for no more."""
    return attempts >= MOST_ATTEMPTS


def forget(mailbox: Mailbox, uidvalidity: int, uids: Iterable[int | None]) -> None:
    """Forget what was noted of mails that have come; part of recording them."""
    these = InboundEmail.uid.in_(list(uids))
    InboundEmail.delete().where(_here(mailbox, uidvalidity) & these).execute()


def forget_gone(mailbox: Mailbox, uidvalidity: int, there: set[int]) -> None:
    """Forget mails that somebody took out of the mailbox."""
    noted = _noted(mailbox, uidvalidity)
    gone = [row.uid for row in noted if row.uid not in there]
    if gone:
        with transaction():
            forget(mailbox, uidvalidity, gone)


def _next(row: Any) -> Any:  # noqa: ANN401  (columns of a row: a time)
    """When it is asked for again; at once, where nothing was tried yet."""
    pause = FIRST_PAUSE * 2 ** (row.attempts - 1) if row.attempts else timedelta()
    return row.received_at + pause


def _noted(mailbox: Mailbox, uidvalidity: int) -> list[Any]:
    """The rows of one mailbox; few have failed, and many lie in it."""
    rows: Any = InboundEmail.select().where(_OURS)
    place = mailbox.id, uidvalidity
    return [row for row in rows if (row.mailbox_id, row.uidvalidity) == place]


def _here(mailbox: Mailbox, uidvalidity: int) -> Any:  # noqa: ANN401  (no public type)
    here = (InboundEmail.mailbox == mailbox) & (InboundEmail.uidvalidity == uidvalidity)
    return here & _OURS


_OURS = (InboundEmail.status == "failed") & (InboundEmail.rule == RULE)
