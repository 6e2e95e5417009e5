"""Two persons made one: nothing of the first is lost, and nothing stands twice."""

import pytest
from peewee import ForeignKeyField

from mcenter import audit, people, summaries, threads
from mcenter.changes import mergers
from mcenter.errors import NotAllowed, NotFound
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import (
    AuditEntry,
    Confirmation,
    InboundEmail,
    Message,
    Person,
    Record,
    Staff,
    Thread,
)
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, NOW, config

HOME, ANNA, OLGA = "bob@home.example", "anna@customer.example", "olga@market.example"


def merge(gone, kept, actor=None):
    """Make two persons one, by their addresses; as the host."""
    return mergers.merge(people.find(gone), people.find(kept), actor=actor, now=NOW)


def start(market, address, **key):
    """Begin a thread, by a key where there is one."""
    what = threads.Post(body="Hi")
    return threads.start(market.acme, people.find(address), what, **key, now=NOW)


def everything():
    """All rows of all tables."""
    return [list(model.select().tuples()) for model in Record.__subclasses__()]


def naming(persons):
    """In which tables these are named, and how often."""
    found = {}
    for model in Record.__subclasses__():
        for column in model._meta.sorted_fields:
            if isinstance(column, ForeignKeyField) and column.rel_model is Person:
                count = model.select().where(column.in_(persons)).count()
                found |= {f"{model.__name__}.{column.name}": count} if count else {}
    return found


@pytest.fixture
def ann(market):
    """A customer."""
    return people.ensure(ANN, now=NOW)


@pytest.fixture
def anna(ann):
    """Ann's other address, taken for another customer."""
    return people.ensure(ANNA, name="Anna", now=NOW)


@pytest.fixture
def robert(market):
    """Bob's private address, taken for another one of the staff."""
    person = people.ensure(HOME, name="Robert", now=NOW)
    vendors.employ(market.acme, person, actor=None, now=NOW)
    return person


def ask(person):
    """Ask somebody about an address."""
    spec = "other@mail.example"
    return Confirmation.create(
        person=person,
        addr_spec=spec,
        comparison=spec,
        token=f"token-{person.id}",
        created_at=NOW,
    )


def test_all_that_names_a_person_moves(market, robert, anna):
    """None but the audit names who is gone, and the parts left for their tokens."""
    message = market.contact()
    market.post(message.thread, HOME, "Yes.")
    start(market, ANNA)
    ask(anna)
    raw = market.answer(message.thread, "eve@mail.example", holder=HOME)
    Gateway(config()).deliver(Fetched(raw=raw), now=NOW)
    noted = AuditEntry.select().where(AuditEntry.actor.in_([robert, anna])).count()
    assert merge(HOME, BOB)
    assert merge(ANNA, ANN)
    expected = {"AuditEntry.actor": noted, "Participant.person": 2}
    assert expected == naming([robert, anna])
    (held,) = InboundEmail.select()
    assert ("held", people.find(BOB)) == (held.status, held.holder.person)


def test_the_other_ones_standing_stays(anna, ann):
    """Name, language and preferred address; a suppressed address stays one."""
    given = {"name": None, "locale": "de", "operator": None}
    people.describe(anna, **given, actor=None, now=NOW)
    people.give_address(anna, "a@mail.example", actor=None, now=NOW)
    people.suppress(anna, ANNA, now=NOW)
    assert merge("A@mail.example", ANN)
    found = people.find(ANNA)
    assert (ann.id, None, None) == (found.id, found.name, found.locale)
    assert [
        (ANN, True, None),
        (ANNA, False, NOW),
        ("a@mail.example", False, None),
    ] == [
        (each.addr_spec, each.preferred, each.suppressed_at)
        for each in people.addresses(found)
    ]


def test_who_is_gone_is_empty_and_stays(anna):
    """Their number is never given to anybody else, and lists do without them."""
    merge(ANNA, ANN)
    shell = Person.get_by_id(anna.id)
    assert (None, None, False) == (shell.name, shell.locale, shell.is_operator)
    assert [] == people.addresses(shell)
    assert anna.id not in [person.id for person, _ in people.everybody()]
    assert anna.id < people.ensure("new@mail.example", now=NOW).id


def test_t36_it_is_noted(anna, ann):
    """T36: who did it, and to whom; what was noted before stays as it was."""
    audit.note("look", ann, actor=anna, now=NOW)
    before = list(AuditEntry.select().order_by(AuditEntry.id).tuples())
    merge(ANNA, ANN, actor=people.find(BOB))
    after = list(AuditEntry.select().order_by(AuditEntry.id).tuples())
    assert before == after[: len(before)]
    added = list(AuditEntry.select().order_by(AuditEntry.id))[len(before) :]
    assert [("Bob", "merge", anna.id), ("Bob", "absorb", ann.id)] == [
        (entry.actor.name, entry.verb, entry.noun_id) for entry in added
    ]


