"""Who posts by mail: every cell of docs/admission.md, walked with real mails."""

import itertools
import re

import pytest

from mcenter import admission, outbox, people, store
from mcenter.admission import content
from mcenter.changes import departures
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import (
    Address,
    Delivery,
    Message,
    OutboundEmail,
    Participant,
    Person,
    Staff,
    Thread,
)
from tests.support import digests, matrix, stores
from tests.support.domain import NOW, Market, config

PAGE = matrix.PAGE.read_text("utf-8")
RULES = matrix.rules(PAGE)
# What a mail that is held must leave as it was, row for row.
KEPT = (Thread, Message, Delivery, Participant, Person, Address, Staff)
NOTICES = {"notice", "confirmation", "alert"}


class Walk:
    """A marketplace with one thread, on which each mail is tried and undone."""

    def __init__(self):
        """Let Ann and Acme have a thread that Bob and Ann were both told of."""
        self.market = Market()
        self.thread = self.market.contact().thread
        people.ensure("dora@customer.example", now=NOW)
        first = Message.get()
        last = self.market.post(self.thread, matrix.BOB, "Which one?")
        self.told = {}
        pairs = [("vendor", matrix.BOB, first), ("customer", matrix.ANN, last)]
        for number, (side, address, message) in enumerate(pairs):
            mail = self.market.frozen(address, message, number=number)
            self.told[side] = mail.message_id
        # Of one thread alone: even that is not taken for an answer to it.
        self.market.post(self.thread, matrix.CAROL, "Blue or red?")
        self.market.post(self.thread, matrix.ANN, "Well?")
        self.digests = {
            side: digests.digest(address).message_id
            for side, address in (("vendor", matrix.BOB), ("customer", matrix.ANN))
        }
        self.gateways = {
            asked: Gateway(config(authentication=asked))
            for asked in ("mx.market.example", "none")
        }

    def row(self, side, carrier, sender, cells):
        """Walk the cells of a row; what was found where it is not as said there."""
        found = {}
        for authentication, word in zip(matrix.AUTHENTICATIONS, cells, strict=True):
            cell = carrier, sender, authentication
            told = self.told[side], self.digests[side]
            mails = matrix.mails(cell, side, self.market, self.thread, told)
            assert mails
            for mail in mails:
                if (end := self.end(mail, cell, side)) != word:
                    found[authentication] = end
        return found

    def end(self, mail, cell, side):
        """Let a mail in, and undo it; what became of it, as a cell says it."""
        with store.rehearsal():
            if cell[0] == "revoked":
                self.revoke(side)
            before = rows()
            asked = "none" if cell[2] == '"none"' else "mx.market.example"
            judged = self.deliver(self.gateways[asked], mail)
            if judged.disposition == "accepted":
                again = self.deliver(self.gateways[asked], mail)
                assert ("discarded", "repeat") == (again.disposition, again.rule)
                if judged.effect == "unsubscribe":
                    return self.left(before, side)
                return self.posted(judged, before, side)
            self.assert_unchanged(before, side)
            words = {rule: word for word, (rule, _) in RULES.items()}
            assert "held" == judged.disposition
            return words.get(judged.rule, judged.rule)

    @staticmethod
    def deliver(gateway, mail):
        """Hand a mail in as an MTA does."""
        brought = Fetched(raw=mail.raw, envelope_recipients=mail.recipients)
        (judged,) = gateway.deliver(brought, now=NOW)
        return judged

    def revoke(self, side):
        """End the holder's right: by dismissal, or in their row alone."""
        person = people.find(matrix.SIDES[side]["holder"])
        if side == "vendor":
            departures.dismiss(self.market.acme, person, actor=None, now=NOW)
        else:
            part = Participant.person == person
            Participant.update(revoked_at=NOW).where(part).execute()

    def posted(self, judged, before, side):
        """Name who posted, in bold; once, in this thread, owed to the other side."""
        (message,) = Message.select().where(Message.id.not_in(list(before[Message])))
        assert (judged.message, judged.thread) == (message.id, self.thread.id)
        assert (self.thread, "Yes.", "email") == (
            message.thread,
            message.body,
            message.channel,
        )
        assert [] == unlike(before, Person, Address, Staff)
        assert members(before[Participant]) == members(rows()[Participant])
        new = Delivery.select().where(Delivery.id.not_in(list(before[Delivery])))
        told = {row.participant.side for row in new}
        assert {message.side} != told
        assert told <= {"vendor", "customer"}
        assert message.side not in told
        (who,) = [
            each
            for each, address in matrix.SIDES[side].items()
            if people.known(address) == message.author
        ]
        return f"**{who}**"

    def left(self, before, side):
        """The holder is told no more, and hears so; nothing else has changed."""
        holder = people.find(matrix.SIDES[side]["holder"])
        expected = {**before[Person]}
        expected[holder.id] = {**expected[holder.id], "frequency": "never"}
        assert expected == rows()[Person]
        assert [] == unlike(before, *(each for each in KEPT if each is not Person))
        mails = OutboundEmail.select().where(
            OutboundEmail.id.not_in(list(before[OutboundEmail]))
        )
        told = [(mail.address, mail.envelope_sender) for mail in mails]
        assert [(matrix.SIDES[side]["holder"], "")] == told
        return "*leaves*"

    def assert_unchanged(self, before, side):
        """Nothing is there but, at most, a mail to the holder at their address."""
        assert [] == unlike(before, *KEPT)
        mails = OutboundEmail.select().where(
            OutboundEmail.id.not_in(list(before[OutboundEmail]))
        )
        for mail in mails:
            holders = {matrix.SIDES[side][each] for each in ("holder", "other")}
            assert mail.kind in NOTICES
            assert mail.address in holders
            assert b"Yes." not in outbox.content(mail)


