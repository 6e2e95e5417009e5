"""The servers that mail is fetched from and handed to."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import secret
from mcenter.doctor.finding import Finding, advice, ok
from mcenter.mail.imap import Session
from mcenter.mail.smtp import Submission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcenter.config import Config

# How long a server may take to let us in.
PATIENCE = timedelta(seconds=30)
MEGABYTE = 1_000_000


def imap(config: Config, _: datetime) -> Iterator[Finding]:
    """The IMAP server lets us in, and has the mailboxes."""
    imap = config.imap
    if not imap.host:
        return
    deadline = time.monotonic() + PATIENCE.total_seconds()
    with Session(imap, lambda: secret.password(imap), deadline=deadline) as session:
        yield ok("imap", f"{imap.host}:{imap.port} lets {imap.username} in.")
        for name in filter(None, (imap.mailbox, imap.junk)):
            session.select(name)
            yield ok(
                "mailbox", f"{name} can be opened; mails in it: {len(session.uids())}."
            )
            if not session.may_remove(name):
                told = f"We may not remove mail from {name}: it is left there."
                yield advice("mailbox", f"{told} RFC 4314 has it as rights t and e.")
        for name in (imap.accepted, imap.held, imap.discarded):
            if session.exists(name):
                yield ok("mailbox", f"{name} is there.")
                if not session.may_insert(name):
                    told = f"We may not put mail into {name} (RFC 4314, right i)."
                    yield advice("mailbox", told)
            else:
                yield ok("mailbox", f"{name} is not there yet; poll makes it.")
        if not session.can_move():
            told = (
                f"{imap.host} has neither MOVE nor UIDPLUS: mail is left in its place."
            )
            yield advice("mailbox", told)


def smtp(config: Config, _: datetime) -> Iterator[Finding]:
    """The SMTP server lets us in; no mail is begun."""
    smtp = config.smtp
    if not smtp.host:
        return
    deadline = time.monotonic() + PATIENCE.total_seconds()
    with Submission(smtp, lambda: secret.password(smtp), deadline=deadline) as server:
        server.log_in()
        largest = server.largest
    who = smtp.username or "us, without a login,"
    yield ok("smtp", f"{smtp.host}:{smtp.port} lets {who} in.")
    # Base64 with its line ends, and the text.
    needed = config.attachments.relay_size * 78 // 57 + MEGABYTE
    if largest is not None and largest < needed:
        told = (
            f"{smtp.host} takes mails of up to {largest:,} bytes; by [attachments]"
            f" relay_size a notification may have {needed:,}."
        )
        yield advice("smtp", told)