def test_one_person_is_one(market):
    """Two addresses of one person: there is nothing to do, and nothing is noted."""
    people.give_address(people.find(BOB), HOME, actor=None, now=NOW)
    before = everything()
    assert not merge(HOME, BOB)
    assert before == everything()


@pytest.mark.parametrize(
    ("gone", "kept", "sentence"),
    [
        (ANN, BOB, "One works for acme, the other is its customer"),
        (BOB, ANN, "One works for acme, the other is its customer"),
        (OLGA, ANN, "Only one of them is an operator"),
        (ANN, OLGA, "Only one of them is an operator"),
    ],
)
def test_refused(market, gone, kept, sentence):
    """Nobody is their own customer, and nobody becomes an operator by it."""
    market.contact()
    people.add(OLGA, name="Olga", locale=None, operator=True, actor=None, now=NOW)
    before = everything()
    with pytest.raises(NotAllowed, match=sentence):
        merge(gone, kept)
    assert before == everything()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_operators_at_once(ann, anna, order):
    """The second one finds that somebody has become somebody else, and changes none."""
    merge(ANNA, ANN)
    before = everything()
    gone, kept = ((ann, anna)[at] for at in order)
    with pytest.raises(NotFound, match=f"Person {anna.id} has become somebody else"):
        mergers.merge(gone, kept, actor=None, now=NOW)
    assert before == everything()


def test_all_or_nothing(market, robert, monkeypatch):
    """What dies at the last step has changed nothing."""
    market.contact()
    before = everything()

    def die(*_, **__):
        raise OSError("the disk is gone")

    monkeypatch.setattr(audit, "note", die)
    with pytest.raises(OSError, match="gone"):
        merge(HOME, BOB)
    assert before == everything()


def test_threads_of_both_are_ones(market, anna):
    """Either address answers in all of them, by the tokens that are out."""
    first, second = market.contact(), market.contact(customer=ANNA)
    token = market.part(ANNA, second.thread).reply_token
    merge(ANNA, ANN)
    seen = summaries.page(people.find(ANN), summaries.Wanted(), limit=9).threads
    assert [second.thread.id, first.thread.id] == [each.id for each in seen]
    assert {f"Customer {people.find(ANN).id}"} == {each.customer_name for each in seen}
    assert token == market.part(ANN, second.thread).reply_token
    for sender in (ANN, ANNA):
        raw = market.answer(second.thread, sender, f"Mine, says {sender}.\n")
        (judged,) = Gateway(config()).deliver(Fetched(raw=raw), now=NOW)
        assert "accepted" == judged.disposition
    assert 4 == Message.select().where(Message.author == people.find(ANN)).count()


def test_two_threads_by_one_key(market, anna):
    """They stay two; the same call once more is the other one's."""
    first, second = start(market, ANN, key="1"), start(market, ANNA, key="1")
    assert first.thread != second.thread
    merge(ANNA, ANN)
    with pytest.raises(threads.AlreadyPosted) as again:
        start(market, ANNA, key="1")
    assert (first, 2) == (again.value.message, Thread.select().count())


def test_two_posts_by_one_key(market, robert):
    """They stay two of one author; the same call once more is no third."""
    thread = market.contact().thread
    post = threads.Post(body="Yes.", fingerprint="f" * 64)
    for address in (BOB, HOME):
        threads.post(thread, people.find(address), post, now=NOW)
    merge(HOME, BOB)
    mine = Message.select().where(Message.author == people.find(BOB))
    assert ["Yes.", "Yes."] == [message.body for message in mine]
    with pytest.raises(threads.AlreadyPosted):
        threads.post(thread, people.find(HOME), post, now=NOW)


def test_employments(market, robert):
    """Who worked twice for one vendor works there once, and for all the others."""
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    vendors.employ(zeta, robert, actor=None, now=NOW)
    merge(HOME, BOB)
    assert [market.acme, zeta] == vendors.employers(people.find(BOB))
    assert 3 == Staff.select().count()


def test_asked_twice(anna, ann):
    """Of two open questions about one address, the other one's is left."""
    questions = [ask(ann), ask(anna)]
    merge(ANNA, ANN)
    assert questions[:1] == list(Confirmation.select())


def test_read_by_either_is_read(market, robert):
    """The read mark is the one further on."""
    thread = market.contact().thread
    last = market.post(thread, ANN, "Hello?")
    threads.mark_read(thread, robert, last.id)
    merge(HOME, BOB)
    assert last.id == market.part(BOB, thread).read_up_to
