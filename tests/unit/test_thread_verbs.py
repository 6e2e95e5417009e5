"""Threads: started, posted to, done, reopened; once, and only by those who may."""

import hashlib
from datetime import timedelta

import pytest

from mcenter import people, threads
from mcenter.errors import NotAllowed, NotFound, UnusableInput
from mcenter.files.attachments import File
from mcenter.models import (
    Attachment,
    AuditEntry,
    Blob,
    Delivery,
    Message,
    Participant,
    Thread,
    Vendor,
)
from mcenter.outbox import deliveries
from mcenter.people import participants, vendors
from mcenter.threads import progress
from tests.support.domain import ANN, BOB, CAROL, NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def first(market):
    """The first message of a thread of Ann's with Acme."""
    return market.contact()


@pytest.fixture
def olga(market):
    """An operator."""
    return people.add(
        "olga@market.example",
        name="Olga",
        locale=None,
        operator=True,
        actor=None,
        now=NOW,
    )


def kept(thread):
    """A thread as it stands in the store."""
    return Thread.get_by_id(thread.id)


def told(message):
    """Who is owed a message."""
    rows = deliveries.of_messages([message])
    return [people.addresses(row.participant.person)[0].addr_spec for row in rows]


def rows():
    """How many rows there are of what a post writes."""
    models = (Thread, Participant, Message, Attachment, Delivery, Blob, AuditEntry)
    return {model.__name__: model.select().count() for model in models}


def test_start(first):
    """A thread, its message, and what the vendor's staff is owed."""
    thread = kept(first.thread)
    assert {
        "subject": "Is it there?",
        "status": "open",
        "messages": 1,
        "last_message": first.id,
        "last_message_at": NOW,
        "waiting_on": "vendor",
        "waiting_since": NOW,
    } == {
        name: getattr(thread, name)
        for name in (
            "subject",
            "status",
            "messages",
            "last_message",
            "last_message_at",
            "waiting_on",
            "waiting_since",
        )
    }
    assert [BOB, CAROL] == told(first)
    assert ("customer", "shell") == (first.side, first.channel)


@pytest.mark.parametrize(
    ("author", "expected"),
    [(BOB, [ANN]), (ANN, [BOB, CAROL]), ("olga@market.example", [ANN, BOB, CAROL])],
)
def test_who_is_owed_a_message(market, first, olga, author, expected):
    """The other side; an operator is heard by both."""
    assert expected == told(market.post(first.thread, author, "Words"))


def test_an_operator_who_posted_is_told_from_then_on(market, first, olga):
    """Having posted, an operator takes part; before, they only looked."""
    threads.mark_read(first.thread, olga, first.id)
    assert [ANN] == told(market.post(first.thread, BOB, "Yes"))
    market.post(first.thread, "olga@market.example", "We saw it")
    expected = [ANN, "olga@market.example"]
    assert expected == told(market.post(first.thread, BOB, "Thanks"))


def test_a_post_reads_what_it_answers(market, first):
    """Whoever writes has read everything before; or so far as their mail says."""
    market.post(first.thread, BOB, "Yes")
    assert 2 == market.part(BOB, first.thread).read_up_to
    answer = threads.Post(body="By mail", channel="email", answers=first.id)
    ann = people.find(ANN)
    threads.post(first.thread, ann, answer, now=NOW)
    assert 1 == market.part(ANN, first.thread).read_up_to


def test_who_is_waited_on(market, first, olga):
    """The other side, since its first message; an operator's words change nothing."""
    waits = [("vendor", NOW)]
    steps = ((ANN, 1), (BOB, 2), ("olga@market.example", 3), (CAROL, 4), (ANN, 5))
    for author, hours in steps:
        market.post(first.thread, author, "Words", now=NOW + hours * HOUR)
        thread = kept(first.thread)
        waits.append((thread.waiting_on, thread.waiting_since))
    assert [
        ("vendor", NOW),
        ("vendor", NOW),
        ("customer", NOW + 2 * HOUR),
        ("customer", NOW + 2 * HOUR),
        ("customer", NOW + 2 * HOUR),
        ("vendor", NOW + 5 * HOUR),
    ] == waits


def test_a_strangers_post_is_not_found(market, first):
    """A thread that is not one's own is as if there were none; nothing is written."""
    stranger = people.ensure("dora@mail.example", now=NOW)
    before = rows()
    with pytest.raises(NotFound, match=r"^No thread 1\.$"):
        threads.post(first.thread, stranger, threads.Post(body="Hi"), now=NOW)
    assert before == rows()


def test_staff_is_no_customer(market):
    """Who works for a vendor cannot write to it as a customer."""
    with pytest.raises(NotAllowed):
        market.contact(customer=BOB)
    assert 0 == rows()["Thread"]


def test_a_closed_vendor_takes_no_messages(market, first):
    """Neither new threads nor posts nor a change of status."""
    Vendor.update(closed_at=NOW).execute()
    market.acme = vendors.find("acme")
    with pytest.raises(NotAllowed, match="takes no messages any more"):
        market.contact()
    with pytest.raises(NotAllowed, match="Thread 1 is closed"):
        market.post(first.thread, ANN, "Hi")
    for verb in (progress.finish, progress.reopen):
        with pytest.raises(NotAllowed, match="Thread 1 is closed"):
            verb(kept(first.thread), None, now=NOW)


