"""Mailboxes: one poller at a time, and when each was looked through."""

from datetime import timedelta

import pytest

from mcenter import lease
from mcenter.inbox import mailboxes
from tests.support.domain import NOW

PLACE = ("imap.market.example", "messages@market.example", "INBOX")


@pytest.fixture
def alive(monkeypatch):
    """Leases of others whose processes are alive."""
    monkeypatch.setattr(lease, "is_void", lambda owner: owner is None)

    def as_process(name):
        monkeypatch.setattr(lease, "owner", lambda: name)

    return as_process


def test_one_at_a_time(opened, alive):
    """While one has the mailbox no other gets it; given back, any may."""
    alive("first")
    mine = mailboxes.take(*PLACE, now=NOW)
    alive("second")
    assert mailboxes.take(*PLACE, now=NOW) is None
    alive("first")
    mailboxes.release(mine)
    alive("second")
    assert mine.id == mailboxes.take(*PLACE, now=NOW).id


def test_other_mailboxes_are_free(opened, alive):
    """A lease is for one mailbox of one user on one host."""
    alive("first")
    taken = {mailboxes.take(*PLACE, now=NOW).id}
    alive("second")
    for place in (("b", *PLACE[1:]), (PLACE[0], "b", PLACE[2]), (*PLACE[:2], "b")):
        taken.add(mailboxes.take(*place, now=NOW).id)
    assert 4 == len(taken)


def test_lease_runs_out(opened, alive):
    """After its length another takes it, and the first cannot renew it."""
    alive("first")
    mine = mailboxes.take(*PLACE, now=NOW)
    later = NOW + lease.LENGTH
    alive("second")
    assert mailboxes.take(*PLACE, now=later) is not None
    alive("first")
    assert not mailboxes.renew(mine, now=later)


def test_lease_of_the_dead(opened, monkeypatch):
    """The lease of a process that is gone is free at once."""
    monkeypatch.setattr(lease, "owner", lambda: "gone")
    mailboxes.take(*PLACE, now=NOW)
    monkeypatch.setattr(lease, "owner", lambda: "next")
    monkeypatch.setattr(lease, "is_void", lambda owner: owner == "gone")
    assert mailboxes.take(*PLACE, now=NOW) is not None


def test_renew(opened, alive):
    """A low lease is prolonged, so that long work keeps it."""
    alive("first")
    mine = mailboxes.take(*PLACE, now=NOW)
    late = NOW + timedelta(seconds=50)
    assert mailboxes.renew(mine, now=late)
    alive("second")
    assert mailboxes.take(*PLACE, now=late + timedelta(seconds=50)) is None


def test_looked_through(opened):
    """Giving it back says nothing of when it was looked through; a whole run does."""
    mine = mailboxes.take(*PLACE, now=NOW)
    mailboxes.release(mine)
    assert mailboxes.find(*PLACE).polled_at is None
    mailboxes.looked_through(mine, now=NOW)
    assert NOW == mailboxes.find(*PLACE).polled_at


def test_never_polled(opened):
    """A mailbox that was never polled is not there."""
    assert mailboxes.find(*PLACE) is None
