"""
Loops of mail: marketplaces with stores of their own, and responders, joined by a pipe.

What is sent is what the notifier composes and submits, what arrives is judged by the
gateway; only the servers between are played. Time passes by what the post takes.
"""

import re
from collections import deque
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import count
from unittest.mock import patch

from mcenter import notifier, people, store, threads
from mcenter.config import (
    Config,
    ContactByMail,
    Inbound,
    Limits,
    Marketplace,
    Notify,
    Smtp,
)
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail.smtp import Reply
from mcenter.models import Delivery, Message, OutboundEmail
from mcenter.people import participants, vendors
from mcenter.reply_address import Scheme
from tests.support.domain import NOW

TAKEN = Reply(stage="end", code=250, enhanced="2.0.0", text="2.0.0 taken")
# What the post takes.
UNDERWAY = timedelta(seconds=20)
MARKS = re.compile(
    rb"^(?:Auto-Submitted|X-Auto-Response-Suppress|X-MCenter-Loop):.*\r\n",
    re.IGNORECASE | re.MULTILINE,
)
IDS = re.compile(
    rb"^(?:Message-ID|In-Reply-To|References):.*\r\n(?:[ \t].*\r\n)*",
    re.IGNORECASE | re.MULTILINE,
)
MARKER = b"## Please reply above this line ##"


@dataclass(frozen=True)
class Mail:
    """One mail on its way."""

    sender: str
    recipient: str
    raw: bytes


class Submission:
    """Stands for the notifier's server: takes every mail, and keeps it."""

    def __init__(self):
        self.taken = []

    def __call__(self, _settings, _password, *, deadline):
        """Stand in for the class: what its instance would be is this."""
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def send(self, sender, recipient, mail, *, still_ours):
        """Take the mail."""
        assert still_ours()
        self.taken.append(Mail(sender, recipient, mail))
        return TAKEN


class Market:
    """One marketplace: its store, its gateway and its notifier."""

    stack, current = ExitStack(), None

    def __init__(self, folder, domain, **sections):
        self.domain = domain
        self.address = f"messages@{domain}"
        marketplace = Marketplace(
            name=f"Market {domain.partition('.')[0]}",
            address=self.address,
            reply_address=f"reply+{{token}}@{domain}",
            bounce_address=f"bounce+{{tag}}@{domain}",
        )
        self.config = Config(
            marketplace=marketplace,
            inbound=Inbound(authentication=f"mx.{domain}"),
            smtp=Smtp(host="smtp.example"),
            notify=Notify(),
            limits=Limits(**sections.get("limits", {})),
            contact_by_mail=ContactByMail(**sections.get("contact_by_mail", {})),
        )
        self.url = f"sqlite:///{folder}/{domain}.db"
        self.ends = []
        with self.opened():
            vendors.add("acme", name="Acme", actor=None, now=NOW)

    @contextmanager
    def opened(self):
        """Its store; it stays open until another's is needed, or close() comes."""
        if Market.current is not self:
            close()
            Market.stack.enter_context(store.opened(self.url, make=True))
            Market.current = self
        yield

    def employ(self, *addresses):
        """Let these work for Acme."""
        with self.opened():
            acme = vendors.find("acme")
            for each in addresses:
                person = people.ensure(each, now=NOW)
                vendors.employ(acme, person, actor=None, now=NOW)

    def send_to(self, person, address):
        """Give a person an address that their mail goes to from now on."""
        with self.opened():
            theirs = people.find(person)
            people.give_address(theirs, address, actor=None, now=NOW)
            people.prefer(theirs, address, actor=None, now=NOW)

    def watch(self, *addresses):
        """Let these be operators."""
        with self.opened():
            for each in addresses:
                person = people.ensure(each, now=NOW)
                people.describe(
                    person, name=None, locale=None, operator=True, actor=None, now=NOW
                )

    def alerts(self):
        """What operators were told of: topics, oldest first."""
        with self.opened():
            told = OutboundEmail.select().where(OutboundEmail.kind == "alert")
            return [mail.topic for mail in told.order_by(OutboundEmail.id)]

    def contact(self, customer, body="Is it there?"):
        """A customer begins a thread at the shell; its key."""
        with self.opened():
            person = people.ensure(customer, now=NOW)
            post = threads.Post(body=body)
            acme = vendors.find("acme")
            return threads.start(acme, person, post, now=NOW).thread_id

    def reply_address(self, thread, person):
        """Where somebody's answers are sent to."""
        with self.opened():
            part = participants.find(threads.find(thread, None), people.find(person))
            return Scheme(self.config.marketplace).reply_address(part.reply_token)

    def send(self, now):
        """What one run of `notify` submits."""
        submission = Submission()
        with self.opened(), patch.object(notifier, "Submission", submission):
            notifier.run(self.config, lambda: now)
        return submission.taken

    def take(self, mail, now):
        """Have a mail that came in judged; how it ended."""
        with self.opened():
            (judged,) = Gateway(self.config).deliver(
                Fetched(
                    raw=vouched(mail.raw, self.domain),
                    envelope_sender=mail.sender,
                    envelope_recipients=(mail.recipient,),
                ),
                now=now,
            )
        self.ends.append(judged.rule or judged.effect)
        return judged

    def next_due(self):
        """When something is to be sent next; None when nothing is."""
        with self.opened():
            owed = (Delivery.status == "pending") & Delivery.outbound_email.is_null()
            pending = OutboundEmail.status == "pending"
            found = [
                row.due_at
                for model, where in ((Delivery, owed), (OutboundEmail, pending))
                for row in model.select(model.due_at).where(where)
            ]
            return min(found, default=None)

    def posts(self):
        """How many messages came by mail."""
        with self.opened():
            return Message.select().where(Message.channel == "email").count()


