"""
Who did what, by which way: ids only, append-only.

Rule 1: an entry is written in the transaction of what it tells of.
Rule 2: no text, name or address ever stands here, so erasing never touches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.models import AuditEntry, Person, Record

if TYPE_CHECKING:
    from datetime import datetime


def note(
    verb: str, what: Record, *, actor: Person | None, way: str = "shell", now: datetime
) -> None:
    """Write down that `actor` (None: the host) did `verb` to `what`."""
    AuditEntry.insert(
        at=now,
        actor=actor,
        way=way,
        verb=verb,
        noun=type(what).__name__.lower(),
        noun_id=what.id,
    ).execute()
