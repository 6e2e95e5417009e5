"""
Addresses that a server has called dead: no more mail for them.

Rule 1: only a code that says so of the address itself counts, never one about a mailbox
that is full or a mail that somebody does not like.
Rule 2: what was on its way to a dead address goes to another one of the same person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import addr_spec, outbox, people
from mcenter.changes import departures, recalls
from mcenter.models import OutboundEmail
from mcenter.outbox import deliveries

if TYPE_CHECKING:
    from datetime import datetime

# RFC 3463 section 3.2 and RFC 7505: no such mailbox, no such host, no address at all,
# moved to where nobody knows, a domain that takes no mail.
HARD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
# Mails that tell of messages, new ones or old.
TELLING = frozenset({"notification", "digest", "reminder"})


def is_named(mail: OutboundEmail, status: str) -> bool:
    """
    Tell whether a status code calls the address of a mail dead.

    Of a notice never: that one failed is no reason to do more than to say so.
    """
    return mail.kind in TELLING and status in HARD


def give_up(mail: OutboundEmail, *, now: datetime) -> None:
    """
    Suppress the address of a mail that failed, on hard evidence.

    Where its person has another address that takes mail, what the mail carried is owed
    again, and goes there. Part of the transaction that failed the mail.
    """
    people.suppress(mail.person, mail.address, now=now)
    other = people.mail_address(mail.person)
    if other is None:
        outbox.cancel(_untried_notices(mail))
    elif other.comparison != addr_spec.comparison(mail.address):
        departures.address_anew(mail.person, mail.address)
        deliveries.owe_again(mail, now=now)
        if mail.kind == "digest":
            outbox.wipe([mail])
        recalls.owe_again(mail)


def _untried_notices(mail: OutboundEmail) -> list[OutboundEmail]:
    """List what tells of no message; what does, the notifier itself withdraws."""
    theirs = (OutboundEmail.person == mail.person_id) & (
        OutboundEmail.address == mail.address
    )
    untried = OutboundEmail.first_tried_at.is_null() & (
        OutboundEmail.status == "pending"
    )
    notices = theirs & untried & OutboundEmail.kind.not_in(outbox.CARRYING)
    return list(OutboundEmail.select().where(notices))
