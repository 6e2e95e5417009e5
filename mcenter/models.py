"""
The records: tables and constraints, no verbs.

Rule 1: a promise that a constraint can carry is carried by it (see migrations/).
Rule 2: large columns stand last, or in Blob, so that lists never read them.
Rule 3: every time is stored as microseconds since 1970 in UTC and read as aware UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    DatabaseProxy,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

database = DatabaseProxy()

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class TimeField(BigIntegerField):
    """An aware UTC datetime, kept as whole microseconds since 1970."""

    def db_value(self, value: datetime | int | None) -> int | None:
        """Give the microseconds; a naive datetime is a mistake and raises."""
        if value is None or isinstance(value, int):
            return value
        return (value - EPOCH) // MICROSECOND

    def python_value(self, value: int | None) -> datetime | None:
        """Give the aware datetime."""
        return None if value is None else EPOCH + value * MICROSECOND


class Record(Model):
    """A row of the store."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False
        # A save writes what was changed, not what was read: less work, fewer races.
        only_save_dirty = True


class Blob(Record):
    """Bytes under their hash: raw mail, composed mail, attachments."""

    sha256 = TextField(unique=True)
    content = BlobField()


class Person(Record):
    """
    Somebody; known by their addresses.

    From `frequency` on stand their preferences; what is null is [notify]'s to say.
    `quiet_hours` is "22:00-07:00" in their `timezone`, empty for none.  Of somebody who
    was emptied `merged_into` is who they are now; never one who was emptied as well.
    """

    merged_into_id: int | None
    name = TextField(null=True)
    locale = TextField(null=True)
    is_operator = BooleanField(default=False)
    created_at = TimeField()
    frequency = TextField(null=True)
    window_seconds = IntegerField(null=True)
    body = TextField(null=True)
    quiet_hours = TextField(null=True)
    timezone = TextField(null=True)
    merged_into = ForeignKeyField("self", null=True)


class Address(Record):
    """An addr-spec of a person: as typed, and in its comparison form."""

    person_id: int
    person = ForeignKeyField(Person, backref="addresses")
    addr_spec = TextField()
    comparison = TextField(unique=True)
    preferred = BooleanField(default=False)
    suppressed_at = TimeField(null=True)


class Confirmation(Record):
    """An unknown address that a person was asked about: answered, it is theirs."""

    person = ForeignKeyField(Person, backref="confirmations")
    addr_spec = TextField()
    comparison = TextField()
    token = TextField(unique=True)
    created_at = TimeField()
    answered_at = TimeField(null=True)


class Vendor(Record):
    """A shop; a closed one takes no posts."""

    slug = TextField(unique=True)
    name = TextField()
    created_at = TimeField()
    closed_at = TimeField(null=True)


class Staff(Record):
    """A person who works for a vendor."""

    vendor = ForeignKeyField(Vendor, backref="staff")
    person = ForeignKeyField(Person, backref="employments")


class Thread(Record):
    """
    A conversation between a customer and a vendor: open -> done -> open.

    The columns from `messages` on are kept by threads.post, so that a list needs
    no GROUP BY.  `key` is the fingerprint of the call that started it, if it had one.
    `reminded_at` and `escalated_at` say when the vendor, and the operators, were told
    that it waits; they are of the waiting since `waiting_since`, and end with it.
    """

    vendor_id: int
    customer_id: int
    vendor = ForeignKeyField(Vendor, backref="threads")
    customer = ForeignKeyField(Person, backref="threads")
    subject = TextField()
    about = TextField(null=True)
    status = TextField(default="open")
    key = TextField(null=True)
    created_at = TimeField()
    messages = IntegerField(default=0)
    last_message = BigIntegerField(null=True)
    last_message_at = TimeField()
    waiting_on = TextField(null=True)
    waiting_since = TimeField(null=True)
    reminded_at = TimeField(null=True)
    escalated_at = TimeField(null=True)


class Participant(Record):
    """
    A person in a thread: their side, their secret reply token, their read mark.

    `muted` is the quiet part of who has only looked; `follows` is their own word: true
    to be told of everything, false of nothing, null as their side is.
    """

    thread_id: int
    person_id: int
    thread = ForeignKeyField(Thread, backref="participants")
    person = ForeignKeyField(Person, backref="participations")
    side = TextField()
    reply_token = TextField(unique=True)
    revoked_at = TimeField(null=True)
    read_up_to = BigIntegerField(default=0)
    muted = BooleanField(default=False)
    follows = BooleanField(null=True)


