"""
Check that all is well: the configuration, the store, the servers, what waits.

Rule 1: CHECKS names them all; each gives findings, and a failure it raises is one too.
Rule 2: nothing is changed: no mail sent or moved, no mailbox or store made.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import deliveries, inbox, mailboxes, outbox, secret, store
from mcenter.errors import ConfigurationError, McenterError, TryAgain
from mcenter.mail.imap import Session
from mcenter.mail.smtp import Submission
from mcenter.scan import Scanner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mcenter.config import Config

    Check = Callable[[Config, datetime], Iterator["Finding"]]

OK, ADVICE, FAULT = "ok", "advice", "fault"
# How long a server may take to let us in.
PATIENCE = timedelta(seconds=30)
# Cron calls poll every few minutes; after this long it has stopped.
LONG_AGO = timedelta(hours=1)
SCARCE_BYTES, TOO_FEW_BYTES = 1_000_000_000, 50_000_000
MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found: ok, advice or fault, in a sentence; a fault's status."""

    name: str
    status: str
    sentence: str
    exit_code: int = 0


def examine(config: Config, now: datetime) -> Iterator[Finding]:
    """Make every check of CHECKS, in its order."""
    for name, check in CHECKS:
        try:
            yield from check(config, now)
        except McenterError as error:
            yield fault(name, error)


def fault(name: str, error: McenterError) -> Finding:
    """Give the finding for a failure."""
    return Finding(
        name=name, status=FAULT, sentence=str(error), exit_code=error.exit_code
    )


def _ok(name: str, sentence: str) -> Finding:
    return Finding(name=name, status=OK, sentence=sentence)


def _advice(name: str, sentence: str) -> Finding:
    return Finding(name=name, status=ADVICE, sentence=sentence)


def _configuration(config: Config, _: datetime) -> Iterator[Finding]:
    """Each command of the gateway has the sections that it refuses to run without."""
    missing = {name: _missing(config, sections) for name, sections in NEEDS}
    for name, sections in NEEDS:
        where = config.path or "the environment"
        # Answers come in by one of the two; nobody needs both.
        other = {"poll": "deliver", "deliver": "poll"}.get(name)
        problem = missing[name]
        if problem is None:
            told = f"{where} has what {name} needs: {', '.join(sections)}."
            yield _ok("configuration", told)
        elif other and missing[other] is None:
            yield _advice("configuration", f"{name} cannot run, {other} can. {problem}")
        elif name != "deliver":
            sentence = f"{name} cannot run. {problem}"
            yield fault("configuration", ConfigurationError(sentence))


def _missing(config: Config, sections: tuple[str, ...]) -> ConfigurationError | None:
    try:
        config.require(*sections)
    except ConfigurationError as error:
        return error
    return None


def _authentication(config: Config, _: datetime) -> Iterator[Finding]:
    """Whether a mail host vouches for who wrote a mail."""
    name, believed = "authentication", config.inbound.authentication
    if believed == "none":
        yield _advice(
            name,
            'inbound.authentication is "none": nobody vouches for a From, so whoever'
            " learns a reply address can post by it as its holder.",
        )
    elif believed:
        yield _ok(
            name,
            f"Authentication-Results of {believed} are believed; that host must remove"
            " results in its own name from mail that comes in.",
        )


def _store(config: Config, now: datetime) -> Iterator[Finding]:
    """The store opens, is current, whole and safe, and has room; what waits in it."""
    path = config.store_path
    with store.looked_at(f"sqlite:///{path}"):
        applied, newest = store.schema_versions()
        if applied != newest:
            told = f"The store {path} is at version {applied}, not {newest}: migrate."
            yield fault("store", ConfigurationError(told))
            return
        yield _ok("store", f"The store {path} is at version {newest}.")
        damages = store.damages()
        if damages:
            told = f"The store is damaged, restore a backup: {damages[0]}."
            yield fault("integrity", ConfigurationError(told))
            return
        yield _ok("integrity", "SQLite finds nothing wrong with the store.")
        yield _journal()
        yield _space(shutil.disk_usage(path.parent).free)
        if config.imap.host:
            yield _last_poll(config, now)
        yield _inbox()
        yield _outbox()


def _journal() -> Finding:
    mode, safe = store.journal_mode_now(), store.journal_mode()
    if mode == "wal" and safe != "wal":
        told = "The store's journal is wal, which this SQLite may corrupt: update it."
        return fault("journal", ConfigurationError(told))
    return _ok("journal", f"The store's journal is {mode}, safe with this SQLite.")


