"""
The server's copies of received mail: which are known, which have still to be moved.

Rule 1: a copy is told by its mailbox, uidvalidity and uid (RFC 9051 section 2.3.1.1),
never by flags.
Rule 2: a repeat of mail that was never filed is that mail's own copy, under a number
of a new uidvalidity or another host: it goes where that mail belongs. Two of one
uidvalidity are two copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcenter.models import InboundEmail
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from peewee import Expression

    from mcenter.models import Mailbox


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy on the server: its uid, where it belongs, and the rows it stands for."""

    uid: int
    status: str
    rows: tuple[int, ...]


def known_uids(mailbox: Mailbox, uidvalidity: int) -> set[int]:
    """List the uids of a mailbox that are recorded, foreign ones included."""
    here = _place(mailbox, uidvalidity)
    rows: Any = InboundEmail.select(InboundEmail.uid).where(here).tuples()
    return {row[0] for row in rows}


def unfiled(mailbox: Mailbox, uidvalidity: int) -> list[Copy]:
    """List what has a verdict and lies in the mailbox still, as far as we know."""
    here = _place(mailbox, uidvalidity)
    query: Any = InboundEmail.select(
        InboundEmail.id,
        InboundEmail.uid,
        InboundEmail.status,
        InboundEmail.rule,
        InboundEmail.sha256,
    ).where(
        here & InboundEmail.filed_at.is_null() & (InboundEmail.status != "received")
    )
    return [_copy(mail, here) for mail in query.order_by(InboundEmail.uid)]


def filed(copies: Iterable[Copy], *, now: datetime) -> None:
    """Note that the server's copies are where they belong."""
    ids = [row for copy in copies for row in copy.rows]
    with transaction():
        InboundEmail.update(filed_at=now).where(InboundEmail.id.in_(ids)).execute()


def _place(mailbox: Mailbox, uidvalidity: int) -> Expression:
    return (InboundEmail.mailbox == mailbox) & (InboundEmail.uidvalidity == uidvalidity)


def _copy(mail: Any, here: Expression) -> Copy:  # noqa: ANN401  (a row, with columns)
    first = _first(mail, here) if mail.rule == "repeat" else None
    if first is None:
        return Copy(uid=mail.uid, status=mail.status, rows=(mail.id,))
    return Copy(uid=mail.uid, status=first.status, rows=(mail.id, first.id))


def _first(mail: InboundEmail, here: Expression) -> InboundEmail | None:
    """The mail elsewhere that this repeats, where no copy of that was ever filed."""
    same = (InboundEmail.sha256 == mail.sha256) & (InboundEmail.id < mail.id)
    collected = InboundEmail.uid.is_null(False) & InboundEmail.filed_at.is_null()
    verdict = InboundEmail.status.in_(["accepted", "held", "discarded", "failed"])
    first: InboundEmail | None = (
        InboundEmail.select(InboundEmail.id, InboundEmail.status)
        .where(same & ~here & collected & verdict)
        .order_by(InboundEmail.id)
        .first()
    )
    return first
