"""
People and vendors as `--json` has them, for operators.

Rule 1: these fields are a contract with scripts: they are added to, never renamed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import people
from mcenter.people import participants, preferences, vendors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.config import Notify
    from mcenter.models import Address, Person, Vendor


def of_person(person: Person, addresses: Sequence[Address]) -> dict[str, object]:
    """Give one person with all their addresses, the preferred one first."""
    return {
        "id": person.id,
        "name": person.name,
        "locale": person.locale,
        "operator": person.is_operator,
        "addresses": [
            {
                "address": address.addr_spec,
                "preferred": address.preferred,
                "suppressed": address.suppressed_at is not None,
                "suppressed_at": address.suppressed_at,
            }
            for address in addresses
        ],
        "choices": {
            "notify": person.frequency,
            "window": person.window_seconds,
            "body": person.body,
            "quiet": "none" if person.quiet_hours == "" else person.quiet_hours,
            "timezone": person.timezone,
        },
    }


def of_choices(person: Person, notify: Notify) -> dict[str, object]:
    """Give how a person is told: by their choices, and where they made none, ours."""
    told = preferences.of(person, notify)
    words = participants.own_words(person)
    return {
        "told": {
            "notify": told.frequency,
            "window": int(told.window.total_seconds()),
            "digest_at": f"{told.digest_at:%H:%M}",
            "body": told.body,
            "quiet": "-".join(f"{each:%H:%M}" for each in told.quiet or ()) or "none",
            "timezone": str(told.zone),
        },
        "threads": {
            "muted": [part.thread_id for part in words if not part.follows],
            "followed": [part.thread_id for part in words if part.follows],
        },
    }


def of_vendor(vendor: Vendor) -> dict[str, object]:
    """Give one vendor and who works there, longest there first."""
    return {
        "slug": vendor.slug,
        "name": vendor.name,
        "closed": vendor.closed_at is not None,
        "closed_at": vendor.closed_at,
        "staff": [
            {
                "id": person.id,
                "name": person.name,
                "addresses": [each.addr_spec for each in people.addresses(person)],
            }
            for person in vendors.members(vendor)
        ],
    }
