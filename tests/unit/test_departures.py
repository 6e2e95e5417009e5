"""Who leaves loses the right, the token and the mail, in one commit."""

import pytest

from mcenter import people, threads
from mcenter.changes import departures
from mcenter.errors import NotAllowed, NotFound
from mcenter.models import Address, AuditEntry, Delivery, OutboundEmail, Staff
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, CAROL, NOW

OTHER = "bob@home.example"


@pytest.fixture
def message(market):
    """A message that Bob and Carol are owed."""
    return market.contact()


def dismiss(market, address=BOB):
    """Take somebody off Acme's staff, as the host."""
    person = people.find(address)
    departures.dismiss(market.acme, person, actor=None, now=NOW)


def test_dismiss(market, message):
    """Rights, tokens and debts end together; a colleague's stay."""
    dismiss(market)
    assert [people.find(CAROL)] == vendors.members(market.acme)
    assert NOW == market.part(BOB, message.thread).revoked_at
    assert market.part(CAROL, message.thread).revoked_at is None
    expected = {"Bob": ("unneeded", "cancelled"), "Carol": ("pending", None)}
    assert expected == market.states(message)
    with pytest.raises(NotFound):
        threads.find(message.thread.id, people.find(BOB))
    assert "dismiss" == AuditEntry.select()[-1].verb


def test_dismiss_cancels_a_mail_under_way(market, message):
    """A mail that is frozen and not yet sent stays here."""
    mail = market.frozen(BOB, message)
    other = market.frozen(CAROL, message, number=2)
    dismiss(market)
    statuses = [OutboundEmail.get_by_id(each.id).status for each in (mail, other)]
    assert ["cancelled", "pending"] == statuses


def test_dismiss_leaves_what_was_sent(market, message):
    """What is done is done."""
    Delivery.update(status="sent").execute()
    dismiss(market)
    assert {"Bob": ("sent", None), "Carol": ("sent", None)} == market.states(message)


def test_dismiss_who_does_not_work_there(market, message):
    """Nobody leaves twice, and a customer not at all."""
    dismiss(market)
    noted = AuditEntry.select().count()
    for address in (BOB, ANN):
        with pytest.raises(NotFound, match="Nobody of that address works for acme"):
            dismiss(market, address)
    assert (1, noted) == (Staff.select().count(), AuditEntry.select().count())


def test_who_comes_back_is_told_of_what_comes(market, message):
    """With a new token, and nothing of what they missed."""
    before = market.part(BOB, message.thread).reply_token
    dismiss(market)
    vendors.employ(market.acme, people.find(BOB), actor=None, now=NOW)
    new = market.post(message.thread, ANN, "Hello?")
    assert {"Bob", "Carol"} == set(market.states(new))
    assert ("unneeded", "cancelled") == market.states(message)["Bob"]
    assert before != market.part(BOB, message.thread).reply_token


@pytest.fixture
def moved(market, message):
    """Bob with a second address, and a mail to the first one under way."""
    people.give_address(people.find(BOB), OTHER, actor=None, now=NOW)
    return market.frozen(BOB, message)


def remove(address, of=BOB):
    """Take an address from somebody, as the host."""
    departures.remove_address(people.find(of), address, actor=None, now=NOW)


def test_remove_address(market, message, moved):
    """What is owed to it is owed still, and will be composed for the other one."""
    remove(BOB.upper())
    assert people.known(BOB) is None
    (left,) = people.addresses(people.find(OTHER))
    assert (OTHER, True) == (left.addr_spec, left.preferred)
    assert "cancelled" == OutboundEmail.get_by_id(moved.id).status
    delivery = Delivery.get(Delivery.participant == market.part(OTHER, message.thread))
    assert ("pending", None) == (delivery.status, delivery.outbound_email_id)


def test_remove_another_address(market, message, moved):
    """What goes to one that stays is not touched."""
    remove(OTHER)
    assert "pending" == OutboundEmail.get_by_id(moved.id).status
    (left,) = people.addresses(people.find(BOB))
    assert (BOB, True) == (left.addr_spec, left.preferred)


@pytest.mark.parametrize(
    ("address", "of", "error"),
    [
        (ANN, BOB, NotFound),
        ("x@mail.example", BOB, NotFound),
        (CAROL, CAROL, NotAllowed),
    ],
)
def test_remove_refused(market, message, moved, address, of, error):
    """Neither somebody else's address nor the last one."""
    before = Address.select().count()
    with pytest.raises(error):
        remove(address, of)
    assert before == Address.select().count()
    assert "pending" == OutboundEmail.get_by_id(moved.id).status
