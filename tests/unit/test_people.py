"""Persons and addresses: whose an address is, and where mail goes."""

import pytest

from mcenter import people
from mcenter.errors import NotAllowed, NotFound, UsageMistake
from mcenter.models import Address, AuditEntry, Person
from tests.support.domain import NOW

ANN, OTHER = "ann@mail.example", "Ann.Other@Mail.example"

pytestmark = pytest.mark.usefixtures("opened")


@pytest.fixture
def ann(opened):
    """A person with one address."""
    return people.ensure(ANN, name="Ann", now=NOW)


def listed(person):
    """A person's addresses as typed; the preferred one has a star."""
    return [each.addr_spec + "*" * each.preferred for each in people.addresses(person)]


def noted():
    """What the audit has, in order: who did it, by which way."""
    return [
        (entry.verb, entry.noun, entry.noun_id, entry.way, entry.actor_id)
        for entry in AuditEntry.select().order_by(AuditEntry.id)
    ]


def test_ensure(ann):
    """An address in another spelling is the same person; a new name is theirs."""
    same = people.ensure("ANN@MAIL.EXAMPLE", name="  Ann \n Smith ", now=NOW)
    assert (ann.id, "Ann Smith") == (same.id, same.name)
    assert "Ann Smith" == people.ensure(ANN, name=" ", now=NOW).name
    assert 1 == Person.select().count()


def test_ensure_refuses_what_is_no_address(opened):
    """Nobody is made for an address that no mail reaches."""
    with pytest.raises(UsageMistake):
        people.ensure("nobody", now=NOW)
    assert 0 == Person.select().count()


def test_add(opened):
    """A person is made with everything in one go, and it is noted who did it."""
    olga = people.add(
        "olga@market.example",
        name="Olga",
        locale="de",
        operator=True,
        actor=None,
        now=NOW,
    )
    kept = Person.get_by_id(olga.id)
    found = kept.name, kept.locale, kept.is_operator, kept.created_at
    assert ("Olga", "de", True, NOW) == found
    assert [
        ("add", "person", olga.id, "shell", None),
        ("make_operator", "person", olga.id, "shell", None),
    ] == noted()
    assert {NOW} == {entry.at for entry in AuditEntry.select()}


def test_add_refuses_somebodys_address(ann):
    """An address belongs to one person."""
    with pytest.raises(NotAllowed, match="belongs to somebody"):
        people.add(
            "Ann@mail.example",
            name=None,
            locale=None,
            operator=False,
            actor=None,
            now=NOW,
        )
    assert 1 == Person.select().count()


@pytest.mark.parametrize(
    ("address", "expected"),
    [(ANN, True), ("ANN@Mail.Example", True), ("b@mail.example", False)],
)
def test_known(ann, address, expected):
    """Whose an address is, whatever its spelling."""
    assert expected is (people.known(address) == ann)
    assert expected is (people.of_mail(address) == ann)
    assert expected is people.owns(ann, address)


@pytest.mark.parametrize("address", ["", "no address", "a@b@", "<a@b.example>"])
def test_what_a_mail_names_may_be_no_address(ann, address):
    """What is no address is nobody's, and raises nothing."""
    assert people.of_mail(address) is None
    assert not people.owns(ann, address)


def test_find():
    """Nobody of that address is an error of its own."""
    with pytest.raises(NotFound, match=r"No person x@mail\.example\."):
        people.find("x@mail.example")


def test_preferred(ann):
    """The first address is preferred, until another one is; never two, never none."""
    people.give_address(ann, OTHER, actor=None, now=NOW)
    assert [ANN + "*", OTHER] == listed(ann)
    people.prefer(ann, "ann.other@mail.example", actor=None, now=NOW)
    assert [OTHER + "*", ANN] == listed(ann)
    with pytest.raises(NotFound):
        people.prefer(ann, "x@mail.example", actor=None, now=NOW)
    assert [OTHER + "*", ANN] == listed(ann)


def test_give_address_refuses_somebodys(ann):
    """What is somebody's stays theirs, and the failure leaves nothing."""
    bob = people.ensure("bob@mail.example", now=NOW)
    with pytest.raises(NotAllowed):
        people.give_address(bob, ANN.upper(), actor=None, now=NOW)
    assert ["bob@mail.example*"] == listed(bob)


