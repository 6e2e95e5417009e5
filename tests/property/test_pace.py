"""However notifiers are interleaved, no span sees more than its pace lets pass."""

import shutil
import tempfile
from bisect import bisect_right
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcenter import notifier, people, store
from mcenter.mail.smtp import Reply
from mcenter.models import OutboundEmail
from mcenter.people import vendors
from tests.support import stores
from tests.support.domain import NOW, Market, config

TAKEN = Reply(stage="end", code=250, enhanced="2.0.0", text="2.0.0 taken")
LATER = Reply(stage="rcpt", code=451, enhanced="4.3.0", text="4.3.0 later")
FREE = {"mails_per_person_hour": 0, "mails_per_thread_hour": 0}

WHO = st.sampled_from(range(2))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), WHO, st.integers(1, 8)),
        st.tuples(st.just("send"), WHO, st.sampled_from([[TAKEN], [LATER, TAKEN]])),
        st.tuples(st.just("send all"), WHO, st.just([TAKEN])),
        st.tuples(st.just("give back"), WHO, st.none()),
        st.tuples(st.just("wait"), WHO, st.sampled_from([1, 29, 61])),
    ),
    min_size=8,
    max_size=40,
)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A store in which a dozen of people are owed two mails each."""
    path = tmp_path_factory.mktemp("pace") / "store.db"
    with stores.opened(path):
        market = Market()
        for number in range(10):
            person = people.ensure(f"person{number}@acme.example", now=NOW)
            vendors.employ(market.acme, person, actor=None, now=NOW)
        market.contact("One.")
        market.contact("Two.", "second@customer.example")
    return path


class Server:
    """Asks whether a mail may go, as a submission does, and answers as it is told."""

    answer = TAKEN

    def send(self, _sender, _recipient, _mail, *, still_ours):
        """Take the mail, or put it off."""
        return self.answer if still_ours() else None


class Run:
    """Two notifiers at one store, each with what it has claimed."""

    def __init__(self, per_minute, per_day):
        self.now = NOW
        paced = config(smtp={"per_minute": per_minute, "per_day": per_day}, limits=FREE)
        self.notifiers = [notifier._Notifier(paced, lambda: self.now) for _ in range(2)]
        self.claimed = [[] for _ in range(2)]
        self.server = Server()

    def step(self, verb, who, what):
        """One step of one of them."""
        if verb == "wait":
            self.now += timedelta(seconds=what)
        elif verb == "claim" and not self.claimed[who]:
            self.claimed[who] = list(self.notifiers[who].claim(most=what))
        elif verb.startswith("send"):
            most = len(what) if verb == "send" else len(self.claimed[who])
            mails = self.claimed[who][:most]
            for mail, self.server.answer in zip(mails, cycle(what), strict=False):
                self.notifiers[who]._submit(self.server, mail)
            del self.claimed[who][:most]
        elif verb == "give back":
            self.notifiers[who]._release(self.claimed[who])
            self.claimed[who] = []


@given(taken=steps, per_minute=st.integers(1, 4), per_day=st.integers(3, 12))
@settings(max_examples=60)
def test_no_span_has_more_than_it_lets_pass(furnished, taken, per_minute, per_day):
    """Also when one of them stalls with mails in hand until its leases are over."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        shutil.copy(furnished, path)
        with store.opened(f"sqlite:///{path}", make=False):
            run = Run(per_minute, per_day)
            for step in taken:
                run.step(*step)
            sent = sorted(
                row.sent_at for row in OutboundEmail.select() if row.sent_at is not None
            )
    for most, span in ((per_minute, 60), (per_day, 86400)):
        for last, at in enumerate(sent):
            before = bisect_right(sent, at - timedelta(seconds=span))
            assert last + 1 - before <= most