class Errand(Record):
    """A secret address that stands for one errand of a person, in one thread or all."""

    person_id: int
    thread_id: int | None
    person = ForeignKeyField(Person, backref="errands")
    thread = ForeignKeyField(Thread, null=True)
    verb = TextField()
    tag = TextField(unique=True)
    created_at = TimeField()


class Message(Record):
    """One post in a thread.  The fingerprint makes a repeat of it the same post."""

    thread_id: int
    author_id: int
    thread = ForeignKeyField(Thread, backref="posts")
    author = ForeignKeyField(Person, backref="posts")
    side = TextField()
    channel = TextField()
    fingerprint = TextField()
    created_at = TimeField()
    body = TextField()
    quoted = TextField(null=True)


class Attachment(Record):
    """A file of a message; its bytes are a Blob."""

    message_id: int
    message = ForeignKeyField(Message, backref="attachments")
    name = TextField()
    content_type = TextField()
    size = IntegerField()
    blob = ForeignKeyField(Blob)


class OutboundEmail(Record):
    """
    One mail of ours, frozen when first claimed: pending -> sent | failed | cancelled.

    A pending row is due when due_at has passed and nobody holds its lease.  `fence`
    counts the claims: who settles must still hold the fence they claimed with.  `topic`
    is what a mail without deliveries is about, so that nobody is told of it too often;
    `body` is how much a mail tells of messages, null for one that tells of none.
    """

    person_id: int
    thread_id: int | None
    kind = TextField()
    person = ForeignKeyField(Person)
    thread = ForeignKeyField(Thread, null=True)
    address = TextField()
    message_id = TextField(unique=True)
    tag = TextField(unique=True)
    envelope_sender = TextField()
    status = TextField(default="pending")
    attempts = IntegerField(default=0)
    created_at = TimeField()
    due_at = TimeField()
    leased_until = TimeField(null=True)
    leased_by = TextField(null=True)
    fence = IntegerField(default=0)
    first_tried_at = TimeField(null=True)
    sent_at = TimeField(null=True)
    last_reply = TextField(null=True)
    topic = TextField(null=True)
    body = TextField(null=True)
    blob = ForeignKeyField(Blob)


class Delivery(Record):
    """
    A message owed to a participant: pending -> sent | failed | unneeded.

    `outbound_email` is null until the mail that carries it has been composed.
    """

    message_id: int
    participant_id: int
    outbound_email_id: int | None
    message = ForeignKeyField(Message, backref="deliveries")
    participant = ForeignKeyField(Participant, backref="deliveries")
    status = TextField(default="pending")
    reason = TextField(null=True)
    due_at = TimeField()
    outbound_email = ForeignKeyField(OutboundEmail, null=True, backref="deliveries")


class Mailbox(Record):
    """A mailbox that is polled, and who is at it now."""

    host = TextField()
    username = TextField()
    name = TextField()
    polled_at = TimeField(null=True)
    leased_until = TimeField(null=True)
    leased_by = TextField(null=True)


class InboundEmail(Record):
    """
    One mail as received: received -> accepted | held | discarded | failed; or foreign.

    `filed_at` is when the server's copy was known to be where it belongs; a mail that
    `deliver` was given has no mailbox and nothing to file.
    """

    mailbox = ForeignKeyField(Mailbox, null=True)
    uidvalidity = BigIntegerField(null=True)
    uid = BigIntegerField(null=True)
    sha256 = TextField()
    message_id = TextField(default="")
    sender = TextField(default="")
    subject = TextField(default="")
    envelope_sender = TextField(null=True)
    envelope_recipients = TextField(default="")
    received_at = TimeField()
    holder = ForeignKeyField(Participant, null=True)
    status = TextField(default="received")
    rule = TextField(null=True)
    effect = TextField(null=True)
    message = ForeignKeyField(Message, null=True, column_name="message_pk")
    attempts = IntegerField(default=0)
    filed_at = TimeField(null=True)
    cut = BooleanField(default=False)
    blob = ForeignKeyField(Blob, null=True)


class AuditEntry(Record):
    """Who did what, by which way: ids only, never changed."""

    at = TimeField()
    actor = ForeignKeyField(Person, null=True)
    way = TextField()
    verb = TextField()
    noun = TextField()
    noun_id = BigIntegerField()
