"""
Reply addresses that nobody was given: somebody guesses, or an old store is lost.

Rule 1: each such mail is held; operators hear when they are many, once a day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter.languages import Sentence
from mcenter.models import InboundEmail

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.notices.alerts import Alerts

DAY = timedelta(days=1)
# A day. A mail to a deleted thread comes now and then; who guesses needs more.
MANY = 50
RULE = "unknown_token"


def count(now: datetime, *, most: int = MANY) -> int:
    """Count the mails of a day to addresses that nobody was given, so many at most."""
    held = (InboundEmail.rule == RULE) & (InboundEmail.received_at > now - DAY)
    return InboundEmail.select(InboundEmail.id).where(held).limit(most).count()


def tell(alerts: Alerts, *, now: datetime) -> None:
    """Owe operators a mail when there are many, in the transaction of a verdict."""
    if count(now) < MANY:
        return
    alerts.tell(
        RULE,
        Sentence("many mails to addresses nobody was given"),
        Sentence(
            "Within a day, %(number)d mails came to reply addresses that nobody was"
            " given. All of them are held, and none can be posted: an address has 130"
            " random bits.",
            {"number": MANY},
        ),
        Sentence(
            "Either somebody guesses, or the store lost what it knew: was an old backup"
            " restored? To see them: mcenter inbox list --rule %(rule)s",
            {"rule": RULE},
        ),
        now=now,
    )
