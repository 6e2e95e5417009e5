"""What was said in a thread, as one person may see it."""

import pytest

from mcenter import blobs, people, threads
from mcenter.errors import NotAllowed, NotFound
from mcenter.files.attachments import File
from mcenter.models import Delivery, InboundEmail, Message
from mcenter.threads import transcripts
from tests.support.domain import ANN, BOB, CAROL, NOW

OLGA = "olga@market.example"
RAW = b"From: ann@customer.example\r\n\r\nIs it?\r\n"


@pytest.fixture
def thread(market):
    """Ann asks with a file, Bob answers, Ann says more."""
    olga = people.ensure(OLGA, now=NOW)
    people.describe(olga, name="Olga", locale=None, operator=True, actor=None, now=NOW)
    file = File(name="a.txt", content_type="text/plain", content=b"x")
    ann = people.ensure(ANN, now=NOW)
    what = threads.Post(body="Is it?", quoted="> old", channel="email", files=[file])
    first = threads.start(market.acme, ann, what, now=NOW)
    market.post(first.thread, BOB, "Yes")
    market.post(first.thread, ANN, "Good")
    return first.thread


def seen(thread, address):
    """The entries that somebody is shown; None is the host."""
    viewer = None if address is None else people.find(address)
    return transcripts.entries(thread, viewer)


def test_entries(thread):
    """Everything that was said, oldest first, by whom, and who was told."""
    first, second, third = seen(thread, BOB)
    told = [transcripts.Told(name="Bob", status="pending", reason=None)]
    told += [transcripts.Told(name="Carol", status="pending", reason=None)]
    assert (
        transcripts.Entry(
            id=1,
            author_name=f"Customer {people.find(ANN).id}",
            author_side="customer",
            body="Is it?",
            quoted="> old",
            channel="email",
            created_at=NOW,
            attachments=first.attachments,
            deliveries=told,
            new=False,
        )
        == first
    )
    assert ["a.txt"] == [file.name for file in first.attachments]
    assert ["Yes", "Good"] == [second.body, third.body]
    assert ("Bob", "vendor", "shell") == (
        second.author_name,
        second.author_side,
        second.channel,
    )


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        (None, [False, False, False]),
        (ANN, [False, False, False]),
        (BOB, [False, False, True]),
        (CAROL, [True, True, True]),
        (OLGA, [True, True, True]),
    ],
)
def test_new(thread, viewer, expected):
    """What others wrote and the viewer has not read; a post reads what was before."""
    assert expected == [entry.new for entry in seen(thread, viewer)]


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        (None, "550 no ann@customer.example"),
        (OLGA, "550 no ann@customer.example"),
        (BOB, "could not be delivered"),
        (ANN, "could not be delivered"),
    ],
)
def test_what_a_server_said_is_for_operators(thread, viewer, expected):
    """A refusal often names an address; the other side reads that it failed."""
    failed = {"status": "failed", "reason": "550 no ann@customer.example"}
    Delivery.update(failed).where(Delivery.message == 2).execute()
    (told,) = seen(thread, viewer)[1].deliveries
    assert ("failed", expected) == (told.status, told.reason)


@pytest.fixture
def mail(thread):
    """The mail that Ann's first message came by."""
    return InboundEmail.create(
        sha256="0" * 64,
        received_at=NOW,
        status="accepted",
        message=1,
        blob=blobs.keep(RAW),
    )


@pytest.mark.parametrize("viewer", [None, OLGA, ANN])
def test_raw(thread, mail, viewer):
    """The mail byte for byte, for its author, operators and the host."""
    person = None if viewer is None else people.find(viewer)
    assert RAW == transcripts.raw(thread, 1, person)


def test_raw_of_somebody_else(thread, mail):
    """Not even the other side of the thread reads somebody's mail."""
    with pytest.raises(NotAllowed):
        transcripts.raw(thread, 1, people.find(BOB))


def test_raw_of_what_is_none(market, thread, mail):
    """A post by shell, a message of another thread, and none at all."""
    other = market.contact("Another")
    for message_id in (2, other.id, 99):
        with pytest.raises(NotFound):
            transcripts.raw(thread, message_id, None)
    assert Message.get_by_id(2).body == "Yes"
