"""The store, and what waits in it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import inbox, outbox, store
from mcenter.doctor.finding import Finding, advice, fault, ok
from mcenter.doctor.reached import reached
from mcenter.errors import ConfigurationError, TryAgain
from mcenter.inbox import mailboxes
from mcenter.outbox import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcenter.config import Config

# Cron calls poll every few minutes; after this long it has stopped.
LONG_AGO = timedelta(hours=1)
SCARCE_BYTES, TOO_FEW_BYTES = 1_000_000_000, 50_000_000
MEGABYTE = 1_000_000


def stored(config: Config, now: datetime) -> Iterator[Finding]:
    """The store opens, is current, whole and safe, and has room; what waits in it."""
    path = config.store_path
    with store.looked_at(f"sqlite:///{path}"):
        applied, newest = store.schema_versions()
        if applied != newest:
            told = f"The store {path} is at version {applied}, not {newest}: migrate."
            yield fault("store", ConfigurationError(told))
            return
        yield ok("store", f"The store {path} is at version {newest}.")
        damages = store.damages()
        if damages:
            told = f"The store is damaged, restore a backup: {damages[0]}."
            yield fault("integrity", ConfigurationError(told))
            return
        yield ok("integrity", "SQLite finds nothing wrong with the store.")
        yield _journal()
        yield _space(shutil.disk_usage(path.parent).free)
        if config.imap.host:
            yield _last_poll(config, now)
        yield _inbox()
        yield _outbox()
        yield from reached(config.notify.frequency, now)


def _journal() -> Finding:
    mode, safe = store.journal_mode_now(), store.journal_mode()
    if mode == "wal" and safe != "wal":
        told = "The store's journal is wal, which this SQLite may corrupt: update it."
        return fault("journal", ConfigurationError(told))
    return ok("journal", f"The store's journal is {mode}, safe with this SQLite.")


def _space(free: int) -> Finding:
    told = f"{free // MEGABYTE:,} MB are free on the disk of the store."
    if free < TOO_FEW_BYTES:
        return fault("space", TryAgain(told))
    return (advice if free < SCARCE_BYTES else ok)("space", told)


def _last_poll(config: Config, now: datetime) -> Finding:
    imap = config.imap
    mailbox = mailboxes.find(imap.host, imap.username, imap.mailbox)
    if mailbox is None or mailbox.polled_at is None:
        return advice("poll", "No poll has come to its end yet: have cron call it.")
    minutes = (now - mailbox.polled_at) // timedelta(minutes=1)
    ago = f"{minutes:,} minute{'s' * (minutes != 1)} ago" if minutes else "just now"
    told = f"The last poll came to its end {ago}"
    if now - mailbox.polled_at > LONG_AGO:
        return advice("poll", f"{told}: does cron still call it?")
    return ok("poll", f"{told}.")


def _inbox() -> Finding:
    waiting = inbox.count("held"), inbox.count("failed"), inbox.count("received")
    told = "In the inbox, {} held, {} failed, {} to be judged".format(*waiting)
    if any(waiting):
        return advice("inbox", f"{told}: see inbox list.")
    return ok("inbox", f"{told}.")


def _outbox() -> Finding:
    failed, pending = outbox.count("failed"), outbox.count("pending")
    told = f"In the outbox, {failed} failed, {pending} to be tried"
    told += f", {deliveries.waiting()} owed and in no mail yet"
    if failed:
        return advice("outbox", f"{told}: see outbox list.")
    return ok("outbox", f"{told}.")
