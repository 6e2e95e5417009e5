"""Whatever two persons did before they are made one, nothing is lost or told twice."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mcenter import notifier, outbox, people, threads
from mcenter.changes import departures, mergers
from mcenter.errors import McenterError
from mcenter.models import Delivery, Message, OutboundEmail, Participant, database
from mcenter.outbox import claims
from mcenter.people import vendors
from tests.support import stores
from tests.support.domain import ANN, BOB, CAROL, NOW, Market, config

HOME = "bob@home.example"
TWINS = (BOB, HOME)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("contact")),
        st.tuples(st.just("post"), st.sampled_from((ANN, *TWINS, CAROL))),
        st.tuples(st.just("read"), st.sampled_from(TWINS)),
        st.tuples(st.just("dismiss"), st.sampled_from(TWINS)),
        st.tuples(st.just("employ"), st.sampled_from(TWINS)),
        st.tuples(st.just("operator"), st.sampled_from(TWINS)),
        st.tuples(st.just("freeze")),
        st.tuples(st.just("send")),
    ),
    max_size=12,
)


class Story:
    """A marketplace in which Bob is two persons, and what they do."""

    def __init__(self, *, operator):
        self.market = Market()
        self.employ(HOME)
        if operator:
            self.dismiss(HOME)
            self.operator(HOME)
        self.thread = None
        self.contact()

    def contact(self):
        """Ann begins a thread; what follows happens there."""
        self.thread = self.market.contact().thread

    def post(self, address):
        """Somebody says something, by mail: what they answer is not known."""
        what = threads.Post(body="Hello.", channel="email", answers=0)
        threads.post(self.thread, people.find(address), what, now=NOW)

    def read(self, address):
        """One of the two reads all there is."""
        last = Message.select().order_by(Message.id.desc()).first()
        threads.mark_read(last.thread, people.find(address), last.id)

    def dismiss(self, address):
        """One of the two leaves."""
        person = people.find(address)
        departures.dismiss(self.market.acme, person, actor=None, now=NOW)

    def employ(self, address):
        """One of the two comes, or comes back."""
        person = people.ensure(address, now=NOW)
        vendors.employ(self.market.acme, person, actor=None, now=NOW)

    def operator(self, address):
        """One of the two works for the marketplace as well."""
        given = {"name": None, "locale": None, "operator": True}
        people.describe(people.find(address), **given, actor=None, now=NOW)

    def freeze(self):
        """A notifier composes what is due, and dies before it sends."""
        claims.release(self._claim())

    def send(self):
        """A notifier sends what is due."""
        for mail in self._claim():
            outbox.settle(mail, "sent", "250 2.0.0 ok", now=NOW)

    def _claim(self):
        limits = {"mails_per_person_hour": 0, "mails_per_thread_hour": 0}
        run = notifier._Notifier(
            config(notify={"operators": True}, limits=limits), lambda: NOW
        )
        return list(run.claim())


def due(person):
    """The messages that somebody is owed and needs: not read, and with a right to."""
    rows = Delivery.select().where(Delivery.status == "pending")
    return {
        row.message_id
        for row in rows
        if row.participant.person == person
        and row.participant.read_up_to < row.message_id
    }


def told(persons):
    """The messages that these were told of."""
    rows = Delivery.select().where(Delivery.status == "sent")
    return {row.message_id for row in rows if row.participant.person in persons}


def said():
    """All that was said, but by whom."""
    rows = Message.select(Message.id, Message.body, Message.side)
    return list(rows.order_by(Message.id).tuples())


@settings(max_examples=30)
@example(operator=True, steps=[("post", HOME)])
@given(operator=st.booleans(), steps=STEPS)
def test_nothing_is_lost_and_nothing_told_twice(operator, steps):
    """What either needed is told once, unless it is one's own; the rest stays."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stores.opened(Path(folder) / "store.db"),
    ):
        story = Story(operator=operator)
        for name, *arguments in steps:
            with contextlib.suppress(McenterError):
                getattr(story, name)(*arguments)
        gone, kept = people.find(HOME), people.find(BOB)
        if gone.is_operator or kept.is_operator:
            story.operator(HOME)
            story.operator(BOB)
            gone, kept = people.find(HOME), people.find(BOB)
        before, needed = said(), due(gone) | due(kept)
        known = told([kept])
        assert mergers.merge(gone, kept, actor=None, now=NOW)
        assert before == said()
        assert [] == database.execute_sql("PRAGMA foreign_key_check").fetchall()
        own = {row.id for row in Message.select().where(Message.author == kept)}
        assert not own & due(kept)
        assert due(gone) == set()
        assert not due(kept) & known
        marks = {
            part.thread_id: part.read_up_to
            for part in Participant.select().where(Participant.person == kept)
        }
        wanted = {
            message
            for message in needed - own - known
            if marks[Message.get_by_id(message).thread_id] < message
        }
        assert wanted <= due(kept)
        story.send()
        assert wanted <= told([kept])
        pending = OutboundEmail.status == "pending"
        assert 0 == OutboundEmail.select().where(pending).count()
        assert 0 == Delivery.select().where(Delivery.status == "pending").count()
