"""
The raw mail we were given: record it once, give it an end, know where it lies.

Rule 1: recording commits before anything is judged; judging before anything is filed.
Rule 2: a mail gets its verdict once; only an operator's retry opens it again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from peewee import fn

from mcenter import audit, blobs
from mcenter.errors import NotAllowed, NotFound
from mcenter.models import Blob, InboundEmail, Message, Participant
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mcenter.models import Mailbox, Person

BATCH = 100
BATCH_BYTES = 32_000_000
# After so many runs died while judging a mail, the mail is the reason.
MOST_ATTEMPTS = 5


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """One mail as it came: over IMAP (uid given) or from an MTA (envelope given)."""

    raw: bytes
    uid: int | None = None
    foreign: bool = False
    cut: bool = False
    rule: str | None = None
    envelope_sender: str | None = None
    envelope_recipients: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of a mail: its status, the rule that decided, what it did."""

    status: str
    rule: str | None = None
    effect: str | None = None
    message: Message | None = None
    holder: Participant | None = None


def record(
    mails: Iterable[Fetched],
    *,
    mailbox: Mailbox | None = None,
    uidvalidity: int | None = None,
    now: datetime,
) -> list[int]:
    """Keep mails, durably, in one commit; give the ids of those that are new."""
    place: dict[str, Any] = {
        "mailbox": mailbox,
        "uidvalidity": uidvalidity,
        "received_at": now,
    }
    with transaction():
        new = [_insert(mail, place) for mail in mails]
    return [row for row in new if row is not None]


def received(only: Sequence[int] | None = None) -> list[InboundEmail]:
    """
    Give the next mails without a verdict, least tried first, BATCH_BYTES at most.

    Mails that were begun before come one at a time: should one of them kill its run,
    the others are not held back by it.
    """
    query = (
        InboundEmail.select(
            InboundEmail, Blob.id, fn.LENGTH(Blob.content).alias("size")
        )
        .join(Blob)
        .where(InboundEmail.status == "received")
        .order_by(InboundEmail.attempts, InboundEmail.id)
        .limit(BATCH)
    )
    if only is not None:
        query = query.where(InboundEmail.id.in_(list(only)))
    # peewee puts what has a name of its own, the size, on the row that leads.
    rows: Any = list(query)
    fresh = [mail for mail in rows if not mail.attempts]
    sizes: Any = accumulate(mail.size for mail in fresh)
    sized = zip(fresh, sizes, strict=True)
    return [mail for mail, size in sized if size < BATCH_BYTES] or rows[:1]


def abandoned(new: Sequence[int], *, before: datetime) -> list[int]:
    """
    List what runs that died left without a verdict, BATCH at most.

    That is what came `before`, and earlier copies of the mails that are `new`: an MTA
    brings again what was recorded and not confirmed. What was opened again waits, too:
    it had a verdict, and with it a holder.
    """
    same = InboundEmail.select(InboundEmail.sha256).where(InboundEmail.id.in_(new))
    left = (InboundEmail.received_at < before) | InboundEmail.sha256.in_(same)
    opened = InboundEmail.holder.is_null(False)
    waiting = (InboundEmail.status == "received") & (left | opened)
    rows = InboundEmail.select(InboundEmail.id).where(waiting)
    return [row.id for row in rows.order_by(InboundEmail.id).limit(BATCH)]


def begin(mails: Sequence[InboundEmail]) -> None:
    """Count an attempt at each of these, durably, before it is made."""
    these = InboundEmail.id.in_([mail.id for mail in mails])
    with transaction():
        InboundEmail.update(attempts=InboundEmail.attempts + 1).where(these).execute()
    for mail in mails:
        mail.attempts += 1


def give_back(mails: Sequence[InboundEmail]) -> None:
    """Take back the attempt at these: they were begun, and nothing was tried."""
    these = InboundEmail.id.in_([mail.id for mail in mails])
    with transaction():
        InboundEmail.update(attempts=InboundEmail.attempts - 1).where(these).execute()


def still_open(mails: Sequence[InboundEmail]) -> set[int]:
    """Ask the rows which of these mails still wait for their verdict."""
    ids = InboundEmail.id.in_([mail.id for mail in mails])
    waiting = ids & (InboundEmail.status == "received")
    return {row.id for row in InboundEmail.select(InboundEmail.id).where(waiting)}


def content(mail: InboundEmail) -> bytes:
    """Read the raw mail; empty where it is no longer kept."""
    return b"" if mail.blob is None else blobs.content(mail.blob)


