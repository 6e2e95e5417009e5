"""
What the rules would say of deliveries if these had just become due: of a rehearsal.

Rule 1: what is not looked at is due never, until the rehearsal is rolled back.
Rule 2: nothing is decided here: the rules that a run asks are asked.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mcenter.models import Delivery, Message, Participant
from mcenter.outbox import parcels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcenter.config import Config

    Said = tuple[str, datetime | None]

# Looked at in one go: what rules give is thrown away before the next so many.
MOST = 1_000
NEVER = datetime.max.replace(tzinfo=UTC)
BRAKE = "brake"


class Owed(NamedTuple):
    """A delivery in no mail yet: of what, to whom, and when it is looked at."""

    message: int
    thread: int
    person: int
    due_at: datetime


def owed(most: int | None = None) -> dict[int, Owed]:
    """Give what is in no mail yet, by its keys: the next so many to be looked at."""
    query: Any = (
        Delivery.select(
            Delivery.id,
            Delivery.message,
            Participant.thread,
            Participant.person,
            Delivery.due_at,
        )
        .join(Participant)
        .where(_unmailed())
        .order_by(Delivery.due_at, Delivery.id)
    )
    rows = query.limit(most).tuples().iterator()
    return {key: Owed(*values) for key, *values in rows}


def still_owed(keys: Iterable[int]) -> Iterator[int]:
    """Give which of these are in no mail even now."""
    here = (Delivery.status == "pending") & Delivery.outbound_email.is_null()
    rest = iter(keys)
    while some := list(islice(rest, MOST)):
        query: Any = Delivery.select(Delivery.id).where(here & Delivery.id.in_(some))
        left = {key for (key,) in query.tuples()}
        yield from (key for key in some if key in left)


def leave_out(most: int) -> int:
    """Let what is in no mail be due never, but for the next so many; count it."""
    return due_never(Delivery, _unmailed(), most)


def due_never(table: Any, which: Any, most: int) -> int:  # noqa: ANN401  (peewee)
    """Let all of these but the next so many be due never; count them."""
    order = (table.due_at, table.id)
    last = table.select().where(which).order_by(*order).offset(most - 1).first()
    if last is None:
        return 0
    later = table.due_at > last.due_at
    behind = later | ((table.due_at == last.due_at) & (table.id > last.id))
    return int(table.update(due_at=NEVER).where(which & behind).execute())


def said(
    keys: Iterable[int], config: Config, *, now: datetime
) -> Iterator[tuple[int, Said]]:
    """
    Ask the rules of each of these: why it does not go, and until when.

    What they would let go has no reason, and waits for its next look alone.
    """
    Delivery.update(due_at=NEVER).where(_unmailed()).execute()
    keys = iter(keys)
    while some := list(islice(keys, MOST)):
        _let_be_due(some, now)
        found = dict(_said(config, now))
        # A brake puts off whatever is owed to whom it stops, without a look at it.
        braked = {key: (BRAKE, row.due_at) for key, row in owed().items()}
        yield from ((key, found.get(key) or braked[key]) for key in some)
        Delivery.update(due_at=NEVER).where(Delivery.id.in_(some)).execute()


def _said(config: Config, now: datetime) -> Iterator[tuple[int, Said]]:
    while True:
        decided = parcels.due(now, config.notify, config.limits, most=parcels.LOOK)
        for drop in decided.dropped:
            yield drop.delivery.id, (drop.reason, None)
        for wait in decided.postponed:
            yield wait.delivery.id, (wait.reason, wait.until)
        packed = [row.id for each in decided.packed for row in each.deliveries]
        yield from ((key, ("", None)) for key in packed)
        if not packed:
            return
        # What could go has been asked of; the next ones move up.
        Delivery.update(due_at=NEVER).where(Delivery.id.in_(packed)).execute()


def _let_be_due(keys: Iterable[int], now: datetime) -> None:
    """Let these be due since their messages were written."""
    these = Delivery.id.in_(list(keys))
    written = Message.select(Message.created_at).where(Message.id == Delivery.message)
    Delivery.update(due_at=written).where(these).execute()
    Delivery.update(due_at=now).where(these & (Delivery.due_at > now)).execute()


def _unmailed() -> Any:  # noqa: ANN401  (peewee's expressions are untyped)
    """Give the condition of what is in no mail yet, and not left out."""
    waiting = (Delivery.status == "pending") & Delivery.outbound_email.is_null()
    return waiting & (Delivery.due_at < NEVER)
