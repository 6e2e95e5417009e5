"""
Claims: which process may send a mail now, and what it may still say of it.

Rule 1: a claim leases a mail for at most lease.LENGTH, in one commit for a batch.
Rule 2: it counts the mail's fence up; every later word about the mail must hold it.
Rule 3: a mail whose claim ended unanswered may have been sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import fn

from mcenter import lease
from mcenter.models import Blob, OutboundEmail, database
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

# That a claimed mail is still its claimer's.  What is done for each mail alone is SQL
# by hand, since it takes peewee ten times as long to write it.
HELD = "id = :id AND fence = :fence AND status = 'pending'"
_ASK = f"SELECT 1 FROM outbound_email WHERE {HELD}"  # noqa: S608  (no value)
_PROLONG = f"""
UPDATE outbound_email SET leased_until = :until WHERE {HELD}
"""  # noqa: S608  (no value)
_RELEASE = f"""
UPDATE outbound_email SET leased_until = NULL, leased_by = NULL,
    due_at = coalesce(:due_at, due_at),
    first_tried_at = coalesce(first_tried_at, :tried_at)
WHERE {HELD}
"""  # noqa: S608  (no value)


def take(
    compose: Callable[[], None], *, now: datetime, limit: int
) -> list[OutboundEmail]:
    """
    Freeze what is due, lease at most `limit` mails, in one commit; oldest due first.

    `compose` is called inside the transaction and freezes what has become due.
    """
    with transaction():
        end_void(now)
        compose()
        mails = list(_due(now).limit(limit))
        ids = [mail.id for mail in mails]
        OutboundEmail.update(
            leased_until=now + lease.LENGTH,
            leased_by=lease.owner(),
            fence=OutboundEmail.fence + 1,
        ).where(OutboundEmail.id.in_(ids)).execute()
        for mail in mails:
            mail.fence += 1
            mail.leased_until = now + lease.LENGTH
    return mails


def due(now: datetime, *, limit: int) -> list[OutboundEmail]:
    """List the frozen mails that a claim of so many would lease now."""
    return list(_due(now).limit(limit))


def put_off(mail: OutboundEmail, until: datetime) -> None:
    """Let a mail that nobody holds be due at a later moment."""
    OutboundEmail.update(due_at=until).where(OutboundEmail.id == mail.id).execute()


def renew(mail: OutboundEmail, *others: OutboundEmail, now: datetime) -> bool:
    """
    Tell whether a claimed mail is still ours to send; prolong a low lease.

    With it those of the others that wait for their turn or their settling, lest another
    process takes them for tried.
    """
    if mail.leased_until - now > lease.RENEW:
        return bool(database.execute_sql(_ASK, held(mail)).fetchall())
    until = now + lease.LENGTH
    with transaction():
        kept = [_prolong(each, until) for each in (mail, *others)]
    return kept[0]


def _prolong(mail: OutboundEmail, until: datetime) -> bool:
    mail.leased_until = until
    values = {**held(mail), "until": OutboundEmail.leased_until.db_value(until)}
    return bool(database.execute_sql(_PROLONG, values).rowcount)


def release(
    mails: Sequence[OutboundEmail],
    *,
    due_at: datetime | None = None,
    tried_at: datetime | None = None,
) -> None:
    """
    Give claimed mails back unanswered; with `due_at`, behind what is due before.

    With `tried_at`, the server may have taken them, though its answer did not come.
    """
    times = {
        "due_at": OutboundEmail.due_at.db_value(due_at),
        "tried_at": OutboundEmail.first_tried_at.db_value(tried_at),
    }
    if mails:
        with transaction():
            for mail in mails:
                database.execute_sql(_RELEASE, {**held(mail), **times})


def held(mail: OutboundEmail) -> dict[str, object]:
    """Give the values of HELD for a mail as it was claimed."""
    return {"id": mail.id, "fence": mail.fence}


def _due(now: datetime) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    return (
        # The bytes are read one mail at a time, when it is submitted.
        OutboundEmail.select(OutboundEmail, Blob.id)
        .join(Blob)
        .where(
            (OutboundEmail.status == "pending")
            & (OutboundEmail.due_at <= now)
            & (
                OutboundEmail.leased_until.is_null()
                | (OutboundEmail.leased_until <= now)
            )
        )
        .order_by(OutboundEmail.due_at, OutboundEmail.id)
    )


def end_void(now: datetime) -> None:
    """End the leases of the dead, and those that have run out."""
    leased = (OutboundEmail.status == "pending") & (OutboundEmail.leased_until > now)
    query = OutboundEmail.select(OutboundEmail.leased_by).where(leased).distinct()
    void = [row.leased_by for row in query if lease.is_void(row.leased_by)]
    if void:
        dead = leased & OutboundEmail.leased_by.in_(void)
        OutboundEmail.update(leased_until=now).where(dead).execute()
    # Whoever held a lease that has run out may have tried, and died.
    over = (OutboundEmail.status == "pending") & (OutboundEmail.leased_until <= now)
    OutboundEmail.update(leased_until=None, first_tried_at=_first_tried(now)).where(
        over
    ).execute()


def _first_tried(now: datetime) -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    at = OutboundEmail.first_tried_at
    return fn.COALESCE(at, at.db_value(now))
