"""
The server's copies of received mail: which are known, which have still to be moved.

Rule 1: a copy is told by its mailbox, uidvalidity and uid (RFC 9051 section 2.3.1.1),
never by flags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcenter.models import InboundEmail
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mcenter.models import Mailbox


def known_uids(mailbox: Mailbox, uidvalidity: int) -> set[int]:
    """List the uids of a mailbox that are recorded, foreign ones included."""
    here = (InboundEmail.mailbox == mailbox) & (InboundEmail.uidvalidity == uidvalidity)
    rows: Any = InboundEmail.select(InboundEmail.uid).where(here).tuples()
    return {row[0] for row in rows}


def unfiled(mailbox: Mailbox, uidvalidity: int) -> list[InboundEmail]:
    """List what has a verdict and lies in the mailbox still, as far as we know."""
    query = InboundEmail.select(
        InboundEmail.id, InboundEmail.uid, InboundEmail.status
    ).where(
        (InboundEmail.mailbox == mailbox)
        & (InboundEmail.uidvalidity == uidvalidity)
        & InboundEmail.filed_at.is_null()
        & (InboundEmail.status != "received")
    )
    return list(query.order_by(InboundEmail.uid))


def filed(mails: Iterable[InboundEmail], *, now: datetime) -> None:
    """Note that the server's copies are where they belong."""
    ids = [mail.id for mail in mails]
    with transaction():
        InboundEmail.update(filed_at=now).where(InboundEmail.id.in_(ids)).execute()
