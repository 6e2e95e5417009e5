"""
The first tables: every promise that a constraint can carry stands here.

One list of statements, so that the schema reads top to bottom.  Times are
microseconds since 1970 in UTC.
"""

from __future__ import annotations

from typing import Any

TABLES = """
CREATE TABLE blob (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    content BLOB NOT NULL
);
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    name TEXT,
    locale TEXT,
    is_operator BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE TABLE address (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    addr_spec TEXT NOT NULL,
    comparison TEXT NOT NULL UNIQUE,
    preferred BOOLEAN NOT NULL,
    suppressed_at BIGINT
);
CREATE UNIQUE INDEX address_preferred ON address (person_id) WHERE preferred;
CREATE INDEX address_person ON address (person_id);
CREATE TABLE vendor (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    vendor_id INTEGER NOT NULL REFERENCES vendor (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    UNIQUE (vendor_id, person_id)
);
CREATE INDEX staff_person ON staff (person_id);
CREATE TABLE thread (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    vendor_id INTEGER NOT NULL REFERENCES vendor (id),
    customer_id INTEGER NOT NULL REFERENCES person (id),
    subject TEXT NOT NULL,
    about TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'done', 'closed')),
    key TEXT,
    created_at BIGINT NOT NULL,
    messages INTEGER NOT NULL,
    last_message BIGINT,
    last_message_at BIGINT NOT NULL,
    waiting_on TEXT CHECK (waiting_on IN ('customer', 'vendor')),
    waiting_since BIGINT,
    UNIQUE (customer_id, key)
);
CREATE INDEX thread_newest ON thread (last_message_at, id);
CREATE INDEX thread_vendor ON thread (vendor_id, last_message_at, id);
CREATE INDEX thread_customer ON thread (customer_id, last_message_at, id);
CREATE INDEX thread_about ON thread (about, last_message_at, id)
    WHERE about IS NOT NULL;
CREATE TABLE participant (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id INTEGER NOT NULL REFERENCES thread (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    side TEXT NOT NULL CHECK (side IN ('customer', 'vendor', 'operator')),
    reply_token TEXT NOT NULL UNIQUE,
    revoked_at BIGINT,
    read_up_to BIGINT NOT NULL,
    muted BOOLEAN NOT NULL,
    UNIQUE (thread_id, person_id)
);
CREATE INDEX participant_person ON participant (person_id);
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    thread_id INTEGER NOT NULL REFERENCES thread (id),
    author_id INTEGER NOT NULL REFERENCES person (id),
    side TEXT NOT NULL CHECK (side IN ('customer', 'vendor', 'operator')),
    channel TEXT NOT NULL CHECK (channel IN ('shell', 'email')),
    fingerprint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    quoted TEXT,
    UNIQUE (thread_id, author_id, fingerprint)
);
CREATE INDEX message_thread ON message (thread_id, id);
CREATE INDEX message_author ON message (author_id, created_at);
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message (id),
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    blob_id INTEGER NOT NULL REFERENCES blob (id)
);
CREATE INDEX attachment_message ON attachment (message_id);
CREATE INDEX attachment_blob ON attachment (blob_id);
CREATE TABLE outbound_email (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES person (id),
    thread_id INTEGER REFERENCES thread (id),
    address TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    tag TEXT NOT NULL UNIQUE,
    envelope_sender TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'sent', 'failed', 'cancelled')),
    attempts INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT,
    leased_by TEXT,
    fence INTEGER NOT NULL,
    first_tried_at BIGINT,
    sent_at BIGINT,
    last_reply TEXT,
    blob_id INTEGER NOT NULL REFERENCES blob (id)
);
CREATE INDEX outbound_email_due ON outbound_email (due_at, id)
    WHERE status = 'pending';
CREATE INDEX outbound_email_person ON outbound_email (person_id, created_at);
CREATE INDEX outbound_email_thread ON outbound_email (thread_id, created_at);
CREATE INDEX outbound_email_sent ON outbound_email (sent_at);
CREATE INDEX outbound_email_blob ON outbound_email (blob_id);
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message (id),
    participant_id INTEGER NOT NULL REFERENCES participant (id),
    status TEXT NOT NULL
        CHECK (status IN ('pending', 'sent', 'failed', 'unneeded')),
    reason TEXT,
    due_at BIGINT NOT NULL,
    outbound_email_id INTEGER REFERENCES outbound_email (id),
    UNIQUE (message_id, participant_id)
);
CREATE INDEX delivery_due ON delivery (due_at, id)
    WHERE status = 'pending' AND outbound_email_id IS NULL;
CREATE INDEX delivery_participant ON delivery (participant_id);
CREATE INDEX delivery_outbound_email ON delivery (outbound_email_id);
CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    polled_at BIGINT,
    leased_until BIGINT,
    leased_by TEXT,
    UNIQUE (host, username, name)
);
CREATE TABLE inbound_email (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox_id INTEGER REFERENCES mailbox (id),
    uidvalidity BIGINT,
    uid BIGINT,
    sha256 TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    envelope_sender TEXT,
    envelope_recipients TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    holder_id INTEGER REFERENCES participant (id),
    status TEXT NOT NULL CHECK (status IN
        ('received', 'accepted', 'held', 'discarded', 'failed', 'foreign')),
    rule TEXT,
    effect TEXT,
    message_pk INTEGER REFERENCES message (id),
    attempts INTEGER NOT NULL,
    filed_at BIGINT,
    cut BOOLEAN NOT NULL,
    blob_id INTEGER REFERENCES blob (id),
    UNIQUE (mailbox_id, uidvalidity, uid, sha256)
);
CREATE INDEX inbound_email_sha256 ON inbound_email (sha256, id);
CREATE INDEX inbound_email_received ON inbound_email (attempts, id)
    WHERE status = 'received';
CREATE INDEX inbound_email_unfiled ON inbound_email (mailbox_id, uidvalidity, uid)
    WHERE filed_at IS NULL;
CREATE INDEX inbound_email_status ON inbound_email (status, id);
CREATE INDEX inbound_email_message ON inbound_email (message_pk);
CREATE INDEX inbound_email_holder ON inbound_email (holder_id);
CREATE INDEX inbound_email_blob ON inbound_email (blob_id);
CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_id INTEGER REFERENCES person (id),
    way TEXT NOT NULL,
    verb TEXT NOT NULL,
    noun TEXT NOT NULL,
    noun_id BIGINT NOT NULL
);
CREATE INDEX audit_entry_noun ON audit_entry (noun, noun_id);
CREATE VIRTUAL TABLE message_text USING fts5 (
    subject, body, tokenize = 'unicode61 remove_diacritics 2'
);
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401  (peewee's runner calls it)
    """Create every table and index, in one transaction."""
    for statement in TABLES.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