def accepted_before(mail: InboundEmail, author: Person, *, most: int) -> list[bytes]:
    """List the beginnings of the latest other mails that somebody posted by."""
    other = (InboundEmail.sha256 != mail.sha256) & (InboundEmail.id != mail.id)
    query: Any = (
        InboundEmail.select(blobs.beginning())
        .join(Message)
        .switch(InboundEmail)
        .join(Blob)
        .where((Message.author == author) & other)
        .order_by(Message.created_at.desc(), InboundEmail.id.desc())
    )
    return [bytes(content) for (content,) in query.limit(most).tuples()]


def describe(mail: InboundEmail, *, message_id: str, sender: str, subject: str) -> None:
    """Note what a mail says of itself, for the operator's lists."""
    mail.message_id, mail.sender, mail.subject = message_id, sender, subject


def close(mail: InboundEmail, verdict: Verdict) -> None:
    """Give a mail its end; part of the transaction that does what the mail asks for."""
    mail.status, mail.rule, mail.effect = verdict.status, verdict.rule, verdict.effect
    mail.message, mail.holder = verdict.message, verdict.holder
    mail.save()


def is_repeat(mail: InboundEmail) -> bool:
    """Tell whether the same bytes came before by the same envelope."""
    earlier = (
        (InboundEmail.sha256 == mail.sha256)
        & (InboundEmail.id < mail.id)
        & (InboundEmail.status != "foreign")
        & (InboundEmail.envelope_recipients == mail.envelope_recipients)
    )
    return InboundEmail.select().where(earlier).exists()


def holder_before(mail: InboundEmail) -> Participant | None:
    """Give whose an earlier copy of the same bytes was, where it was somebody's."""
    same = (InboundEmail.sha256 == mail.sha256) & (InboundEmail.id < mail.id)
    theirs = same & InboundEmail.holder.is_null(False)
    earlier = InboundEmail.select().where(theirs).order_by(InboundEmail.id).first()
    return None if earlier is None else earlier.holder


def find(mail_id: int) -> InboundEmail:
    """Find one mail by its key.  Raises NotFound."""
    mail = InboundEmail.get_or_none(InboundEmail.id == mail_id)
    if mail is None or mail.status == "foreign":
        raise NotFound(f"No mail {mail_id}.")
    return mail


def listed(
    *,
    statuses: Sequence[str] = ("held", "failed"),
    rule: str | None = None,
    since: datetime | None = None,
    sender: str | None = None,
    thread: int | None = None,
    limit: int | None = None,
) -> list[InboundEmail]:
    """List mails by status, rule, time, From and the thread they name, newest first."""
    query = InboundEmail.select().where(InboundEmail.status.in_(list(statuses)))
    if rule is not None:
        query = query.where(InboundEmail.rule == rule)
    if since is not None:
        query = query.where(InboundEmail.received_at >= since)
    if sender is not None:
        query = query.where(fn.LOWER(InboundEmail.sender) == sender.lower())
    if thread is not None:
        parts = Participant.select(Participant.id).where(Participant.thread == thread)
        query = query.where(InboundEmail.holder.in_(parts))
    return list(query.order_by(InboundEmail.id.desc()).limit(limit))


def count(status: str) -> int:
    """Count the mails of a status."""
    return InboundEmail.select().where(InboundEmail.status == status).count()


def drop(mail: InboundEmail, *, actor: Person | None, now: datetime) -> InboundEmail:
    """Give a held or failed mail its end on an operator's word.  Raises NotAllowed."""
    with transaction():
        # Read again: another operator may have been quicker.
        mail = find(mail.id)
        if mail.status not in {"held", "failed"}:
            raise NotAllowed(f"Mail {mail.id} is {mail.status}; it cannot be dropped.")
        close(mail, Verdict(status="discarded", rule="dropped", holder=mail.holder))
        audit.note("drop", mail, actor=actor, now=now)
    return mail


def reopen(mail: InboundEmail) -> None:
    """Let a mail be judged again from its own bytes."""
    # Of a mail that was cut, the rule says why.
    rule = mail.rule if mail.cut else None
    mail.status, mail.rule, mail.attempts = "received", rule, 0
    mail.save()


def _insert(mail: Fetched, place: dict[str, Any]) -> int | None:
    row = {
        "uid": mail.uid,
        "sha256": hashlib.sha256(mail.raw).hexdigest(),
        "envelope_sender": mail.envelope_sender,
        "envelope_recipients": "\n".join(sorted(mail.envelope_recipients)),
        "cut": mail.cut,
        "rule": mail.rule,
        "message_id": "",
        "sender": "",
        "subject": "",
        "status": "foreign" if mail.foreign else "received",
        "attempts": 0,
        "filed_at": place["received_at"] if mail.foreign else None,
        "blob": None if mail.foreign else blobs.keep(mail.raw),
        **place,
    }
    new = (
        InboundEmail.insert(row)
        .on_conflict_ignore()
        .returning(InboundEmail.id)
        .execute()
    )
    return next((each.id for each in new), None)
