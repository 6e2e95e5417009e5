"""
Mails of ours: frozen once, settled by what the server answered, looked after by people.

Rule 1: a mail is frozen when first claimed; every later try sends the same bytes.
Rule 2: what a server said of a mail is written down only by who still holds its claim.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import audit, blobs, people
from mcenter.errors import NotAllowed, NotFound
from mcenter.models import Delivery, OutboundEmail, database
from mcenter.outbox import claims, deliveries, reminded
from mcenter.people import participants
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import Person

# The kinds of mail that carry deliveries.
CARRYING = frozenset({"notification", "digest"})
# How long after each answered try the next one comes, at least; after the last, the
# mail has failed.
RETRIES: tuple[timedelta, ...] = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 960, 1440, 1440)
)
MOST_TRIES = len(RETRIES) + 1
# A pause is longer by up to this part of it, so that mails that were put off together,
# by a server that had too many, do not come back together.
SPREAD = 0.25
_KEEP = """
INSERT INTO outbound_email (kind, person_id, thread_id, address, message_id, tag,
    envelope_sender, status, attempts, created_at, due_at, fence, topic, body, blob_id)
VALUES (:kind, :person_id, :thread_id, :address, :message_id, :tag,
    :envelope_sender, 'pending', 0, :now, :now, 0, :topic, :body, :blob_id)
"""
_SETTLE = f"""
UPDATE outbound_email SET status = :status, attempts = :attempts,
    first_tried_at = :first_tried_at, last_reply = :last_reply,
    due_at = coalesce(:due_at, due_at), sent_at = coalesce(:sent_at, sent_at),
    leased_until = NULL, leased_by = NULL
WHERE {claims.HELD}
"""  # noqa: S608  (no value)


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """A composed mail, ready to be kept: its ids, its envelope, its bytes."""

    address: str
    message_id: str
    tag: str
    envelope_sender: str
    content: bytes
    body: str | None = None
    """How much it tells of messages: full, excerpt, hint; None where it tells of none.
    """


def freeze(
    rows: Sequence[Delivery], mail: Frozen, *, digest: bool = False, now: datetime
) -> OutboundEmail:
    """
    Keep a composed mail that carries these deliveries.

    They are one participant's; a digest's are one person's.
    """
    part = rows[0].participant
    kind = "digest" if digest else "notification"
    thread = None if digest else part.thread_id
    outbound = keep(mail, part.person, kind=kind, thread=thread, now=now)
    deliveries.carry(rows, outbound)
    return outbound


def keep(
    mail: Frozen,
    person: Person,
    *,
    kind: str = "notification",
    topic: str | None = None,
    thread: int | None = None,
    now: datetime,
) -> OutboundEmail:
    """Keep a composed mail to a person, to be sent by the next notifier."""
    columns = {
        "kind": kind,
        "person_id": person.id,
        "thread_id": thread,
        "address": mail.address,
        "message_id": mail.message_id,
        "tag": mail.tag,
        "envelope_sender": mail.envelope_sender,
        "topic": topic,
        "body": mail.body,
        "blob_id": blobs.keep(mail.content).id,
    }
    at = OutboundEmail.created_at.db_value(now)
    kept = database.execute_sql(_KEEP, {**columns, "now": at}).lastrowid
    return OutboundEmail(id=kept, created_at=now, due_at=now, **columns)


def settle(
    mail: OutboundEmail, status: str, reply: str, *, now: datetime, tried: bool = True
) -> str:
    """
    Write down what the server said of a claimed mail.

    Part of a transaction for this mail alone, which is committed at once.  `status` is
    sent, failed, or deferred: then it is tried again by RETRIES, or has failed when
    that ends.  Not `tried` is what the server was told nothing of.  Gives the status
    that came of it; "lost" when the mail had become another's meanwhile.
    """
    attempts = mail.attempts + tried
    if status == "deferred" and attempts > len(RETRIES):
        status = "failed"
    deferred, at = status == "deferred", OutboundEmail.due_at.db_value
    columns = {
        "status": "pending" if deferred else status,
        "attempts": attempts,
        "first_tried_at": at(mail.first_tried_at or (now if tried else None)),
        "last_reply": reply,
        "due_at": at(now + pause(mail, attempts)) if deferred else None,
        "sent_at": at(now) if status == "sent" else None,
    }
    written = database.execute_sql(_SETTLE, {**claims.held(mail), **columns})
    if not written.rowcount:
        return "lost"
    if status != "deferred":
        deliveries.settle(mail, status, None if status == "sent" else reply)
    return status


def pause(mail: OutboundEmail, attempts: int) -> timedelta:
    """
    Give how long a mail waits after so many answered tries, from 1 to len(RETRIES).

    Each mail has its own share of SPREAD at each step, and always the same one.
    """
    seed = hashlib.sha256(f"{mail.message_id} {attempts}".encode()).digest()
    share = int.from_bytes(seed[:8], "big") / 2**64
    return RETRIES[attempts - 1] * (1 + SPREAD * share)


def count(status: str) -> int:
    """Count the mails of a status."""
    return OutboundEmail.select().where(OutboundEmail.status == status).count()


def find(mail_id: int) -> OutboundEmail:
    """Find one mail by its key.  Raises NotFound."""
    mail = OutboundEmail.get_or_none(OutboundEmail.id == mail_id)
    if mail is None:
        raise NotFound(f"No mail {mail_id}.")
    return mail


def listed(
    *, statuses: Sequence[str] = ("pending", "failed"), limit: int | None = None
) -> list[OutboundEmail]:
    """List mails by status, newest first."""
    query = OutboundEmail.select().where(OutboundEmail.status.in_(list(statuses)))
    return list(query.order_by(OutboundEmail.id.desc()).limit(limit))


def retry(mail: OutboundEmail, *, actor: Person | None, now: datetime) -> OutboundEmail:
    """
    Try a mail again now, from the first step of RETRIES; the same bytes.

    Raises NotAllowed for a mail that is sent or cancelled, and for one whose recipient
    has lost the right to it, or the address.
    """
    with transaction():
        mail = find(mail.id)
        if mail.status not in {"failed", "pending"}:
            raise NotAllowed(f"Mail {mail.id} is {mail.status}; it is not tried again.")
        if not _may_go(mail):
            raise NotAllowed(f"Mail {mail.id} has nobody left who may have it.")
        mail.status, mail.attempts, mail.due_at = "pending", 0, now
        mail.save(only=("status", "attempts", "due_at"))
        deliveries.settle(mail, "pending", None)
        audit.note("retry", mail, actor=actor, now=now)
    return mail


def stop(mail: OutboundEmail, *, actor: Person | None, now: datetime) -> OutboundEmail:
    """Cancel a pending mail on an operator's word.  Raises NotAllowed for another."""
    with transaction():
        if not cancel([mail]):
            status = find(mail.id).status
            raise NotAllowed(f"Mail {mail.id} is {status}; it cannot be cancelled.")
        audit.note("cancel", mail, actor=actor, now=now)
    return find(mail.id)


