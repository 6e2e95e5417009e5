"""Files of received mail: held by their limits and by a scan, one rule for each."""

import logging
import time
from datetime import timedelta

import pytest

from mcenter import inbox, store
from mcenter.errors import TryAgain
from mcenter.files.scan import OutOfTime, Scanner
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import InboundEmail, Message
from tests.support.domain import ANN, BOB, NOW, config
from tests.support.eml import BOUNDARY, enclosed, part

MIXED = f"multipart/mixed; boundary={BOUNDARY}"


class Stub(Scanner):
    """A scanner that notes what it is given, and does as told."""

    def __init__(self, *ends):
        super().__init__("scan")
        self.seen = []
        self.ends = list(ends)

    def _scan(self, content):
        assert not store.database.in_transaction()
        self.seen.append(content)
        if self.ends and (end := self.ends.pop(0)):
            raise end


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def with_files(market, thread, *files, body="See.\n", sender=BOB, **headers):
    """An answer with files, by name and content."""
    parts = [
        part(content, "x/y", Content_Disposition=f'attachment; filename="{name}"')
        for name, content in files
    ]
    given = {"Content_Type": MIXED, **headers}
    return market.answer(thread, sender, enclosed(part(body), *parts), **given)


def deliver(gateway, raw):
    """What becomes of one mail."""
    (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return judged.disposition, judged.rule


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"count": 1}, ("held", "attachment_count")),
        ({"size": 4}, ("held", "attachment_size")),
        ({"refused": ("pdf",)}, ("held", "attachment_type")),
        ({"refused": (), "count": 2, "size": 5}, ("accepted", None)),
    ],
)
def test_limits(market, thread, limits, expected):
    """Each limit has its rule; what is held can be accepted, and is posted whole."""
    gateway = Gateway(config(attachments=limits))
    raw = with_files(market, thread, ("a.pdf", "12345"), ("b", ""))
    assert expected == deliver(gateway, raw)
    if expected[1]:
        (mail,) = inbox.listed()
        gateway.accept(mail, force=False, actor=None, now=NOW)
    files = Message.select().order_by(Message.id.desc()).get().attachments
    assert [("a.pdf", 5), ("b", 0)] == [(file.name, file.size) for file in files]


def test_scan(market, thread):
    """Every file is scanned, outside of any transaction."""
    scanner = Stub()
    gateway = Gateway(config(), scanner)
    raw = with_files(market, thread, ("a", "1"), ("b", "2"))
    assert ("accepted", None) == deliver(gateway, raw)
    assert [b"1", b"2"] == scanner.seen


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "The scan (false) ended with status 1."),
        (
            "/no/such",
            "The scan (/no/such) could not be run: No such file or directory.",
        ),
    ],
)
def test_held_by_scan(market, thread, caplog, command, said):
    """What is not let through, and what cannot be scanned, is held and told of."""
    gateway = Gateway(config(attachments={"scan_command": command}))
    raw = with_files(market, thread, ("a", "1"))
    with caplog.at_level(logging.WARNING, "mcenter"):
        assert ("held", "scan") == deliver(gateway, raw)
    (mail,) = inbox.listed()
    assert [f"Mail {mail.id} is held: {said}"] == caplog.messages
    again = Gateway(config(attachments={"scan_command": "true"}))
    assert "accepted" == again.retry(mail, actor=None, now=NOW).disposition


def test_accepted_whatever_the_scan_says(market, thread):
    """An operator's word is stronger, and asks for no scan."""
    gateway = Gateway(config(attachments={"scan_command": "false"}))
    deliver(gateway, with_files(market, thread, ("a", "1")))
    (mail,) = inbox.listed()
    accepted = gateway.accept(mail, force=False, actor=None, now=NOW)
    assert "accepted" == accepted.disposition


@pytest.mark.parametrize(
    ("files", "headers", "rule"),
    [
        ([], {}, None),
        ([("a", "1")], {"Authentication_Results": None}, "not_authenticated"),
        ([("a", "1")], {"sender": ANN, "holder": BOB}, "sender_mismatch"),
        ([("a", "1")], {"Auto_Submitted": "auto-replied"}, "automatic"),
        ([("a.exe", "1")], {}, "attachment_type"),
    ],
)
def test_what_is_not_scanned(market, thread, files, headers, rule):
    """Nothing is run for a mail without files, nor for one that is held anyway."""
    scanner = Stub()
    raw = with_files(market, thread, *files, **headers)
    assert rule == deliver(Gateway(config(), scanner), raw)[1]
    assert [] == scanner.seen


def test_a_repeat_is_not_scanned(market, thread):
    """What was posted before is discarded at once."""
    scanner = Stub()
    gateway, raw = Gateway(config(), scanner), with_files(market, thread, ("a", "1"))
    ends = [deliver(gateway, raw) for _ in range(2)]
    assert [("accepted", None), ("discarded", "repeat")] == ends
    assert [b"1"] == scanner.seen


@pytest.mark.parametrize(("begun", "attempts"), [(False, [0, 0, 0]), (True, [1, 0, 0])])
def test_deadline(market, thread, begun, attempts):
    """At the deadline the run ends; what was scanned is posted, the rest waits."""
    raws = [
        with_files(market, thread, ("a", str(number)), body=f"{number}\n")
        for number in range(4)
    ]
    inbox.record([Fetched(raw=raw) for raw in raws], now=NOW)
    gateway = Gateway(config(), Stub(None, OutOfTime(begun=begun)))
    with pytest.raises(OutOfTime):
        gateway.work_off(now=NOW)
    rows = list(InboundEmail.select().order_by(InboundEmail.id))
    states = [row.status for row in rows]
    assert ["accepted", *["received"] * 3] == states
    assert attempts == [row.attempts for row in rows[1:]]
    scanner = Stub()
    done = Gateway(config(), scanner).work_off(now=NOW)
    assert ["accepted"] * 3 == [judged.disposition for judged in done]
    # Those that nobody has tried come before the one that took too long.
    order = [b"2", b"3", b"1"] if begun else [b"1", b"2", b"3"]
    assert order == scanner.seen


def test_another_run(market, thread):
    """When the mailbox has become another's, nothing is held for that."""
    scanner = Stub(TryAgain("Another run has taken over the mailbox."))
    inbox.record([Fetched(raw=with_files(market, thread, ("a", "1")))], now=NOW)
    with pytest.raises(TryAgain, match="taken over"):
        Gateway(config(), scanner).work_off(now=NOW)
    (row,) = InboundEmail.select()
    assert ("received", 0) == (row.status, row.attempts)


def test_default_deadline(market, thread):
    """Without a run of its own, a scan may take as long as a run may."""
    limits = {"scan_command": "sleep 30"}
    short = {"deadline": timedelta(seconds=1)}
    gateway = Gateway(config(attachments=limits, limits=short))
    begun = time.monotonic()
    assert [] == gateway.deliver(
        Fetched(raw=with_files(market, thread, ("a", "1"))), now=NOW
    )
    assert time.monotonic() - begun < 10
    assert 1 == inbox.count("received")
