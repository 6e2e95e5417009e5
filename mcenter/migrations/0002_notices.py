"""
Mails of ours that tell of no message, and aliases that their holder is asked about.

`topic` says what such a mail is about ("held", "brake:3"): who was told of it lately
is not told again.  A confirmation is asked for once, by UNIQUE (person, comparison).
What was said in a thread within an hour is asked for each mail that would post there,
and how many were held alike for each that is.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
ALTER TABLE outbound_email ADD COLUMN topic TEXT;
CREATE INDEX outbound_email_topic ON outbound_email (topic, person_id, created_at)
    WHERE topic IS NOT NULL;
CREATE TABLE confirmation (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    addr_spec TEXT NOT NULL,
    comparison TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    answered_at BIGINT,
    UNIQUE (person_id, comparison)
);
CREATE INDEX message_thread_created ON message (thread_id, created_at);
CREATE INDEX inbound_email_rule ON inbound_email (rule, received_at)
    WHERE rule IS NOT NULL;
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401  (peewee's runner calls it)
    """Add the column and the table, in one transaction."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
