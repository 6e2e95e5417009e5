"""
What follows when somebody begins to work for a vendor.

Rule 1: what they took part in as an operator, or only looked at, is theirs as staff
from then on; what is on its way to them as an operator is composed anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.changes import heirs
from mcenter.people import vendors
from mcenter.store import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.models import Person, Vendor


def employ(
    vendor: Vendor, person: Person, *, actor: Person | None, now: datetime
) -> None:
    """
    Add a person to a vendor's staff; once is enough.

    Raises NotAllowed for a customer of that very vendor.
    """
    with transaction():
        vendors.employ(vendor, person, actor=actor, now=now)
        heirs.take_sides(person)
