"""
What the day left behind: on the server, in the store, with the people.

Rule 1: what went out is held against what was owed, what lies on the server against
what the store says of it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import TYPE_CHECKING

from mcenter.models import (
    Delivery,
    InboundEmail,
    Message,
    OutboundEmail,
    Thread,
    database,
)

if TYPE_CHECKING:
    import imaplib
    from collections.abc import Iterable, Sequence

    from benchmarks.day.ledger import Ledger
    from benchmarks.day.post import Sink

MAILBOXES = {
    "INBOX": ("foreign",),
    "mcenter/Accepted": ("accepted",),
    "mcenter/Held": ("held", "failed"),
    "mcenter/Discarded": ("discarded",),
}


@dataclass(kw_only=True)
class Found:
    """What there is at the end, and what is wrong with it."""

    rows: list[tuple[str, str]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def of(sink: Sink, session: imaplib.IMAP4) -> Found:
    """Hold everything against everything; in the open store."""
    found = Found()
    _server(found, session)
    _outgoing(found, sink)
    _told(found)
    (whole,) = database.execute_sql("PRAGMA integrity_check").fetchone()
    if whole != "ok":
        found.complaints.append(f"the store: {whole}")
    return found


def report(ledger: Ledger, found: Found, complaints: Sequence[str]) -> None:
    """Print the account."""
    print(f"{len(ledger.mails):,} mails came in:")
    for kind, ends in sorted(ledger.ends.items(), key=lambda each: -each[1].total()):
        print(f"\n  {ends.total():6,}  {kind}")
        for end, count in ends.most_common():
            print(f"          {count:6,}  {end}")
    print()
    for name, value in found.rows:
        print(f"  {name:<52} {value:>9}")
    print(f"\n{len(complaints)} mails without the end they should have.")
    for complaint in complaints[:20]:
        print(f"  {complaint}")


def _server(found: Found, session: imaplib.IMAP4) -> None:
    """Each mail lies where its end puts it, and nobody else's was touched."""
    lying: Counter[tuple[str, str]] = Counter()
    for name in MAILBOXES:
        here = _lying(session, name)
        found.rows.append((f"mails in {name}", f"{len(here):,}"))
        lying.update((_place(name), sha256) for sha256 in here)
    rows = Counter(
        (_place(name), row.sha256)
        for name, statuses in MAILBOXES.items()
        for row in InboundEmail.select().where(InboundEmail.status.in_(statuses))
    )
    for place, sha256 in (lying - rows) + (rows - lying):
        ids = InboundEmail.select().where(InboundEmail.sha256 == sha256)
        ends = [(row.id, row.uid, row.status, row.rule) for row in ids]
        found.complaints.append(f"{place}: not as the rows {ends} have it")
    session.select("INBOX", readonly=True)
    seen = len(session.search(None, "SEEN")[1][0].split())
    if seen:
        found.complaints.append(f"INBOX: {seen} of others' mails are marked as seen")


def _lying(session: imaplib.IMAP4, name: str) -> list[str]:
    """Give the hash of each mail in a mailbox."""
    _, (count, *_) = session.select(f'"{name}"', readonly=True)
    if not int(count or 0):
        return []
    parts = session.fetch("1:*", "(BODY.PEEK[])")[1]
    return [
        hashlib.sha256(part[1]).hexdigest() for part in parts if isinstance(part, tuple)
    ]


def _place(name: str) -> str:
    # What was held, filed, and let in later lies where it was filed: as one.
    return "Accepted or Held" if name.endswith(("Accepted", "Held")) else name


def _outgoing(found: Found, sink: Sink) -> None:
    """Each mail of ours arrived once, and no other; none tells an address."""
    arrived = Counter(_message_id(mail.raw) for mail in sink.sent)
    made = {row.message_id: row for row in OutboundEmail.select()}
    for message_id, count in arrived.items():
        if count > 1 or message_id not in made:
            found.complaints.append(f"{message_id} arrived {count} times")
    for message_id, row in made.items():
        if row.status == "sent" and message_id not in arrived:
            found.complaints.append(f"mail {row.id} is sent and did not arrive")
    kinds = Counter(row.kind for row in made.values())
    for kind, count in kinds.most_common():
        found.rows.append((f"mails out: {kind}", f"{count:,}"))
    leaks = sum(_tells(mail.raw, mail.recipient) for mail in sink.sent)
    found.rows.append(("mails out with an address of another person", f"{leaks:,}"))
    if leaks:
        found.complaints.append(f"{leaks} mails tell somebody's address")


def _told(found: Found) -> None:
    """Whatever was said is owed to somebody, and each of it has its end."""
    states = Counter(row.status for row in Delivery.select(Delivery.status))
    for status, count in states.most_common():
        found.rows.append((f"deliveries {status}", f"{count:,}"))
    unowed = Message.select().where(
        Message.id.not_in(Delivery.select(Delivery.message))
    )
    if unowed.count():
        found.complaints.append(f"{unowed.count()} messages are owed to nobody")
    found.rows.append(("threads", f"{Thread.select().count():,}"))
    found.rows.append(("messages", f"{Message.select().count():,}"))


def _message_id(raw: bytes) -> str:
    return str(message_from_bytes(raw)["Message-ID"])


def _tells(raw: bytes, recipient: str) -> bool:
    """Tell whether a mail has an address of a person whom it was not sent to."""
    words = _addresses(raw)
    return any(word != recipient for word in words)


def _addresses(raw: bytes) -> Iterable[str]:
    texts = [raw.decode("latin-1")]
    for part in message_from_bytes(raw).walk():
        content = part.get_payload(decode=True)
        if content:
            texts.append(content.decode("utf-8", "replace"))
    ends = ("@customer.example", ".example")
    for text in texts:
        for word in text.replace("<", " ").replace(">", " ").split():
            named = word.strip(".,;:()\"'")
            if named.endswith(ends[0]) or (
                "@shop" in named and named.endswith(ends[1])
            ):
                yield named