@dataclass
class Responder:
    """A mailbox with a machine behind it, which answers each mail once."""

    address: str
    words: object
    marked: bool = False
    numbers: object = field(default_factory=count)

    def answer(self, mail, now):
        """What it sends back: to Reply-To, without a mark of any kind where silent."""
        told = message_from_bytes(mail.raw, policy=policy.default)
        number = next(self.numbers)
        marks = ["Auto-Submitted: auto-replied"] if self.marked else []
        to = (told["Reply-To"] or told["From"]).addresses[0].addr_spec
        lines = [
            f"From: {self.address}",
            f"To: {to}",
            f"Subject: Re: {told['Subject']}",
            f"Message-ID: <{number}.{self.address}>",
            f"In-Reply-To: {told['Message-ID']}",
            *marks,
            "Content-Type: text/plain; charset=utf-8",
            "",
            self.words(number, now, told),
            "",
        ]
        return Mail(self.address, to, "\r\n".join(lines).encode())


def close():
    """Close the store that is open, if one is."""
    Market.stack.close()
    Market.current = None


def vouched(raw, domain):
    """What the mail host makes of a mail: its word for the From, and no other's."""
    sender = message_from_bytes(raw, policy=policy.default)["From"].addresses[0]
    results = f"mx.{domain}; dmarc=pass header.from={sender.domain}"
    return f"Authentication-Results: {results}\r\n".encode() + raw


def unchanged(mail, _number):
    """A post that passes mail on as it is."""
    return mail


def without_headers(mail, number):
    """A gateway between that takes off every mark in the header, and the ids."""
    head, _, body = mail.raw.partition(b"\r\n\r\n")
    head = IDS.sub(b"", MARKS.sub(b"", head + b"\r\n"))
    head = f"Message-ID: <{number}@gateway.example>\r\n".encode() + head
    sender = message_from_bytes(mail.raw, policy=policy.default)["From"].addresses[0]
    return Mail(sender.addr_spec, mail.recipient, head + b"\r\n" + body)


def without_marks(mail, number):
    """One that takes our line out of the text as well."""
    stripped = without_headers(mail, number)
    return Mail(stripped.sender, mail.recipient, stripped.raw.replace(MARKER, b""))


def run(markets, responders=(), *, post=unchanged, most=2000, days=2):
    """
    Let mail go round until none is left to send, or for so many days.

    Gives how many mails each marketplace sent, by its domain, and when the last was.
    """
    now, last, underway, numbers = NOW, NOW, deque(), count()
    sent = dict.fromkeys((market.domain for market in markets), 0)
    behind = {each.address: each for each in responders}
    while now < NOW + timedelta(days=days) and sum(sent.values()) < most:
        for market in markets:
            new = market.send(now)
            sent[market.domain] += len(new)
            underway.extend(post(mail, next(numbers)) for mail in new)
            last = now if new else last
        if not underway:
            waits = [due for market in markets if (due := market.next_due())]
            if not waits:
                break
            # What a brake made wait goes when it lets go.
            now = max(now, min(waits))
        now += UNDERWAY
        while underway:
            _arrive(underway.popleft(), markets, behind, now)
    return sent, last - NOW


def _arrive(mail, markets, behind, now):
    if mail.recipient in behind:
        answer = behind[mail.recipient].answer(mail, now)
        _arrive(answer, markets, {}, now)
        return
    domain = mail.recipient.rpartition("@")[2]
    for market in markets:
        if market.domain == domain:
            market.take(mail, now)
