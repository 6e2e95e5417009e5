"""
Whom people have become, and how much of its messages a frozen mail tells.

`person.merged_into` names who answers for an emptied person now, in one step however
often mergers followed each other.  For those of before, the audit knows: each merger
noted who was gone, and right behind it who was kept.  `outbound_email.body` is null for
what tells of no message, and for what an older version froze.
"""

from __future__ import annotations

import time
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
# The part of who was emptied was overlooked when the other one left the vendor: now
# that a part leads to its heir, it would be theirs again with their next employment.
REVOKE = """
UPDATE participant SET revoked_at = ?
WHERE revoked_at IS NULL AND side = 'vendor' AND EXISTS (
    SELECT 1 FROM person JOIN thread ON thread.id = participant.thread_id
    WHERE person.id = participant.person_id AND NOT EXISTS (
        SELECT 1 FROM staff
        WHERE staff.vendor_id = thread.vendor_id
            AND staff.person_id = person.merged_into_id
    ) AND person.merged_into_id IS NOT NULL
)
"""


def up(migrator: Any, db: Any) -> None:  # noqa: ANN401  (peewee's runner calls it)
    """Add the columns, and learn of mergers that were, in one transaction."""
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
    for gone, kept in db.execute_sql(MERGERS).fetchall():
        db.execute_sql(INTO, (kept, gone, gone))
    db.execute_sql(REVOKE, (time.time_ns() // 1000,))