def _space(free: int) -> Finding:
    told = f"{free // MEGABYTE:,} MB are free on the disk of the store."
    if free < TOO_FEW_BYTES:
        return fault("space", TryAgain(told))
    return (_advice if free < SCARCE_BYTES else _ok)("space", told)


def _last_poll(config: Config, now: datetime) -> Finding:
    imap = config.imap
    mailbox = mailboxes.find(imap.host, imap.username, imap.mailbox)
    if mailbox is None or mailbox.polled_at is None:
        return _advice("poll", "No poll has come to its end yet: have cron call it.")
    minutes = (now - mailbox.polled_at) // timedelta(minutes=1)
    ago = f"{minutes:,} minute{'s' * (minutes != 1)} ago" if minutes else "just now"
    told = f"The last poll came to its end {ago}"
    if now - mailbox.polled_at > LONG_AGO:
        return _advice("poll", f"{told}: does cron still call it?")
    return _ok("poll", f"{told}.")


def _inbox() -> Finding:
    waiting = inbox.count("held"), inbox.count("failed"), inbox.count("received")
    told = "In the inbox, {} held, {} failed, {} to be judged".format(*waiting)
    if any(waiting):
        return _advice("inbox", f"{told}: see inbox list.")
    return _ok("inbox", f"{told}.")


def _outbox() -> Finding:
    failed, pending = outbox.count("failed"), outbox.count("pending")
    told = f"In the outbox, {failed} failed, {pending} to be tried"
    told += f", {deliveries.waiting()} owed and in no mail yet"
    if failed:
        return _advice("outbox", f"{told}: see outbox list.")
    return _ok("outbox", f"{told}.")


def _imap(config: Config, _: datetime) -> Iterator[Finding]:
    """The IMAP server lets us in, and has the mailboxes."""
    imap = config.imap
    if not imap.host:
        return
    deadline = time.monotonic() + PATIENCE.total_seconds()
    with Session(imap, lambda: secret.password(imap), deadline=deadline) as session:
        yield _ok("imap", f"{imap.host}:{imap.port} lets {imap.username} in.")
        for name in filter(None, (imap.mailbox, imap.junk)):
            session.select(name)
            yield _ok(
                "mailbox", f"{name} can be opened; mails in it: {len(session.uids())}."
            )
        for name in (imap.accepted, imap.held, imap.discarded):
            if session.exists(name):
                yield _ok("mailbox", f"{name} is there.")
            else:
                yield _ok("mailbox", f"{name} is not there yet; poll makes it.")
        if not session.can_move():
            told = (
                f"{imap.host} has neither MOVE nor UIDPLUS: mail is left in its place."
            )
            yield _advice("mailbox", told)


def _smtp(config: Config, _: datetime) -> Iterator[Finding]:
    """The SMTP server lets us in; no mail is begun."""
    smtp = config.smtp
    if not smtp.host:
        return
    deadline = time.monotonic() + PATIENCE.total_seconds()
    with Submission(smtp, lambda: secret.password(smtp), deadline=deadline) as server:
        server.log_in()
        largest = server.largest
    who = smtp.username or "us, without a login,"
    yield _ok("smtp", f"{smtp.host}:{smtp.port} lets {who} in.")
    # Base64 with its line ends, and the text.
    needed = config.attachments.relay_size * 78 // 57 + MEGABYTE
    if largest is not None and largest < needed:
        told = (
            f"{smtp.host} takes mails of up to {largest:,} bytes; by [attachments]"
            f" relay_size a notification may have {needed:,}."
        )
        yield _advice("smtp", told)


def _scan(config: Config, _: datetime) -> Iterator[Finding]:
    """The scan command can be run, and does not stop everything."""
    if not config.attachments.scan_command:
        return
    try:
        Scanner(config.attachments.scan_command).check([b""])
    except McenterError as error:
        told = f"attachments.scan_command: every file would be held. {error}"
        raise ConfigurationError(told) from None
    yield _ok("scan", "The scan command lets an empty file through.")


# What each command of the gateway refuses to run without.
NEEDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("poll", ("database", "marketplace", "imap", "inbound")),
    ("deliver", ("database", "marketplace", "inbound")),
    ("notify", ("database", "marketplace", "smtp")),
)
CHECKS: tuple[tuple[str, Check], ...] = (
    ("configuration", _configuration),
    ("authentication", _authentication),
    ("store", _store),
    ("imap", _imap),
    ("smtp", _smtp),
    ("scan", _scan),
)
