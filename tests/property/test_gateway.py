"""Any bytes end in a disposition: never in an exception, never in more than 2 s."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcenter import notifier, outbox, people, store, threads
from mcenter.config import Config, Inbound, Limits, Marketplace
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.people import vendors
from tests.support import cpu, stores

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ENDS = {"accepted", "held", "discarded"}
CONFIG = Config(
    marketplace=Marketplace(
        name="Example Market",
        address="messages@market.example",
        reply_address="reply+{token}@market.example",
        bounce_address="bounce+{tag}@market.example",
    ),
    inbound=Inbound(authentication="none"),
    limits=Limits(mails_per_person_hour=0, mails_per_thread_hour=0),
)
HEADERS = st.sampled_from(
    "From To Cc Subject Message-ID References In-Reply-To Content-Type Date "
    "Content-Transfer-Encoding Return-Path Auto-Submitted Delivered-To "
    "Authentication-Results List-Id X-MCenter-Loop Content-Disposition".split()
)
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=b",
            b"multipart/report; report-type=delivery-status; boundary=b",
            b"message/rfc822",
            b'text/html; charset="utf-7"',
            b"base64",
            b"quoted-printable",
            b"Bob <bob@acme.example>",
            b"<>",
            b"=?utf-8?q?=0d=0aBcc:_x@y?=",
            b"attachment; filename*=utf-8''..%2f..%2fx",
        ]
    ),
)
LINES = st.one_of(
    st.binary(max_size=80),
    st.sampled_from([b"--b", b"--b--", b"> quoted", b"-- ", b"On Monday Bob wrote:"]),
)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    """A gateway over a store with one thread; and a right answer to its mail."""
    path = tmp_path_factory.mktemp("gateway") / "store.db"
    with stores.opened(path):
        vendor = vendors.add("acme", name="Acme", actor=None, now=NOW)
        bob = people.ensure("bob@acme.example", name="Bob", now=NOW)
        vendors.employ(vendor, bob, actor=None, now=NOW)
        ann = people.ensure("ann@customer.example", now=NOW)
        threads.start(vendor, ann, threads.Post(body="Where is it?"), now=NOW)
        (mail,) = notifier._Notifier(CONFIG, lambda: NOW).claim()
        told = outbox.content(mail).decode()
        address = told.partition("Reply-To: <")[2].partition(">")[0]
        answer = (
            f"From: Bob <bob@acme.example>\r\nTo: {address}\r\n"
            f"Message-ID: <1@acme.example>\r\nIn-Reply-To: {mail.message_id}\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\nTomorrow.\r\n"
        )
        yield Gateway(CONFIG), answer.encode()


def judged(gateway, raw):
    """Let a mail in, within the time it may take, and give its end."""
    # Rolled back, the store stays small, and the disk is left in peace.
    with cpu.within(2), store.rehearsal():
        (end,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return end.disposition


def test_right_answer_is_accepted(gateway):
    """What is mutated below is a mail that gets in as it is."""
    service, answer = gateway
    assert "accepted" == judged(service, answer)


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=2000))
def test_any_bytes(gateway, raw):
    """Bytes that are no mail at all are held or discarded."""
    assert judged(gateway[0], raw) in ENDS


@settings(max_examples=200, deadline=None)
@given(
    fields=st.lists(st.tuples(HEADERS, VALUES), max_size=12),
    lines=st.lists(LINES, max_size=20),
)
def test_any_headers_and_parts(gateway, fields, lines):
    """Headers that look like mail, with anything in them and below."""
    head = b"".join(b"%b: %b\r\n" % (name.encode(), value) for name, value in fields)
    assert judged(gateway[0], head + b"\r\n" + b"\r\n".join(lines)) in ENDS


@settings(max_examples=150, deadline=None)
@given(
    cut=st.integers(min_value=0, max_value=400),
    length=st.integers(min_value=0, max_value=40),
    put=st.binary(max_size=40),
)
def test_answers_with_damage(gateway, cut, length, put):
    """A right answer with a piece of it replaced by anything."""
    service, answer = gateway
    raw = answer[:cut] + put + answer[cut + length :]
    assert judged(service, raw) in ENDS
