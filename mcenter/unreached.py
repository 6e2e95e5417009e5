"""
Vendors whom no mail reaches: operators are told, for customers wait there in vain.

Rule 1: it is asked of the rows in each run of the notifier, whatever brought it about,
and again when that run has given up an address.
Rule 2: of one vendor an operator hears once a week; of a closed one, nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import vendors
from mcenter.notices import paragraphs

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.alerts import Alerts

WEEK = timedelta(days=7)
WORDS = """
Nobody who works for $name ($slug) has an address that takes mail. What customers write
to $name is kept in its threads, and nobody there is told of it.

`mcenter vendor show $slug` says who works there, `mcenter person show ADDRESS` which
addresses are suppressed. `mcenter person reinstate ADDRESS` has mail sent to one again;
`mcenter person address ADDRESS --add OTHER` gives somebody another one.
"""


def tell(alerts: Alerts, *, now: datetime) -> None:
    """Owe operators a mail about each; part of the transaction that claims mails."""
    for vendor in vendors.unreachable():
        alerts.tell(
            f"unreached:{vendor.id}",
            f"no mail reaches {vendor.name}",
            *paragraphs(WORDS, name=vendor.name, slug=vendor.slug),
            now=now,
            within=WEEK,
        )
