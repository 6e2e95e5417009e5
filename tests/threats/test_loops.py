"""T30: machines that answer machines, with their marks on and with none."""

import re
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from itertools import count
from pathlib import Path

import pytest

from mcenter import notifier, people, store, threads
from mcenter.config import Config, Inbound, Limits, Marketplace, Smtp
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail import parsing
from mcenter.models import InboundEmail, Message, OutboundEmail, Thread
from mcenter.people import participants, vendors
from mcenter.reply_address import Scheme
from tests.support.domain import ANN, BOB, NOW, PASS
from tests.support.eml import eml
from tests.support.sizes import some
from tests.support.smtp_script import SmtpScript

HOUR = timedelta(hours=1)
BRAKE = 3
MACHINES = sorted((Path(__file__).parents[1] / "corpus" / "machines").glob("*.eml"))
# What tells a reader that a machine wrote a mail.
MARKS = re.compile(
    rb"^(?:Auto-Submitted|X-Auto-Response-Suppress|X-MCenter-\S+|List-\S+|Precedence"
    rb"|Feedback-ID|Return-Path):.*\r\n(?:[ \t].*\r\n)*",
    re.IGNORECASE | re.MULTILINE,
)


class Centre:
    """One mcenter: its own store, its own names, a brake of a few mails an hour."""

    def __init__(self, here, host):
        """Make its store, with operator Olga."""
        self.host = host
        self.address = f"messages@{host}"
        self._url = f"sqlite:///{here}/{host}.db"
        self._marketplace = Marketplace(
            name=host,
            address=self.address,
            reply_address=f"reply+{{token}}@{host}",
            bounce_address=f"bounce+{{tag}}@{host}",
        )
        self._scheme = Scheme(self._marketplace)
        with store.opened(self._url, make=True):
            olga = people.ensure(f"olga@{host}", now=NOW)
            type(olga).update(is_operator=True).execute()

    @contextmanager
    def open(self):
        """Work on its store."""
        with store.opened(self._url, make=False):
            yield

    def begin(self, customer, staff):
        """A customer writes to a shop; the customer's reply address."""
        with self.open():
            shop = vendors.add("shop", name="Shop", actor=None, now=NOW)
            self.employ(staff, shop)
            person = people.ensure(customer, now=NOW)
            thread = threads.start(
                shop, person, threads.Post(body="Is it there?"), now=NOW
            ).thread
            part = participants.find(thread, person)
            return self._scheme.reply_address(part.reply_token)

    @staticmethod
    def employ(address, shop):
        """Let somebody work there."""
        person = people.ensure(address, now=NOW)
        vendors.employ(shop, person, actor=None, now=NOW)

    def sends(self, now):
        """Send what is due: (to, mail) each."""
        with self.open(), SmtpScript() as server:
            smtp = Smtp(host="localhost", port=server.port, tls="none")
            notifier.run(self._config(smtp), lambda: now)
            to = [line for line in server.commands if line.startswith("RCPT TO:")]
            names = [line.partition("<")[2].rstrip(">") for line in to]
            return list(zip(names, server.mails, strict=True))

    def takes(self, raw, now):
        """Let a mail in that the mail host vouches for; what became of it."""
        sender = parsing.read(raw).senders[0].rpartition("@")[2]
        vouched = f"Authentication-Results: {PASS.format(sender)}\r\n".encode()
        with self.open():
            gateway = Gateway(self._config())
            (judged,) = gateway.deliver(Fetched(raw=vouched + raw), now=now)
            return judged.disposition, judged.rule

    def counts(self):
        """Posts by mail; mails that are held; alerts."""
        with self.open():
            by_mail = Message.select().where(Message.channel == "email").count()
            held = InboundEmail.select().where(InboundEmail.status == "held").count()
            alerts = OutboundEmail.select().where(OutboundEmail.kind == "alert")
            return by_mail, held, alerts.count()

    def _config(self, smtp=None):
        return Config(
            marketplace=self._marketplace,
            inbound=Inbound(authentication="mx.market.example"),
            limits=Limits(mails_per_person_hour=BRAKE, mails_per_thread_hour=BRAKE),
            smtp=smtp or Smtp(),
        )


