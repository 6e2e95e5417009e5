"""
What a mail client put into a text and nobody meant to tell: secrets and addresses.

Rule 1: our reply addresses, tags and Message-IDs go from every text that is kept.
Rule 2: from quoted text go the addresses of all who take part; what a person typed
into their own words stays.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.models import Address, Participant

if TYPE_CHECKING:
    from mcenter.models import Thread
    from mcenter.reply_address import Scheme

REMOVED = "[address removed]"


def of_body(text: str, scheme: Scheme) -> str:
    """Give somebody's own words without our secrets."""
    return scheme.scrub(text)


def of_quoted(text: str, scheme: Scheme, thread: Thread, sender: str) -> str:
    """Give the cut part without our secrets and without anybody's address."""
    part = Participant.select(Participant.person).where(Participant.thread == thread)
    theirs = Address.select().where(Address.person.in_(part))
    known = {sender, *(row.addr_spec for row in theirs)} - {""}
    scrubbed = scheme.scrub(text)
    for address in sorted(known, key=len, reverse=True):
        pattern = re.compile(re.escape(address), re.IGNORECASE)
        scrubbed = pattern.sub(REMOVED, scrubbed)
    return scrubbed
