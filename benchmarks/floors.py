"""
The practical floors: the same job with nothing but the standard library.

    python benchmarks/floors.py ingest HOST PORT CA_FILE USER PASSWORD STORE JOURNAL
    python benchmarks/floors.py send PORT MAIL COUNT
    python benchmarks/floors.py commit STORE JOURNAL COUNT

What a careful program could at best come near to: no check, no rule, no retry, one
regular expression for a reader, and SQL by hand into the very tables of the store.
It imports nothing of the program that it is a measure for.
"""

from __future__ import annotations

import imaplib
import re
import smtplib
import sqlite3
import ssl
import sys
import time
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message

BATCH = 100
ACCEPTED = "Accepted"
QUOTED = re.compile(
    r"\r?\n(On [^\n]*(?:\n[^\n]*)? wrote:|> On |_{32}\r?\n).*", re.DOTALL
)
TOKEN = re.compile(r"reply\+(\w+)@")
BY_TOKEN = "SELECT thread_id, person_id, side FROM participant WHERE reply_token = ?"
POST = """
INSERT OR IGNORE INTO message
(thread_id, author_id, side, channel, fingerprint, created_at, body)
VALUES (?, ?, ?, 'email', ?, ?, ?)
"""
ADVANCE = """
UPDATE thread SET messages = messages + 1, last_message = ?, last_message_at = ?
WHERE id = ?
"""


def ingest(
    host: str,
    port: str,
    ca_file: str,
    user: str,
    password: str,
    path: str,
    journal: str,
) -> None:
    """Fetch in batches, post each mail, commit a batch, and move all at the end."""
    store = _opened(path, journal)
    context = ssl.create_default_context(cafile=ca_file)
    with imaplib.IMAP4_SSL(host, int(port), ssl_context=context) as client:
        client.login(user, password)
        client.select("INBOX")
        uids = client.uid("SEARCH", "ALL")[1][0].decode().split()
        batches = [uids[at : at + BATCH] for at in range(0, len(uids), BATCH)]
        for batch in batches:
            answer = client.uid("FETCH", ",".join(batch), "(BODY.PEEK[])")[1]
            store.execute("BEGIN IMMEDIATE")
            for part in answer:
                if isinstance(part, tuple):
                    _post(store, part[1])
            store.execute("COMMIT")
        client.create(ACCEPTED)
        for batch in batches:
            client.uid("MOVE", ",".join(batch), ACCEPTED)


def _post(store: sqlite3.Connection, raw: bytes) -> None:
    mail = message_from_bytes(raw)
    token = TOKEN.search(mail["To"])[1]
    thread, person, side = store.execute(BY_TOKEN, (token,)).fetchone()
    body = QUOTED.sub("", _plain(mail)).strip()
    now = time.time_ns() // 1000
    row = (thread, person, side, mail["Message-ID"], now, body)
    posted = store.execute(POST, row)
    if posted.rowcount:
        store.execute(ADVANCE, (posted.lastrowid, now, thread))


def _plain(mail: Message) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True)
            return content.decode(part.get_content_charset("utf-8"), "replace")
    return ""


def send(port: str, path: str, count: str) -> None:
    """Submit one mail, ready as it is, so many times over one kept connection."""
    mail = Path(path).read_bytes()
    sender, recipient = "bounce@market.example", "customer@customer.example"
    with smtplib.SMTP("127.0.0.1", int(port), local_hostname="localhost") as client:
        for _ in range(int(count)):
            client.sendmail(sender, [recipient], mail)


def commit(path: str, journal: str, count: str) -> None:
    """Change one row so many times, each time in a durable commit."""
    store = _opened(path, journal)
    store.execute("CREATE TABLE mail (sent INTEGER)")
    store.execute("INSERT INTO mail VALUES (0)")
    for _ in range(int(count)):
        store.execute("UPDATE mail SET sent = sent + 1")


def _opened(path: str, journal: str) -> sqlite3.Connection:
    store = sqlite3.connect(path, isolation_level=None)
    store.execute(f"PRAGMA journal_mode = {journal}")
    store.execute("PRAGMA synchronous = FULL")
    return store


if __name__ == "__main__":
    {"ingest": ingest, "send": send, "commit": commit}[sys.argv[1]](*sys.argv[2:])