@pytest.fixture
def two(tmp_path):
    """Two mcenters, each of whose people are addresses of the other."""
    left, right = Centre(tmp_path, "left.example"), Centre(tmp_path, "right.example")
    at_left = left.begin(right.address, "nobody@shop.example")
    at_right = right.begin(left.address, "nobody@shop.example")
    for centre, address in ((left, at_right), (right, at_left)):
        with centre.open():
            thread = Thread.get()
            centre.employ(address, thread.vendor)
            # Only what comes from here on goes to them.
            threads.post(
                thread, thread.customer, threads.Post(body="Hello? Is it?"), now=NOW
            )
    return left, right


def exchange(left, right, now, change=lambda raw: raw):
    """Carry mail from each to the other until there is no more; its ends."""
    ends, mails = [], True
    while mails:
        mails = [
            (other, raw)
            for centre, other in ((left, right), (right, left))
            for to, raw in centre.sends(now)
            if to.endswith(f"@{other.host}") and to.startswith("reply+")
        ]
        ends += [other.takes(change(raw), now) for other, raw in mails]
        assert len(ends) < 100
    return ends


def test_t30_two_mcenters(two):
    """Each knows the other for a machine: nothing is posted, nobody answers."""
    ends = exchange(*two, NOW)
    assert ends
    assert {("discarded", "automatic"), ("discarded", "own_mail")} >= set(ends)
    assert [(0, 0, 0)] * 2 == [centre.counts() for centre in two]


def test_t30_two_mcenters_without_marks(two):
    """With every mark gone on the way, the brake of either ends it, and of an hour."""
    number = count()

    def stripped(raw):
        # Words of its own each time: it is the brake alone that is tried.
        bare = MARKS.sub(b"", raw)
        return bare.replace(b"Hello", b"Hello %s" % words(next(number)))

    def words(number):
        return " ".join("abcdefghij"[int(digit)] * 9 for digit in str(number)).encode()

    posted = []
    for hour in range(12):
        ends = exchange(*two, NOW + hour * HOUR, stripped)
        posted.append(sum(end == ("accepted", None) for end in ends))
        assert posted[-1] <= 2 * BRAKE
        # What a brake stopped is held, and nothing is let go of it: the loop is over.
        if not ends:
            break
    assert (True, 0) == (posted[0] > 0, posted[-1])
    for centre in two:
        by_mail, held, alerts = centre.counts()
        assert 0 < by_mail <= 4 * BRAKE
        assert (True, True) == (held <= 9, alerts <= 1)
    assert any(centre.counts()[1] for centre in two)
    assert any(centre.counts()[2] for centre in two)


@pytest.fixture
def centre(tmp_path):
    """A mcenter where Ann has written to Bob's shop."""
    centre = Centre(tmp_path, "market.example")
    centre.begin(ANN, BOB)
    return centre


def responded(centre, now, text):
    """Let Bob's mailbox and Ann's answer what they are sent, with no mark at all."""
    ends, mails = [], True
    while mails:
        mails = [mail for mail in centre.sends(now) if mail[0] in {ANN, BOB}]
        mails = [mail for mail in mails if b"Reply-To: <reply+" in mail[1]]
        for to, raw in mails:
            reply_to = raw.decode().partition("Reply-To: <")[2].partition(">")[0]
            name = f"<{len(ends)}.{now.timestamp()}@answers.example>"
            answer = eml(text(len(ends)), From=to, To=reply_to, Message_ID=name)
            ends.append(centre.takes(answer, now))
        assert len(ends) < 100
    return ends


SAME = "Thank you for your mail, which we shall answer as soon as we can.\n"
TICKETS = ["lamp", "chair", "drill", "table", "hinge", "screw", "brush", "panel"]


