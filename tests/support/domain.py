"""
The domain on a real store: Acme Tools with Bob and Carol, and customers.

Nothing here talks to a server; a test says what time it is.
"""

from datetime import UTC, datetime, timedelta

from mcenter import outbox, people, reply_address, threads
from mcenter.config import (
    Attachments,
    Config,
    ContactByMail,
    Inbound,
    Limits,
    Marketplace,
    Notify,
    Reminders,
    Smtp,
)
from mcenter.models import OutboundEmail
from mcenter.outbox import claims, deliveries
from mcenter.people import participants, vendors
from tests.support.eml import eml

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
ANN, BOB, CAROL = "ann@customer.example", "bob@acme.example", "carol@acme.example"
PASS = "mx.market.example; dmarc=pass header.from={}"
MARKETPLACE = Marketplace(
    name="Example Market",
    address="messages@market.example",
    reply_address="reply+{token}@market.example",
    bounce_address="bounce+{tag}@market.example",
)
NO_REMINDERS = {"vendor_after": timedelta(0), "operators_after": timedelta(0)}
SCHEME = reply_address.Scheme(MARKETPLACE)


def config(
    *,
    authentication="mx.market.example",
    notify=None,
    limits=None,
    smtp=None,
    attachments=None,
    contact_by_mail=None,
    reminders=None,
):
    """
    A configuration with these keys of its sections.

    Nobody is reminded unless a test says when: it may look years ahead.
    """
    return Config(
        marketplace=MARKETPLACE,
        inbound=Inbound(authentication=authentication),
        notify=Notify(**notify or {}),
        limits=Limits(**limits or {}),
        smtp=Smtp(**smtp or {}),
        attachments=Attachments(**attachments or {}),
        contact_by_mail=ContactByMail(**contact_by_mail or {}),
        reminders=Reminders(**reminders or NO_REMINDERS),
    )


class Market:
    """What the tests of the domain say in one word each."""

    def __init__(self):
        self.acme = vendors.add("acme", name="Acme Tools", actor=None, now=NOW)
        for address, name in ((BOB, "Bob"), (CAROL, "Carol")):
            person = people.ensure(address, name=name, now=NOW)
            vendors.employ(self.acme, person, actor=None, now=NOW)

    def contact(self, body="Is it there?", customer=ANN, *, now=NOW):
        """A customer begins a thread; its first message."""
        person = people.ensure(customer, now=now)
        return threads.start(self.acme, person, threads.Post(body=body), now=now)

    def post(self, thread, address, body, *, now=NOW):
        """Somebody says something more."""
        what = threads.Post(body=body)
        return threads.post(thread, people.find(address), what, now=now)

    def part(self, address, thread):
        """Somebody's part in a thread."""
        return participants.find(thread, people.find(address))

    def reply_to(self, address, thread):
        """What somebody answers to."""
        return SCHEME.reply_address(self.part(address, thread).reply_token)

    def answer(self, thread, sender=BOB, body="Yes.\n", *, holder=None, **headers):
        """An answer that the mail host vouches for, with other headers where given."""
        results = PASS.format(sender.rpartition("@")[2])
        return eml(
            body,
            **{
                "Authentication_Results": results,
                "From": sender,
                "To": self.reply_to(holder or sender, thread),
                **headers,
            },
        )

    def frozen(self, address, message, *, number=1, content=None, now=NOW):
        """A mail that carries one message to somebody, as the notifier makes it."""
        rows = [
            row
            for row in deliveries.of_messages([message])
            if row.participant.person == people.find(address)
        ]
        mail = outbox.Frozen(
            address=address,
            message_id=SCHEME.new_message_id(),
            tag=f"tag{number}",
            envelope_sender=f"bounce+tag{number}@market.example",
            content=content or f"Subject: mail {number}\r\n\r\n".encode(),
        )
        return outbox.freeze(rows, mail, now=now)

    def sent(self, address, message, *, number=1, now=NOW):
        """The same mail, taken by the server."""
        mail = self.frozen(address, message, number=number, now=now)
        claimed = claims.take(lambda: None, now=now, limit=10)
        (mine,) = [each for each in claimed if each == mail]
        outbox.settle(mine, "sent", "250 ok", now=now)
        return outbox.find(mail.id)

    def states(self, message):
        """What became of telling each of a message, by name."""
        return {
            people.display_name(row.participant.person, row.participant.side): (
                row.status,
                row.reason,
            )
            for row in deliveries.of_messages([message])
        }

    def mails(self):
        """All mails of ours, oldest first."""
        return list(OutboundEmail.select().order_by(OutboundEmail.id))
