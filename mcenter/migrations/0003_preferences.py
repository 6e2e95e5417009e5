"""
What people choose to be told, addresses that stand for one errand, and reminders.

A null preference is the marketplace's own ([notify]).  `follows` is a participant's
own word on one thread: true follows, false mutes, null leaves it to their side.  An
errand's tag is found by its UNIQUE index, and a person's errand by theirs.  Only
threads that wait on a vendor and are open are looked through for reminders, and only
mails that somebody is at are for what is under way.  What is in no mail yet is found by
when it is due, not by its mail.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
ALTER TABLE person ADD COLUMN frequency TEXT
    CHECK (frequency IN ('at-once', 'bundled', 'daily', 'never'));
ALTER TABLE person ADD COLUMN window_seconds INTEGER CHECK (window_seconds >= 0);
ALTER TABLE person ADD COLUMN body TEXT CHECK (body IN ('full', 'excerpt', 'hint'));
ALTER TABLE person ADD COLUMN quiet_hours TEXT;
ALTER TABLE person ADD COLUMN timezone TEXT;
ALTER TABLE participant ADD COLUMN follows INTEGER CHECK (follows IN (0, 1));
ALTER TABLE thread ADD COLUMN reminded_at BIGINT;
ALTER TABLE thread ADD COLUMN escalated_at BIGINT;
CREATE TABLE errand (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    thread_id INTEGER REFERENCES thread (id),
    verb TEXT NOT NULL,
    tag TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
CREATE INDEX errand_person ON errand (person_id, verb, thread_id);
CREATE INDEX errand_thread ON errand (thread_id) WHERE thread_id IS NOT NULL;
DROP INDEX delivery_outbound_email;
CREATE INDEX delivery_outbound_email ON delivery (outbound_email_id)
    WHERE outbound_email_id IS NOT NULL;
CREATE INDEX outbound_email_leased ON outbound_email (leased_until)
    WHERE leased_until IS NOT NULL;
CREATE INDEX thread_unreminded ON thread (waiting_since)
    WHERE waiting_on = 'vendor' AND status = 'open' AND reminded_at IS NULL;
CREATE INDEX thread_unescalated ON thread (waiting_since)
    WHERE waiting_on = 'vendor' AND status = 'open' AND escalated_at IS NULL;
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401  (peewee's runner calls it)
    """Add the columns and the table, in one transaction."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
