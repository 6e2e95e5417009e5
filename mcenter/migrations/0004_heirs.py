"""
Whom people have become, and how much of its messages a frozen mail tells.

`person.merged_into` names who answers for an emptied person now, in one step however
often mergers followed each other.  For those of before, the audit knows: each merger
noted who was gone, and right behind it who was kept.  `outbound_email.body` is null for
what tells of no message, and for what an older version froze.
"""

from __future__ import annotations

from typing import Any

STATEMENTS = """
ALTER TABLE person ADD COLUMN merged_into_id INTEGER REFERENCES person (id);
CREATE INDEX person_merged_into ON person (merged_into_id)
    WHERE merged_into_id IS NOT NULL;
ALTER TABLE outbound_email ADD COLUMN body TEXT
    CHECK (body IN ('full', 'excerpt', 'hint'));
"""
MERGERS = """
SELECT gone.noun_id, (
    SELECT kept.noun_id FROM audit_entry AS kept
    WHERE kept.id > gone.id AND kept.verb = 'absorb' AND kept.noun = 'person'
    ORDER BY kept.id LIMIT 1
)
FROM audit_entry AS gone
WHERE gone.verb = 'merge' AND gone.noun = 'person' ORDER BY gone.id
"""
INTO = "UPDATE person SET merged_into_id = ? WHERE id = ? OR merged_into_id = ?"


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401  (peewee's runner calls it)
    """Add the columns, and learn of mergers that were, in one transaction."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
    for gone, kept in db.execute_sql(MERGERS).fetchall():
        db.execute_sql(INTO, (kept, gone, gone))
