"""
What follows when somebody leaves: a vendor's staff, or an address.

Rule 1: the right, the tokens that rest on it and what is owed by it end together, in
one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import audit, outbox, people
from mcenter.changes import recalls
from mcenter.errors import NotAllowed, NotFound
from mcenter.models import OutboundEmail, Staff
from mcenter.outbox import deliveries
from mcenter.people import participants
from mcenter.store import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.models import Person, Vendor


def dismiss(
    vendor: Vendor, person: Person, *, actor: Person | None, now: datetime
) -> None:
    """
    Take a person off a vendor's staff.  Raises NotFound when not on it.

    Whatever opens a door to the staff as such, a token or a key, ends here, at once: a
    mail on its way is stopped as long as its bytes are not with the server.
    """
    here = (Staff.vendor == vendor) & (Staff.person == person)
    with transaction():
        if not Staff.delete().where(here).execute():
            raise NotFound(f"Nobody of that address works for {vendor.slug}.")
        ended = participants.revoke(person, vendor, now=now)
        mails = deliveries.release(ended)
        # What a digest tells of other threads is owed still.
        outbox.recall([outbox.find(mail_id) for mail_id in mails])
        recalls.dismiss(person, vendor)
        audit.note("dismiss", person, actor=actor, now=now)


def remove_address(
    person: Person, address: str, *, actor: Person | None, now: datetime
) -> None:
    """
    Take an address from a person; what is owed to it goes to another of theirs.

    Raises NotFound for an address that is not theirs, NotAllowed for the last one.
    """
    with transaction():
        gone = people.own_address(person, address)
        others = [each for each in people.addresses(person) if each.id != gone.id]
        if not others:
            raise NotAllowed("A person's last address cannot be removed.")
        gone.delete_instance()
        if gone.preferred:
            people.prefer(person, others[0].addr_spec, actor=actor, now=now)
        address_anew(person, gone.addr_spec)
        audit.note("remove_address", person, actor=actor, now=now)


def address_anew(person: Person, address: str) -> None:
    """Let what is on its way to an address go to another one of the same person."""
    here = (OutboundEmail.person == person) & (OutboundEmail.address == address)
    pending = here & (OutboundEmail.status == "pending")
    mails = list(OutboundEmail.select().where(pending))
    outbox.recall([mail for mail in mails if mail.kind in outbox.CARRYING])
    other = people.mail_address(person)
    if other is None:
        outbox.cancel(mails)
        return
    # What tells of no message is not composed again: the same bytes go elsewhere.
    OutboundEmail.update(
        address=other.addr_spec, fence=OutboundEmail.fence + 1, leased_until=None
    ).where(pending).execute()
