"""
What becomes of each delivery that the notifier looks at: a mail now, later, or none.

Rule 1: nothing that was looked at is left out: it is packed, dropped or postponed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import Delivery, Participant, Person


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What one mail is to carry to one person, and to which address."""

    person: Person
    address: str
    deliveries: Sequence[Delivery]
    """In the order in which the mail tells of them."""
    is_digest: bool = False
    """Whether it tells of several threads, or only of that of one participant."""

    @property
    def participant(self) -> Participant:
        """The one whom it goes to, unless it is a digest."""
        return self.deliveries[0].participant


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """What nobody is told, and why."""

    delivery: Delivery
    reason: str
    """As the store has it: read, muted, unsubscribed, unsent (their side gets no mail),
    suppressed (no address takes mail), cancelled (a right has ended)."""


@dataclass(frozen=True, kw_only=True)
class Postponed:
    """What is looked at again at some moment, and why not before."""

    delivery: Delivery
    reason: str
    """quiet hours, window, digest, delay or brake."""
    until: datetime


@dataclass(kw_only=True)
class Decisions:
    """What a look at deliveries came to."""

    packed: list[Parcel] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    postponed: list[Postponed] = field(default_factory=list)
