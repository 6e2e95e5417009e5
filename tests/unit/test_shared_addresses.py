"""Colleagues, shared addresses, and addresses that go from one person to another."""

import pytest

from mcenter import notifier, outbox, people
from mcenter.changes import departures
from mcenter.errors import NotAllowed
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Message, OutboundEmail
from mcenter.outbox import claims
from mcenter.people import participants, vendors
from tests.support.domain import ANN, BOB, CAROL, NOW, config

SUPPORT, DORA = "support@acme.example", "dora@acme.example"
HOME, EVE = "ann@home.example", "eve@customer.example"
NOT = ("held", "sender_mismatch", None)


@pytest.fixture
def support(market):
    """A shared address: somebody of their own on Acme's staff."""
    person = people.ensure(SUPPORT, name="Acme support", now=NOW)
    vendors.employ(market.acme, person, actor=None, now=NOW)
    return person


@pytest.fixture
def thread(market, support):
    """A thread of Ann's that all of the staff are owed; she has an address more."""
    thread = market.contact().thread
    people.give_address(people.find(ANN), HOME, actor=None, now=NOW)
    return thread


def deliver(raw):
    """Hand in one mail: its disposition and rule, and who posted it."""
    (judged,) = Gateway(config()).deliver(Fetched(raw=raw), now=NOW)
    author = None
    if judged.message:
        post = Message.get_by_id(judged.message)
        author = people.display_name(post.author, post.side)
    return judged.disposition, judged.rule, author


def posted(name):
    """How that ends where it is posted."""
    return "accepted", None, name


def claim():
    """Freeze and lease what is due."""
    return list(notifier._Notifier(config(), lambda: NOW).claim())


def give(person, address):
    """Give an address to whoever has another one, as the host."""
    people.give_address(people.find(person), address, actor=None, now=NOW)


def take(person, address):
    """Take an address from whoever has another one, as the host."""
    departures.remove_address(people.find(person), address, actor=None, now=NOW)


@pytest.mark.parametrize(
    ("sender", "holder", "expected"),
    [
        (SUPPORT, SUPPORT, posted("Acme support")),
        (SUPPORT, BOB, posted("Acme support")),
        (BOB, SUPPORT, posted("Bob")),
        (CAROL, BOB, posted("Carol")),
        (SUPPORT.upper(), SUPPORT, posted("Acme support")),
        (HOME, ANN, posted("Customer 4")),
        (ANN, SUPPORT, NOT),
        (SUPPORT, ANN, NOT),
        (DORA, SUPPORT, NOT),
    ],
)
def test_who_posts(market, thread, sender, holder, expected):
    """The person of the From, whoever typed it, by a token of their side."""
    assert expected == deliver(market.answer(thread, sender, holder=holder))


def test_a_name_makes_nobody(market, thread):
    """Whatever name stands before a shared address, it is the shared address's."""
    raw = market.answer(thread, SUPPORT, From=f'"Bob" <{SUPPORT}>')
    assert posted("Acme support") == deliver(raw)


def test_a_new_colleague_gets_a_part(market, thread):
    """Whoever answers by a colleague's token is addressed by one of their own then."""
    dora = people.ensure(DORA, name="Dora", now=NOW)
    vendors.employ(market.acme, dora, actor=None, now=NOW)
    assert participants.find(thread, dora) is None
    assert posted("Dora") == deliver(market.answer(thread, DORA, holder=SUPPORT))
    part = participants.find(thread, dora)
    assert ("vendor", False) == (part.side, part.muted)
    assert part.reply_token != market.part(SUPPORT, thread).reply_token


def test_colleagues_are_not_told_of_each_others_answers(market, thread):
    """An answer is owed to the customer; the staff read it in the thread."""
    deliver(market.answer(thread, SUPPORT, holder=BOB))
    (last,) = Message.select().where(Message.side == "vendor")
    assert {"Customer 4": ("pending", None)} == market.states(last)


def test_one_address_is_one_persons(market, thread):
    """A shared address cannot be given to a colleague as well."""
    with pytest.raises(NotAllowed, match=f"{SUPPORT} belongs to somebody already"):
        give(BOB, SUPPORT)
    assert posted("Acme support") == deliver(market.answer(thread, SUPPORT))


