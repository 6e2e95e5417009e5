"""
One mail of ours, as an operator sees it: a row of the list, or all there is.

Rule 1: when it goes again is told as seen from now; JSON has the time itself.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from mcenter import outbox
from mcenter.commands import ages, output
from mcenter.outbox import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mcenter.models import Delivery, OutboundEmail

COLUMNS = ("ID", "To", "About", "Status", "Tries", "Next try", "Last reply")
# What is cut first on a narrow terminal.
FLEXIBLE = ("To", "Last reply")


def fields(mails: Sequence[OutboundEmail]) -> list[dict[str, object]]:
    """Give each mail as JSON has it."""
    carried = _carried(mails)
    return [
        {
            "id": mail.id,
            "to": mail.address,
            "status": mail.status,
            "attempts": mail.attempts,
            "due_at": mail.due_at,
            "leased_until": mail.leased_until,
            "next_try_at": mail.due_at if mail.status == "pending" else None,
            "sent_at": mail.sent_at,
            "last_reply": mail.last_reply,
            "kind": mail.kind,
            "deliveries": [
                {"thread": row.participant.thread_id, "message": row.message_id}
                for row in carried[mail.id]
            ],
        }
        for mail in mails
    ]


def _carried(mails: Sequence[OutboundEmail]) -> dict[int | None, list[Delivery]]:
    carried: dict[int | None, list[Delivery]] = defaultdict(list)
    for row in deliveries.of_mails(mails):
        carried[row.outbound_email_id].append(row)
    return carried


def cells(mails: Sequence[OutboundEmail], now: datetime) -> Iterator[list[str]]:
    """Each mail as a row of the list."""
    carried = _carried(mails)
    for mail in mails:
        threads = {row.participant.thread_id for row in carried[mail.id]}
        yield [
            str(mail.id),
            mail.address,
            _about(mail, sorted(threads)),
            mail.status,
            _tries(mail),
            _next_try(mail, now),
            # Whom it names stands beside it: what it says of them is worth the room.
            (mail.last_reply or "").replace(f"<{mail.address}>: ", ""),
        ]


def _about(mail: OutboundEmail, threads: Sequence[int]) -> str:
    """What a mail is, where it is more than the news of a thread."""
    kind = [] if mail.kind == "notification" and threads else [mail.kind]
    word = "thread" if len(threads) == 1 else "threads"
    named = [f"{word} {', '.join(map(str, threads))}"] if threads else []
    return ", ".join(kind + named)


def _tries(mail: OutboundEmail) -> str:
    """How many answers there were; of how many, while more may come."""
    made = str(mail.attempts)
    return f"{made} of {outbox.MOST_TRIES}" if mail.status == "pending" else made


def _next_try(mail: OutboundEmail, now: datetime) -> str:
    """When a mail goes again, as seen from now; empty for one that does not."""
    if mail.status != "pending":
        return ""
    if mail.leased_until is not None and mail.leased_until > now:
        return "under way"
    if mail.due_at <= now:
        return "next run"
    wait = ages.since(now, mail.due_at)
    return f"in {wait}" if wait != "now" else "in 1 min"


def lines(mail: OutboundEmail, now: datetime) -> Iterator[str]:
    """One mail for people."""
    tries = f"{_tries(mail)} tries" if _tries(mail) != "1" else "1 try"
    yield output.Strong(f"Mail {mail.id} to {mail.address}: {mail.status}, {tries}")
    if mail.last_reply:
        yield f"  {mail.last_reply}"
    if mail.status == "failed" and mail.attempts >= outbox.MOST_TRIES:
        yield "  It was put off as often as it is tried, and given up."
    yield f"Made:            {output.utc(mail.created_at)}"
    if mail.status == "pending":
        at = f"{output.utc(mail.due_at)} ({_next_try(mail, now)})"
        yield f"Next try:        {at}"
    if mail.sent_at:
        yield f"Sent:            {output.utc(mail.sent_at)}"
    yield f"Envelope from:   <{mail.envelope_sender}>"