@pytest.mark.parametrize(
    ("text", "most", "rules"),
    [
        (lambda _: SAME, 4 * BRAKE, {"same_text", "empty"}),
        (lambda number: f"Your {TICKETS[number % 8]} is safe.\n", 4 * BRAKE, {"brake"}),
        (
            lambda number: f"{SAME}Your number is {number}.\n",
            4 * BRAKE,
            {"same_text", "brake", "empty"},
        ),
    ],
    ids=["one text", "short texts", "one text with numbers"],
)
def test_t30_silent_autoresponders(centre, text, most, rules):
    """Two that answer each mail, like people, are stopped, and all of it is kept."""
    ends = []
    for hour in range(12):
        answered = responded(centre, NOW + hour * HOUR, text)
        assert len(answered) <= 2 * BRAKE
        if not answered:
            break
        ends += answered
    assert [] == answered, "the loop is over"
    held = {rule for disposition, rule in ends if disposition == "held"}
    assert set() < held <= rules
    accepted = ends.count(("accepted", None))
    assert 0 < accepted <= most
    by_mail, kept, alerts = centre.counts()
    assert (accepted, len(ends) - accepted) == (by_mail, kept)
    # One for each brake that is on, not for each mail.
    assert alerts == (0 if held == {"empty"} else 1)


def test_t30_machines_of_the_corpus(centre):
    """No autoresponder's mail, and no report, is posted, or answered by us."""
    samples = some(MACHINES, every=17)
    assert len(samples) >= 25
    with centre.open():
        part = participants.find(Thread.get(), people.find(BOB))
        token = centre._scheme.reply_address(part.reply_token).encode()
    for number, path in enumerate(samples):
        raw = re.sub(rb"(?mi)^To:.*$", b"To: " + token, path.read_bytes(), count=1)
        if parsing.read(raw).senders:
            centre.takes(raw, NOW + number * HOUR)
    by_mail, _, _ = centre.counts()
    assert 0 == by_mail
    with centre.open():
        written = OutboundEmail.select().where(OutboundEmail.kind != "notification")
        assert {BOB} >= {mail.address for mail in written}


def test_t30_our_mail_says_what_it_is(centre):
    """A notification bears the marks that keep machines from answering, and bounces."""
    ((_, raw),) = centre.sends(NOW)
    mail = message_from_bytes(raw)
    assert "auto-generated" == mail["Auto-Submitted"]
    assert "OOF, AutoReply" == mail["X-Auto-Response-Suppress"]
    assert centre.address == mail["X-MCenter-Loop"]
    assert None is mail["Precedence"]


def test_t30_person_by_way_of_a_forwarder(centre):
    """A participant's own words that a rule on the way has marked are not lost."""
    ((_, raw),) = centre.sends(NOW)
    reply_to = message_from_bytes(raw)["Reply-To"]
    marks = [
        {"Precedence": "bulk"},
        {"List_Id": "<shop.lists.example>"},
        {"X_Auto_Response_Suppress": "All", "Auto_Submitted": "no"},
        {"Resent_From": "old@acme.example", "Auto_Submitted": "auto-generated"},
    ]
    ends = [
        centre.takes(
            eml("Yes, tomorrow.\n", From=BOB, To=reply_to, Message_ID=name, **mark), NOW
        )
        for name, mark in zip(["<1@a>", "<2@a>", "<3@a>", "<4@a>"], marks, strict=True)
    ]
    assert {"held", "accepted"} >= {disposition for disposition, _ in ends}
    assert ("held", "marked_automatic") == ends[0]


def test_t30_silent_responder_says_yes_to_nothing(centre):
    """A machine that answers a question about an address makes it nobody's."""
    ((_, raw),) = centre.sends(NOW)
    stranger = "mallory@evil.example"
    token = message_from_bytes(raw)["Reply-To"]
    forged = eml("Hello.\n", From=stranger, To=token)
    assert ("held", "sender_mismatch") == centre.takes(forged, NOW)
    ((to, question),) = centre.sends(NOW)
    assert BOB == to
    asked = message_from_bytes(question)["Reply-To"]
    for number, text in enumerate((f"{SAME}", "I am away until Monday.\n", "Hi.\n")):
        name = f"<{number}@acme.example>"
        answer = eml(text, From=BOB, To=asked, Message_ID=name)
        assert "accepted" != centre.takes(answer, NOW)[0]
    with centre.open():
        assert None is people.known(stranger)