def test_an_address_that_moves_takes_its_right_along(market, thread):
    """From then on it is the other's: neither keeps or gets anything else by it."""
    other = market.contact(customer=EVE).thread
    by_ann, by_eve = (
        market.answer(thread, HOME, holder=ANN),
        market.answer(other, HOME, holder=EVE),
    )
    assert NOT == deliver(by_eve)
    take(ANN, HOME)
    give(EVE, HOME)
    assert NOT == deliver(by_ann)
    assert posted("Customer 5") == deliver(by_eve + b"\r\n")
    assert posted("Customer 4") == deliver(market.answer(thread, ANN))


def test_an_address_that_moves_to_a_colleague(market, thread):
    """The same token; who posts is who the address is of when it is judged."""
    give(BOB, DORA)
    raw = market.answer(thread, DORA, holder=BOB)
    assert posted("Bob") == deliver(raw)
    take(BOB, DORA)
    give(CAROL, DORA)
    said = {"body": "And I.\n", "Message_ID": "<2@acme.example>"}
    again = market.answer(thread, DORA, holder=BOB, **said)
    assert posted("Carol") == deliver(again)


def test_an_address_that_is_removed(market, thread):
    """Mail from it is held at once; what was frozen for it goes to the other one."""
    market.post(thread, BOB, "Yes.")
    claims.release(claim())
    raw = market.answer(thread, ANN)
    take(HOME, ANN)
    assert NOT == deliver(raw)
    mails = claim()
    assert HOME in [mail.address for mail in mails]
    assert ANN not in [mail.address for mail in mails]


@pytest.mark.parametrize("usable", [True, False])
def test_a_notice_to_an_address_that_is_removed(market, thread, usable):
    """What tells of no message goes elsewhere as it is, if there is an elsewhere."""
    frozen = outbox.Frozen(
        address=ANN,
        message_id="<1@market.example>",
        tag="tag",
        envelope_sender="",
        content=b"Subject: a notice\r\n\r\n",
    )
    ann = people.find(ANN)
    outbox.keep(frozen, ann, kind="held", topic="held", now=NOW)
    (mail,) = [mail for mail in claim() if mail.kind == "held"]
    if not usable:
        people.suppress(ann, HOME, now=NOW)
    take(HOME, ANN)
    # A notifier that had it already does not send it to where it went.
    assert not claims.renew(mail, now=NOW)
    again = OutboundEmail.get_by_id(mail.id)
    expected = (HOME, "pending") if usable else (ANN, "cancelled")
    assert expected == (again.address, again.status)
    assert usable is (mail.id in [each.id for each in claim()])


def test_customer_here_and_staff_there(market, thread):
    """A side follows from each thread's own records."""
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    ann = people.find(ANN)
    vendors.employ(zeta, ann, actor=None, now=NOW)
    assert "customer" == participants.side_of(thread, ann)
    assert posted("Customer 4") == deliver(market.answer(thread, ANN))
    # Her colleague there is nobody here.
    eve = people.ensure(EVE, now=NOW)
    vendors.employ(zeta, eve, actor=None, now=NOW)
    assert NOT == deliver(market.answer(thread, EVE, holder=ANN))
    departures.dismiss(zeta, ann, actor=None, now=NOW)
    said = {"body": "Still here.\n", "Message_ID": "<2@customer.example>"}
    assert posted("Customer 4") == deliver(market.answer(thread, ANN, **said))


def test_staff_here_and_customer_there(market, thread):
    """Bob asks another vendor; his colleagues cannot answer for him there."""
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    vendors.employ(zeta, people.find(ANN), actor=None, now=NOW)
    market.acme, acme = zeta, market.acme
    other = market.contact("Do you sell pads?", customer=BOB).thread
    market.acme = acme
    assert posted("Bob") == deliver(market.answer(other, BOB))
    assert NOT == deliver(market.answer(other, CAROL, holder=BOB))
    vendor = market.answer(other, ANN, "Yes.\n")
    assert ("accepted", None, "Vendor 4") == deliver(vendor)
    departures.dismiss(acme, people.find(BOB), actor=None, now=NOW)
    said = {"body": "Thank you.\n", "Message_ID": "<2@acme.example>"}
    assert posted("Bob") == deliver(market.answer(other, BOB, **said))
