"""
The mailboxes that are polled: one poller at a time, whatever cron does.

Rule 1: the lease is taken by compare-and-set in one write transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import lease
from mcenter.models import Mailbox
from mcenter.store import transaction

if TYPE_CHECKING:
    from datetime import datetime


def take(host: str, username: str, name: str, *, now: datetime) -> Mailbox | None:
    """Lease a mailbox; None while another living poller has it."""
    with transaction():
        mailbox: Mailbox
        mailbox, _ = Mailbox.get_or_create(host=host, username=username, name=name)
        taken = mailbox.leased_until is not None and mailbox.leased_until > now
        ours = mailbox.leased_by == lease.owner()
        if taken and not ours and not lease.is_void(mailbox.leased_by):
            return None
        mailbox.leased_until, mailbox.leased_by = now + lease.LENGTH, lease.owner()
        mailbox.save()
    return mailbox


def renew(mailbox: Mailbox, *, now: datetime) -> bool:
    """Prolong our lease when it runs low; False when it has become another's."""
    if mailbox.leased_until is not None and mailbox.leased_until - now > lease.RENEW:
        return True
    until = now + lease.LENGTH
    ours = (Mailbox.id == mailbox.id) & (Mailbox.leased_by == lease.owner())
    with transaction():
        kept = Mailbox.update(leased_until=until).where(ours).execute()
    mailbox.leased_until = until
    return bool(kept)


def release(mailbox: Mailbox) -> None:
    """Give the lease back."""
    ours = (Mailbox.id == mailbox.id) & (Mailbox.leased_by == lease.owner())
    with transaction():
        Mailbox.update(leased_until=None, leased_by=None).where(ours).execute()


def looked_through(mailbox: Mailbox, *, now: datetime) -> None:
    """Note that a run came to its end: a server that is down shows as an old time."""
    with transaction():
        Mailbox.update(polled_at=now).where(Mailbox.id == mailbox.id).execute()


def find(host: str, username: str, name: str) -> Mailbox | None:
    """Find a mailbox; None when it was never polled."""
    return Mailbox.get_or_none(host=host, username=username, name=name)
