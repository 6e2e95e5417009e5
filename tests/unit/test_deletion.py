"""A deleted thread leaves nothing but ids and verdicts."""

import pytest

from mcenter import blobs, people, search, threads
from mcenter.changes import deletion
from mcenter.errors import NotAllowed
from mcenter.files.attachments import File
from mcenter.models import (
    Attachment,
    AuditEntry,
    Blob,
    Delivery,
    InboundEmail,
    Message,
    OutboundEmail,
    Participant,
    Thread,
    database,
)
from tests.support.domain import ANN, BOB, NOW

MODELS = (Thread, Participant, Message, Attachment, Delivery, OutboundEmail)


def begun(market, number):
    """A thread with a file, a mail under way and a mail that came in."""
    shared = File(name="a", content_type="text/plain", content=b"shared")
    own = File(name="b", content_type="text/plain", content=b"own %d" % number)
    what = threads.Post(body=f"Word{number}", files=[shared, own])
    ann = people.ensure(ANN, now=NOW)
    first = threads.start(market.acme, ann, what, now=NOW)
    market.frozen(BOB, first, number=number)
    answer = market.post(first.thread, BOB, "Yes")
    InboundEmail.create(
        sha256=f"{number}" * 64,
        received_at=NOW,
        status="accepted",
        effect="message",
        message=answer,
        holder=market.part(BOB, first.thread),
        blob=blobs.keep(b"raw %d" % number),
    )
    return first.thread


def counted():
    """How many rows there are of everything that a thread has."""
    return {model.__name__: model.select().count() for model in MODELS}


def test_delete(market):
    """Everything of the one thread goes, nothing of another's."""
    begun(market, 1)
    expected = counted()
    second = begun(market, 2)
    deletion.delete(second, None, now=NOW)
    assert expected == counted()
    assert [1] == [thread.id for thread in Thread.select()]
    kept = sorted(bytes(blob.content) for blob in Blob.select())
    assert [b"Subject: mail 1\r\n\r\n", b"own 1", b"raw 1", b"shared"] == kept
    assert [] == list(search.threads_with("word2"))
    assert [] == database.execute_sql("PRAGMA foreign_key_check").fetchall()


def test_what_stays(market):
    """Received mail stays as a verdict, so that a repeat is known as one."""
    thread = begun(market, 1)
    deletion.delete(thread, None, now=NOW)
    (mail,) = InboundEmail.select()
    left = mail.status, mail.sha256, mail.message, mail.holder, mail.blob
    assert ("accepted", "1" * 64, None, None, None) == left
    last = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    noted = last.verb, last.noun, last.noun_id
    assert ("delete", "thread", thread.id) == noted


def test_bytes_of_mails_that_were_not_posted(market):
    """A repeat has all that was deleted; what is held waits for an operator."""
    thread = market.contact().thread
    for status in ("discarded", "held", "failed"):
        InboundEmail.create(
            sha256=status.ljust(64),
            received_at=NOW,
            status=status,
            holder=market.part(BOB, thread),
            blob=blobs.keep(status.encode()),
        )
    deletion.delete(thread, None, now=NOW)
    assert {"held", "failed"} == {bytes(row.content).decode() for row in Blob.select()}
    assert [None] * 3 == [mail.holder for mail in InboundEmail.select()]


def test_keys_are_never_used_again(market):
    """A new thread does not answer to the name of a deleted one."""
    deletion.delete(begun(market, 1), None, now=NOW)
    message = market.contact()
    assert (2, 3) == (message.thread.id, message.id)


@pytest.mark.parametrize("address", [ANN, BOB])
def test_only_an_operator_may(market, address):
    """Neither side deletes what the other side has read."""
    thread = begun(market, 1)
    before = counted()
    with pytest.raises(NotAllowed):
        deletion.delete(thread, people.find(address), now=NOW)
    assert before == counted()