def cancel(mails: Sequence[OutboundEmail]) -> list[int]:
    """Stop pending mails for good; give the keys of those that were pending."""
    ids = [mail.id for mail in mails]
    pending = OutboundEmail.id.in_(ids) & (OutboundEmail.status == "pending")
    with transaction():
        stopped = list(OutboundEmail.select().where(pending))
        OutboundEmail.update(
            status="cancelled", fence=OutboundEmail.fence + 1, leased_until=None
        ).where(pending).execute()
        for mail in stopped:
            carried = (Delivery.outbound_email == mail) & (Delivery.status == "pending")
            deliveries.drop(list(Delivery.select().where(carried)), "cancelled")
    return [mail.id for mail in stopped]


def recall(mails: Sequence[OutboundEmail]) -> None:
    """Stop pending mails; what they carry is owed still, and is composed anew."""
    carried = Delivery.outbound_email.in_([mail.id for mail in mails])
    pending = carried & (Delivery.status == "pending")
    with transaction():
        Delivery.update(outbound_email=None).where(pending).execute()
        cancel(mails)
        wipe([mail for mail in mails if mail.kind == "digest"])


def wipe(mails: Sequence[OutboundEmail]) -> None:
    """
    Keep no bytes of mails of several threads that are over, or owe nothing any more.

    What they tell of could not be found in them when it is to be deleted.
    """
    if mails:
        these = OutboundEmail.id.in_([mail.id for mail in mails])
        OutboundEmail.update(blob=blobs.keep(b"")).where(these).execute()


def content(mail: OutboundEmail) -> bytes:
    """
    Read the bytes that every try of a mail sends.

    Raises NotFound for a mail that was deleted with its thread.
    """
    return blobs.content(mail.blob)


def _may_go(mail: OutboundEmail) -> bool:
    """Ask again what was asked when the mail was frozen: rights end meanwhile."""
    carried = deliveries.of_mails([mail])
    rights = [
        part.revoked_at is None
        and participants.side_of(part.thread, part.person) == part.side
        for part in (row.participant for row in carried if row.status != "unneeded")
    ]
    if mail.kind == "digest":
        # Its bytes tell of all its threads, and may have been wiped with one of them.
        entitled = bool(rights) and all(rights) and bool(content(mail))
    else:
        entitled = mail.kind not in CARRYING or any(rights)
    for thread in reminded.threads(mail):
        entitled &= participants.side_of(thread, mail.person) == "vendor"
    return entitled and people.owns(mail.person, mail.address)
