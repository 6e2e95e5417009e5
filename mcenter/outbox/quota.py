"""
How many mails may go now: the pace of [smtp], by the minute and by the day.

Rule 1: both spans roll: what servers took within one counts until the span is over, and
so does what is under way, whoever has it.
Rule 2: asked within the transaction of a claim, the answer holds for all notifiers
together.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter.models import OutboundEmail

if TYPE_CHECKING:
    from datetime import datetime

    from peewee import Expression

    from mcenter.config import Smtp

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def room(smtp: Smtp, *, most: int, now: datetime) -> int:
    """Give how many of so many mails may go now; 0 where the pace is reached."""
    under_way = (OutboundEmail.status == "pending") & (OutboundEmail.leased_until > now)
    for pace, span in ((smtp.per_minute, MINUTE), (smtp.per_day, DAY)):
        if pace:
            # One that bounced later went out all the same: providers count it.
            taken = OutboundEmail.sent_at > now - span
            most = min(most, pace - _count(taken, pace) - _count(under_way, pace))
    return max(most, 0)


def frees_at(smtp: Smtp, *, now: datetime) -> datetime:
    """Give when the pace lets a mail go that it does not let go now."""
    frees = [now]
    under_way = (OutboundEmail.status == "pending") & (OutboundEmail.leased_until > now)
    for pace, span in ((smtp.per_minute, MINUTE), (smtp.per_day, DAY)):
        taken = OutboundEmail.sent_at > now - span
        begun = OutboundEmail.select(OutboundEmail.sent_at).where(taken)
        too_many = begun.count() + _count(under_way, pace) - pace
        if pace and too_many >= 0:
            # What is under way is taken now, behind all that was.
            last = begun.order_by(OutboundEmail.sent_at).offset(too_many).first()
            frees.append((last.sent_at if last else now) + span)
    return max(frees)


def _count(which: Expression, most: int) -> int:
    """Count no further than is asked for: a day may have seen many more."""
    return OutboundEmail.select(OutboundEmail.id).where(which).limit(most).count()
