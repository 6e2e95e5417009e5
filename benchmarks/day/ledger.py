"""
The account of the day: every mail that was handed in, and what became of it.

Rule 1: a mail is known by the UID that the server gave it; nothing of ours is believed
about what was handed in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcenter import people
from mcenter.models import InboundEmail

if TYPE_CHECKING:
    from benchmarks.day.mails import Written


@dataclass(kw_only=True)
class Ledger:
    """What was handed in, by UID."""

    mails: dict[int, Written] = field(default_factory=dict)
    ends: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    complaints: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Hold every mail against the one row it must have; in the open store."""
        rows: dict[int, list[InboundEmail]] = defaultdict(list)
        for row in InboundEmail.select():
            rows[row.uid].append(row)
        for uid, written in self.mails.items():
            found = rows.pop(uid, [])
            if len(found) == 1:
                self._settle(uid, written, found[0])
            else:
                self._complain(uid, written, f"has {len(found)} rows")
        self.complaints += [f"UID {uid}: nobody handed it in" for uid in rows]

    def _settle(self, uid: int, written: Written, row: InboundEmail) -> None:
        end = (row.status, row.rule or row.effect or "")
        self.ends[written.kind][" ".join(end).strip()] += 1
        if end not in written.ends and (end[0], "") not in written.ends:
            self._complain(uid, written, f"ended as {end}")
        if row.status != "foreign" and row.filed_at is None:
            self._complain(uid, written, "was not filed")
        if written.words and row.message is not None:
            said = row.message
            if said.body != written.words:
                self._complain(uid, written, f"posted {said.body!r}")
            if not people.owns(said.author, written.author):
                self._complain(uid, written, f"posted as person {said.author.id}")

    def _complain(self, uid: int, written: Written, what: str) -> None:
        self.complaints.append(f"UID {uid}, {written.kind}: {what}")
