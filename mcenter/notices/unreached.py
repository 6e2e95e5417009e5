"""
Vendors whom no mail reaches: operators are told, for customers wait there in vain.

Rule 1: it is asked of the rows in each run of the notifier, whatever brought it about,
and again when that run has given up an address.
Rule 2: of one vendor an operator hears once a week; of a closed one, nothing.
Rule 3: of many an operator hears once a day, in one mail.
Rule 4: who chose to get no mail is not reached, as who has no address that takes it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter.languages import N_, Plural, Sentence
from mcenter.people import vendors

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.notices.alerts import Alerts

WEEK, DAY = timedelta(days=7), timedelta(days=1)
# When a mail provider is gone, so are many vendors: then one mail names them all.
MOST_ALONE, MOST_NAMED = 5, 100
REPAIRS = N_(
    "`mcenter vendor show %(slug)s` says who works there, `mcenter person show ADDRESS`"
    " which addresses are suppressed, and whether they chose to get no mail. `mcenter"
    " person reinstate ADDRESS` has mail sent to one again; `mcenter person address"
    " ADDRESS --add OTHER` gives somebody another one."
)


def tell(alerts: Alerts, frequency: str, *, now: datetime) -> None:
    """
    Owe operators a mail about each, or one about many.

    Part of the transaction that claims mails.  `frequency` is what [notify] says for
    who chose nothing.
    """
    unread = vendors.unreachable(frequency)
    if len(unread) > MOST_ALONE:
        _tell_of_many(alerts, [vendor.slug for vendor in unread], now)
        return
    for vendor in unread:
        values = {"name": vendor.name, "slug": vendor.slug}
        alerts.tell(
            f"unreached:{vendor.id}",
            Sentence("no mail reaches %(name)s", values),
            Sentence(
                "Nobody who works for %(name)s (%(slug)s) gets mail from us: no address"
                " of theirs takes it, or they chose to get none. What customers write"
                " to %(name)s is kept in its threads, and nobody there is told of it.",
                values,
            ),
            Sentence(REPAIRS, values),
            now=now,
            within=WEEK,
        )


def _tell_of_many(alerts: Alerts, slugs: list[str], now: datetime) -> None:
    number, more = len(slugs), len(slugs) - MOST_NAMED
    named: object = ", ".join(slugs[:MOST_NAMED])
    if more > 0:
        named = Sentence(
            "%(names)s and %(number)d more", {"names": named, "number": more}
        )
    alerts.tell(
        "unreached:many",
        Plural(
            "no mail reaches %(number)d vendor",
            "no mail reaches %(number)d vendors",
            number,
        ),
        Plural(
            "There is %(number)d vendor for whom nobody works who gets mail from us:"
            " %(slugs)s.",
            "There are %(number)d vendors for whom nobody works who gets mail from us:"
            " %(slugs)s.",
            number,
            {"slugs": named},
        ),
        Sentence(
            "What customers write to them is kept in its threads, and nobody there is"
            " told of it. `mcenter vendor show SLUG` says who works there, `mcenter"
            " person show ADDRESS` which addresses are suppressed, and whether they"
            " chose to get no mail. `mcenter person reinstate ADDRESS` has mail sent to"
            " one again."
        ),
        now=now,
        within=DAY,
    )