def rows():
    """Every row of the tables that are compared: by its key, all its columns."""
    return {model: table(model) for model in (*KEPT, OutboundEmail)}


def table(model):
    """The rows of one table, read without peewee, which would take half the time."""
    found = store.database.execute_sql(f'SELECT * FROM "{model._meta.table_name}"')
    names = [column[0] for column in found.description]
    listed = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row["id"]: row for row in listed}


def members(participants):
    """Who takes part by which token: what was read up to may move."""
    return {key: {**row, "read_up_to": None} for key, row in participants.items()}


def unlike(before, *models):
    """Name the tables that are not as they were."""
    now = rows()
    return [model.__name__ for model in models if now[model] != before[model]]


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """A store for the whole walk: every mail is undone."""
    path = tmp_path_factory.mktemp("matrix") / "store.db"
    with stores.opened(path):
        yield Walk()


@pytest.mark.parametrize("sender", matrix.SENDERS)
@pytest.mark.parametrize("carrier", matrix.CARRIERS)
@pytest.mark.parametrize("side", matrix.SIDES)
def test_t1_matrix(walk, side, carrier, sender):
    """Each cell posts as the one in bold, or is held by the rule that it names."""
    cells = matrix.of_side(side, PAGE)[carrier, sender]
    assert {} == walk.row(side, carrier, sender, cells)


def test_page_has_every_cell():
    """Nothing of the three axes is missing: 504 cells a side, 18 and 11 that post."""
    all_rows = set(itertools.product(matrix.CARRIERS, matrix.SENDERS))
    for side, posting in (("vendor", 18), ("customer", 11)):
        cells = matrix.of_side(side, PAGE)
        assert all_rows == set(cells)
        words = list(itertools.chain.from_iterable(cells.values()))
        assert 504 == len(words)
        assert posting == sum(word.startswith("**") for word in words)
        assert 42 == words.count("*leaves*")
        done = {"**holder**", "**colleague**", "**other**", "*leaves*"}
        assert set(words) <= {*RULES, *done}


def test_page_says_what_the_rules_say():
    """The words of the cells stand for rules of admission, in their own sentences."""
    held = {rule.__name__ for rule, end in admission.RULES if end == "held"}
    for rule, sentence in RULES.values():
        assert rule in held
        assert sentence == admission.reason(rule)


def test_page_has_what_is_asked_of_errands():
    """The table of errands names their rules, in the order in which they are asked."""
    (table,) = re.findall(
        r"^\| rule \| of such a mail \|\n(.*?)\n\n", PAGE, re.MULTILINE | re.DOTALL
    )
    named = re.findall(r"^\| `(\w+)`.* \| (\w+)", table, re.MULTILINE)
    asked = [rule.__name__ for rule, _ in admission.RULES if admission.of_errands(rule)]
    limits = {rule.__name__ for rule in content.LIMIT_RULES}
    assert limits == set(asked[: len(limits)])
    assert ("mail_size", "held") == named[0]
    ends = {rule.__name__: str(end) for rule, end in admission.RULES}
    assert [(name, ends[name]) for name in asked[len(limits) :]] == named[1:]


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        (("valid", "holder"), "pass", "failed"),
        (("valid", "holder"), "pass", "**colleague**"),
        (("valid", "holder"), "fail", "**holder**"),
        (("valid", "holder"), "fail", "unvouched"),
        (("valid", "holder"), '"none"', "id alone"),
        (("two", "other"), "pass", "**holder**"),
        (("revoked", "holder"), "pass", "**holder**"),
    ],
)
def test_walk_finds_a_wrong_cell(walk, row, column, wrong):
    """The walk can fail: one cell of the page that is changed is found, no other."""
    cells = list(matrix.of_side("vendor", PAGE)[row])
    at = matrix.AUTHENTICATIONS.index(column)
    right, cells[at] = cells[at], wrong
    assert {column: right} == walk.row("vendor", *row, cells)


def test_two_of_one_holder(walk):
    """Both fit the From: which of the two threads is meant is not guessed."""
    with store.rehearsal():
        other = walk.market.contact("Another?").thread
        to = ", ".join(
            walk.market.reply_to(matrix.BOB, each) for each in (walk.thread, other)
        )
        raw = walk.market.answer(walk.thread, To=to)
        judged = walk.deliver(walk.gateways["mx.market.example"], matrix.Mail(raw=raw))
        assert ("held", "several_tokens") == (judged.disposition, judged.rule)


def test_envelope_beside_a_mail_of_ours(walk):
    """What was brought to a reply address counts once it answers a mail of ours."""
    raw = walk.market.answer(
        walk.thread, To="partner@elsewhere.example", In_Reply_To=walk.told["vendor"]
    )
    token = walk.market.reply_to(matrix.BOB, walk.thread)
    mail = matrix.Mail(raw=raw, recipients=(token,))
    assert "**holder**" == walk.end(mail, ("", "", "pass"), "vendor")
