"""Who takes part in the day: vendors with their staff, and customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import people, threads
from mcenter.people import vendors

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from mcenter.models import Message, Vendor

VENDORS, STAFF, CUSTOMERS = 20, 2, 240
OPERATOR = "olga@market.example"


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The vendors, and the addresses of everybody."""

    vendors: list[Vendor]
    customers: list[str]

    def colleague(self, address: str) -> str | None:
        """Give who works beside somebody; None for a customer."""
        local, _, domain = address.partition("@")
        if not local.startswith("staff"):
            return None
        return f"staff{3 - int(local[-1])}@{domain}"

    def contact(self, rng: random.Random, words: str, now: datetime) -> Message:
        """Let some customer ask some vendor something."""
        who = people.find(rng.choice(self.customers))
        vendor = rng.choice(self.vendors)
        return threads.start(vendor, who, threads.Post(body=words), now=now)


def settle(now: datetime) -> Cast:
    """Make the marketplace's people; in the open store."""
    people.add(OPERATOR, name="Olga", locale=None, operator=True, actor=None, now=now)
    made = [_vendor(number, now) for number in range(1, VENDORS + 1)]
    customers = [f"customer{number}@customer.example" for number in range(CUSTOMERS)]
    for number, address in enumerate(customers):
        people.ensure(address, name=f"Customer No {number}", now=now)
    return Cast(vendors=made, customers=customers)


def _vendor(number: int, now: datetime) -> Vendor:
    vendor = vendors.add(f"shop{number}", name=f"Shop {number}", actor=None, now=now)
    for place in range(1, STAFF + 1):
        address = f"staff{place}@shop{number}.example"
        person = people.ensure(address, name=f"Staff {number}.{place}", now=now)
        vendors.employ(vendor, person, actor=None, now=now)
    return vendor