@pytest.mark.parametrize("body", ["", " \n\t", "\r\n"])
def test_an_empty_message_is_none(market, first, body):
    """Nothing to say is no message, unless there are files."""
    before = rows()
    with pytest.raises(UnusableInput, match="The message is empty"):
        market.contact(body)
    with pytest.raises(UnusableInput, match="The message is empty"):
        market.post(first.thread, BOB, body)
    assert before == rows()
    file = File(name="a", content_type="text/plain", content=b"x")
    what = threads.Post(body=body, files=[file])
    assert "" == threads.post(first.thread, people.find(BOB), what, now=NOW).body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("\n\n  a \n\nb\t\n\n", "  a\n\nb"),
        ("a\0b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("a\x1b[2J\u202e", "a\x1b[2J\u202e"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_body(market, body, expected):
    """Words are kept as they are, but for line ends and what no store takes."""
    assert expected == Message.get_by_id(market.contact(body).id).body


def test_the_same_fingerprint_is_the_same_message(market, first):
    """By the same author in the same thread; nothing of a repeat stays."""
    bob, carol = people.find(BOB), people.find(CAROL)
    file = File(name="a", content_type="text/plain", content=b"x")
    what = threads.Post(body="Yes", fingerprint="f", files=[file])
    posted = threads.post(first.thread, bob, what, now=NOW)
    before, thread = rows(), kept(first.thread)
    with pytest.raises(threads.AlreadyPosted) as raised:
        threads.post(first.thread, bob, what, now=NOW + HOUR)
    assert posted == raised.value.message
    assert before == rows()
    assert thread.last_message_at == kept(first.thread).last_message_at
    assert posted != threads.post(first.thread, carol, what, now=NOW)


def test_the_same_key_is_the_same_thread(market):
    """For one customer and one vendor; another of either is another thread."""
    ann = people.ensure(ANN, now=NOW)
    dora = people.ensure("dora@mail.example", now=NOW)
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    what = threads.Post(body="Hi")
    made = [
        threads.start(vendor, person, what, key="k", now=NOW).id
        for vendor, person in ((market.acme, ann), (market.acme, dora), (zeta, ann))
    ]
    before = rows()
    with pytest.raises(threads.AlreadyPosted) as raised:
        threads.start(market.acme, ann, threads.Post(body="Again"), key="k", now=NOW)
    assert [1, 2, 3] == made
    assert 1 == raised.value.message.id
    assert before == rows()


def test_fingerprint_of_key():
    """A key is hashed: what a caller says cannot look like another fingerprint."""
    expected = hashlib.sha256(b"key:k").hexdigest()
    assert expected == threads.fingerprint_of_key("k")


def test_find(market, first, olga):
    """Who may see a thread finds it; the rest hear what they hear of a missing one."""
    stranger = people.ensure("dora@mail.example", now=NOW)
    for viewer in (None, olga, people.find(ANN), people.find(CAROL)):
        assert first.thread == threads.find(1, viewer)
    heard = []
    for thread_id, viewer in ((1, stranger), (9, stranger), (9, None), (9, olga)):
        with pytest.raises(NotFound) as raised:
            threads.find(thread_id, viewer)
        heard.append(str(raised.value))
    assert ["No thread 1.", "No thread 9.", "No thread 9.", "No thread 9."] == heard


def test_done_and_reopened(market, first):
    """Done waits on nobody; reopened, on whom it waited on before; each noted once."""
    market.post(first.thread, BOB, "Yes", now=NOW + HOUR)
    before = kept(first.thread)
    for _ in range(2):
        progress.finish(first.thread, None, now=NOW + 2 * HOUR)
    done = kept(first.thread)
    assert ("done", None, None) == (done.status, done.waiting_on, done.waiting_since)
    for _ in range(2):
        progress.reopen(first.thread, None, now=NOW + 3 * HOUR)
    assert before.__data__ == kept(first.thread).__data__
    noted = [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)]
    assert ["done", "open"] == noted[-2:]
    assert 1 == noted.count("done")


def test_a_post_reopens(market, first):
    """Whoever has something to say opens what was done."""
    progress.finish(first.thread, None, now=NOW)
    market.post(first.thread, ANN, "But wait", now=NOW + HOUR)
    thread = kept(first.thread)
    found = thread.status, thread.waiting_on, thread.waiting_since
    assert ("open", "vendor", NOW + HOUR) == found


def test_an_operators_post_reopens(market, first, olga):
    """An operator answers for neither side: who was waited on is so again."""
    before = kept(first.thread)
    progress.finish(first.thread, None, now=NOW)
    market.post(first.thread, "olga@market.example", "Any news?", now=NOW + HOUR)
    thread = kept(first.thread)
    expected = ("open", before.waiting_on, before.waiting_since)
    assert expected == (thread.status, thread.waiting_on, thread.waiting_since)


def test_mark_read(market, first, olga):
    """A reader's mark moves; an operator's look makes them no receiver of mail."""
    threads.mark_read(first.thread, people.find(BOB), first.id)
    assert first.id == market.part(BOB, first.thread).read_up_to
    threads.mark_read(first.thread, olga, first.id)
    part = participants.find(first.thread, olga)
    assert ("operator", True, first.id) == (part.side, part.muted, part.read_up_to)
    stranger = people.ensure("dora@mail.example", now=NOW)
    with pytest.raises(NotFound):
        threads.mark_read(first.thread, stranger, first.id)


@pytest.mark.parametrize(
    ("holder", "author", "expected"),
    [
        (ANN, ANN, True),
        (BOB, BOB, True),
        (BOB, CAROL, True),
        (BOB, ANN, False),
        (ANN, BOB, False),
        (BOB, "dan@acme.example", False),
        ("dan@acme.example", BOB, False),
        ("dan@acme.example", "dan@acme.example", True),
    ],
)
def test_fits(market, first, holder, author, expected):
    """Oneself, or a colleague where both work there still; Dan has left."""
    dan = people.ensure("dan@acme.example", now=NOW)
    participants.ensure(first.thread, dan, "vendor")
    part = market.part(holder, first.thread)
    assert expected is threads.fits(part, people.find(author))