def test_mail_address(ann):
    """Mail goes to the preferred address, else to one that takes mail, else nowhere."""
    people.give_address(ann, OTHER, actor=None, now=NOW)
    assert ANN == people.mail_address(ann).addr_spec
    suppress = Address.update(suppressed_at=NOW)
    suppress.where(Address.addr_spec == ANN).execute()
    assert OTHER == people.mail_address(ann).addr_spec
    suppress.where(Address.addr_spec == OTHER).execute()
    assert people.mail_address(ann) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (" Ann\t\nSmith ", "Ann Smith"),
        ("\x1b[31mAnn", r"\x1b[31mAnn"),
        ("A" * 200, "A" * 99 + "…"),
    ],
)
def test_rename(ann, name, expected):
    """Names are cleaned and cut."""
    people.rename(ann, name)
    assert expected == people.find(ANN).name


def test_rename_refuses_nothing(ann):
    """A name of spaces is none."""
    with pytest.raises(UsageMistake):
        people.rename(ann, " \t")
    assert "Ann" == people.find(ANN).name


def test_describe(ann):
    """What is None stays as it was."""
    people.describe(ann, name=None, locale="pt", operator=None, actor=None, now=NOW)
    people.describe(ann, name=None, locale=None, operator=True, actor=None, now=NOW)
    kept = people.find(ANN)
    assert ("Ann", "pt", True) == (kept.name, kept.locale, kept.is_operator)


@pytest.mark.parametrize("side", ["customer", "vendor", "operator"])
def test_display_name(ann, side):
    """A person without a name is a number, on their side."""
    nameless = people.ensure("bob@mail.example", now=NOW)
    expected = f"{side.capitalize()} {nameless.id}"
    assert expected == people.display_name(nameless, side)
    assert "Ann" == people.display_name(ann, side)


def test_everybody(ann):
    """Everybody, oldest first, with all their addresses."""
    bob = people.ensure("bob@mail.example", now=NOW)
    people.give_address(ann, OTHER, actor=None, now=NOW)
    people.prefer(ann, OTHER, actor=None, now=NOW)
    expected = [(each, people.addresses(each)) for each in (ann, bob)]
    assert expected == people.everybody()
    assert [2, 1] == [len(addresses) for _, addresses in expected]


def test_suppress_and_reinstate(ann):
    """A dead address gets no mail, until an operator takes that back; each once."""
    bob = people.ensure("bob@mail.example", now=NOW)
    (address,) = people.addresses(ann)
    assert not people.reinstate(ann, ANN, actor=bob, now=NOW)
    assert not people.suppress(bob, ANN, now=NOW)
    assert people.suppress(ann, ANN.upper(), now=NOW)
    assert not people.suppress(ann, ANN, now=NOW)
    assert NOW == people.addresses(ann)[0].suppressed_at
    assert people.mail_address(ann) is None
    assert people.reinstate(ann, ANN.upper(), actor=bob, now=NOW)
    assert not people.reinstate(ann, ANN, actor=bob, now=NOW)
    assert ANN == people.mail_address(ann).addr_spec
    assert [
        ("suppress", "address", address.id, "email", None),
        ("reinstate", "address", address.id, "shell", bob.id),
    ] == noted()


@pytest.mark.parametrize(
    ("change", "verbs"),
    [
        ({"name": "Anna"}, ["describe"]),
        ({"name": "Anna", "locale": "de"}, ["describe"]),
        ({"operator": True}, ["make_operator"]),
        ({"operator": False}, []),
        ({"locale": "de", "operator": True}, ["describe", "make_operator"]),
    ],
)
def test_t36_describe_is_noted(ann, change, verbs):
    """T36: who changed a person, and who made an operator of them."""
    given = {"name": None, "locale": None, "operator": None, **change}
    people.describe(ann, **given, actor=ann, now=NOW)
    assert [(verb, "person", ann.id, "shell", ann.id) for verb in verbs] == noted()


def test_t36_addresses_are_noted(ann):
    """T36: each address that comes or is preferred, with who did it and by what way."""
    people.give_address(ann, OTHER, actor=ann, way="email", now=NOW)
    people.prefer(ann, OTHER, actor=None, now=NOW)
    assert [
        ("give_address", "person", ann.id, "email", ann.id),
        ("prefer", "person", ann.id, "shell", None),
    ] == noted()


def test_t36_what_fails_is_not_noted(ann):
    """T36: what did not happen leaves no entry."""
    bob = people.ensure("bob@mail.example", now=NOW)
    with pytest.raises(NotAllowed):
        people.give_address(bob, ANN, actor=None, now=NOW)
    with pytest.raises(NotFound):
        people.prefer(bob, ANN, actor=None, now=NOW)
    assert [] == noted()
