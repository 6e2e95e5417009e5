"""Whatever happens to threads: one reminder of a waiting at most, and none of none."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcenter import notifier, outbox, people, store
from mcenter.models import OutboundEmail, Thread
from mcenter.outbox import claims
from mcenter.outbox.reminded import threads_of
from mcenter.people import vendors
from mcenter.threads import progress
from tests.support import stores
from tests.support.domain import ANN, BOB, CAROL, NOW, Market, config

HOUR = timedelta(hours=1)
AFTER = 48 * HOUR
OLIVE = "olive@market.example"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            "ask ask answer answer note done reopen close unclose run run down".split()
        ),
        st.integers(0, 2),
        st.integers(1, 60),
    ),
    max_size=30,
)


class Story:
    """Three threads, what happens to them, and who was reminded of which waiting."""

    def __init__(self):
        self.now = NOW
        self.market = Market()
        people.add(OLIVE, name=None, locale=None, operator=True, actor=None, now=NOW)
        self.threads = [self.market.contact(now=NOW).thread for _ in range(3)]
        # The waiting that a thread is in: a new one has a new number.
        self.waiting = dict.fromkeys(self.threads, 0)
        self.told = set()

    def happen(self, step, thread, hours):
        """Let time pass, and one thing happen."""
        self.now += hours * HOUR
        before = Thread.get_by_id(thread.id)
        getattr(self, step)(thread)
        after = Thread.get_by_id(thread.id)
        if (before.waiting_on, before.status) != (after.waiting_on, after.status):
            self.waiting[thread] += 1

    def ask(self, thread):
        """The customer says something."""
        self._post(thread, ANN)

    def answer(self, thread):
        """The vendor says something."""
        self._post(thread, BOB)

    def note(self, thread):
        """An operator says something."""
        self._post(thread, OLIVE)

    def done(self, thread):
        """Nothing is to be done."""
        if self.market.acme.closed_at is None:
            progress.finish(thread, None, now=self.now)

    def reopen(self, thread):
        """Something is to be done after all."""
        if self.market.acme.closed_at is None:
            progress.reopen(thread, None, now=self.now)

    def close(self, _thread):
        """The vendor is closed."""
        vendors.close(self.market.acme, actor=None, now=self.now)

    def unclose(self, _thread):
        """The vendor is open again."""
        vendors.reopen(self.market.acme, actor=None, now=self.now)

    def run(self, _thread):
        """What is due is sent."""
        service = self._service()
        while mails := service.claim():
            for mail in mails:
                outbox.settle(mail, "sent", "250 ok", now=self.now)
                self._check(mail)

    def down(self, _thread):
        """What is due is written, and the server is not there."""
        claims.release(self._service().claim())

    def _service(self):
        both = {"vendor_after": AFTER, "operators_after": 2 * AFTER}
        return notifier._Notifier(config(reminders=both), lambda: self.now)

    def _post(self, thread, address):
        if self.market.acme.closed_at is None:
            self.market.post(thread, address, "More.", now=self.now)

    def _check(self, mail):
        for key in threads_of(mail):
            thread = Thread.get_by_id(key)
            assert ("open", "vendor") == (thread.status, thread.waiting_on)
            assert thread.waiting_since <= self.now - AFTER
            assert self.market.acme.closed_at is None
            waiting = mail.address, key, self.waiting[thread]
            assert waiting not in self.told
            self.told.add(waiting)

    def end(self):
        """In the end all are reminded who were to be."""
        vendors.reopen(self.market.acme, actor=None, now=self.now)
        self.now += AFTER
        self.run(None)
        for thread in self.threads:
            now = Thread.get_by_id(thread.id)
            waits = (now.status, now.waiting_on) == ("open", "vendor")
            for address in (BOB, CAROL):
                waiting = address, thread.id, self.waiting[thread]
                assert waiting in self.told or not waits


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """A store that is open."""
    path = tmp_path_factory.mktemp("story") / "store.db"
    with stores.opened(path):
        yield path


@settings(max_examples=20)
@given(steps=STEPS)
def test_one_reminder_of_one_waiting(opened, steps):
    """Posts, done, reopened, closed, sent or not: and then all is told that waits."""
    # Rolled back, the store stays empty, and the disk is left in peace.
    with store.rehearsal():
        story = Story()
        for step, number, hours in steps:
            story.happen(step, story.threads[number], hours)
        story.end()
        kinds = {mail.kind for mail in OutboundEmail.select()}
        assert kinds <= {"notification", "reminder", "alert"}
