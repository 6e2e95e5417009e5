"""Vendors: made once, and asked each time who works there."""

import pytest

from mcenter import people
from mcenter.errors import NotAllowed, NotFound, UsageMistake
from mcenter.models import AuditEntry, Staff, Vendor
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, CAROL, NOW


def add(slug, name="X"):
    """Make a vendor, as the host does."""
    return vendors.add(slug, name=name, actor=None, now=NOW)


def test_add(opened):
    """A vendor has a slug and a clean name, and it is noted who made it."""
    vendor = add("acme-2", " Acme\tTools ")
    assert ("acme-2", "Acme Tools", None) == (
        vendor.slug,
        vendor.name,
        vendor.closed_at,
    )
    assert [("add", "vendor", vendor.id)] == [
        (entry.verb, entry.noun, entry.noun_id) for entry in AuditEntry.select()
    ]


@pytest.mark.parametrize(
    "slug", ["", "Acme", "-a", "a-", "a b", "a_b", "ä", "a" * 64, "a\n", "../a"]
)
def test_add_refuses_a_bad_slug(opened, slug):
    """A slug is what can stand in a command and in an address."""
    with pytest.raises(UsageMistake):
        add(slug)
    assert 0 == Vendor.select().count()


@pytest.mark.parametrize("name", ["", " \n"])
def test_add_refuses_no_name(opened, name):
    """A vendor is called something."""
    with pytest.raises(UsageMistake):
        add("acme", name)


def test_add_refuses_a_taken_slug(opened):
    """The index decides; the first stays."""
    add("acme", "First")
    with pytest.raises(NotAllowed, match="There is a vendor acme already"):
        add("acme", "Second")
    assert "First" == vendors.find("acme").name


@pytest.mark.parametrize("slug", ["", "Acme", "\udcff"])
def test_nobody_has_what_is_no_slug(opened, slug):
    """Bytes that are no text are looked for as any other name: in vain."""
    with pytest.raises(NotFound, match="No vendor "):
        vendors.find(slug)


def test_find(opened):
    """There is one, or there is not."""
    assert add("acme") == vendors.find("acme")
    with pytest.raises(NotFound, match=r"No vendor nobody\."):
        vendors.find("nobody")


def test_staff(market):
    """Members in the order they came; employers the other way round."""
    zeta = add("zeta")
    bob = people.find(BOB)
    vendors.employ(zeta, bob, actor=None, now=NOW)
    names = [person.name for person in vendors.members(market.acme)]
    assert ["Bob", "Carol"] == names
    assert [market.acme, zeta] == vendors.employers(bob)
    assert vendors.is_member(zeta, bob)
    assert not vendors.is_member(zeta, people.find(CAROL))
    assert ["acme", "zeta"] == [vendor.slug for vendor in vendors.everyone()]


def test_employ_twice_is_once(market):
    """Somebody who works there already stays as they are, and nothing is noted."""
    noted = AuditEntry.select().count()
    vendors.employ(market.acme, people.find(BOB), actor=None, now=NOW)
    assert (2, noted) == (Staff.select().count(), AuditEntry.select().count())


def test_a_customer_is_no_staff(market):
    """Whoever wrote to a vendor cannot work there; elsewhere they can."""
    ann = market.contact().author
    with pytest.raises(NotAllowed, match="A customer of acme"):
        vendors.employ(market.acme, ann, actor=None, now=NOW)
    vendors.employ(add("zeta"), people.find(ANN), actor=None, now=NOW)
    assert ["zeta"] == [vendor.slug for vendor in vendors.employers(ann)]
