"""
Collect mail over IMAP, have it judged, file it.

Rule 1: what is new is found by uid alone, never by flags: somebody else's reading of
the mailbox changes nothing.
Rule 2: a mail is moved only after its verdict is committed; a mail that is gone from
the mailbox counts as filed.
Rule 3: no transaction is open while talking to the server.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcenter import inbox, secret
from mcenter.errors import TryAgain
from mcenter.files.scan import Scanner
from mcenter.gateway import Gateway
from mcenter.inbox import filing, mailboxes, unfetched
from mcenter.mail.imap import Session
from mcenter.poller.clearing import Clearing
from mcenter.poller.intake import SLACK_BYTES, Intake
from mcenter.store import rehearsal, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from mcenter.config import Config
    from mcenter.gateway import Judged
    from mcenter.inbox import Fetched
    from mcenter.models import Mailbox

    Clock = Callable[[], datetime]


@dataclass(kw_only=True)
class Run:
    """
    What a run did.

    `foreign` counts mail that was not for us, `unfiled` what could not be moved,
    `unfetched` what the server did not hand over, and is failed for now.
    """

    collected: int = 0
    foreign: int = 0
    mails: list[Judged] = field(default_factory=list)
    unfiled: int = 0
    unfetched: int = 0
    busy: bool = False

    def count(self, disposition: str) -> int:
        """Count the mails with this end: accepted, held, discarded, failed."""
        told = sum(1 for mail in self.mails if mail.disposition == disposition)
        return told + (self.unfetched if disposition == "failed" else 0)


def new_session(config: Config, *, deadline: float) -> Session:
    """What a run works on, not connected yet; the secret is asked for each time."""
    return Session(
        config.imap,
        lambda: secret.password(config.imap),
        deadline=deadline,
        max_literal=config.limits.mail_size + SLACK_BYTES,
    )


def run(
    config: Config,
    clock: Clock,
    *,
    since: date | None = None,
    dry: bool = False,
    opened: Session | None = None,
) -> Run:
    """
    Work through the mailbox once, and through the junk mailbox where one is named.

    With `dry`, say what would become of each new mail, and keep, move and scan nothing.
    With an `opened` session, work on that, and leave it open.
    Raises TryAgain when the server is not there or the deadline comes,
    ConfigurationError when it will not let us in.
    """
    imap, done = config.imap, Run()
    deadline = time.monotonic() + config.limits.deadline.total_seconds()
    if opened is not None:
        opened.renew(deadline)
    for name in filter(None, (imap.mailbox, imap.junk)):
        mailbox = mailboxes.take(imap.host, imap.username, name, now=clock())
        if mailbox is None:
            done.busy = True
            break
        try:
            poller = _Poller(config, clock, mailbox, done, deadline, dry=dry)
            poller.work(since, dry=dry, opened=opened)
            if not dry:
                mailboxes.looked_through(mailbox, now=clock())
        finally:
            mailboxes.release(mailbox)
    return done


class _Poller:
    """One run over one mailbox."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        mailbox: Mailbox,
        done: Run,
        deadline: float,
        *,
        dry: bool,
    ) -> None:
        # A rehearsal is one transaction: whatever takes long has to be left out.
        scanner = Scanner(
            "" if dry else config.attachments.scan_command,
            deadline=deadline,
            before_each=self._check_time,
        )
        self._config = config
        self._clock = clock
        self._mailbox = mailbox
        self._done = done
        self._deadline = deadline
        self._gateway = Gateway(config, scanner)

    def work(self, since: date | None, *, dry: bool, opened: Session | None) -> None:
        if not dry:
            # What an earlier run recorded and did not live to judge comes first.
            self._judge()
        with self._session(opened) as session:
            uidvalidity = session.select(self._mailbox.name)
            uids = session.uids(since)
            self._collect(session, uidvalidity, uids, dry=dry)
            if not dry:
                # What is not looked at today may still have to be filed.
                there = uids if since is None else session.uids(None)
                self._file(session, uidvalidity, set(there))

    def _collect(
        self, session: Session, uidvalidity: int, uids: Sequence[int], *, dry: bool
    ) -> None:
        """Take in what is not known yet, and what did not come before."""
        intake = Intake(
            session,
            self._mailbox,
            uidvalidity,
            most=self._config.limits.mail_size,
            concerns=self._gateway.scheme.concerns,
            clock=self._clock,
            dry=dry,
        )
        known, due = filing.known_uids(self._mailbox, uidvalidity), intake.due()
        new = [uid for uid in uids if uid not in known]
        try:
            for batch in intake.batches(new, [uid for uid in uids if uid in due]):
                self._take_in(batch, uidvalidity, dry=dry)
                self._check_time()
        finally:
            self._done.unfetched += intake.unfetched

    def _session(self, opened: Session | None) -> AbstractContextManager[Session]:
        if opened is not None:
            return nullcontext(opened)
        return new_session(self._config, deadline=self._deadline)

    def _take_in(self, batch: list[Fetched], uidvalidity: int, *, dry: bool) -> None:
        self._done.foreign += sum(1 for mail in batch if mail.foreign)
        self._done.collected += sum(1 for mail in batch if not mail.foreign)
        if dry:
            with rehearsal():
                self._judge(only=self._record(batch, uidvalidity))
            return
        self._record(batch, uidvalidity)
        self._judge()

    def _record(self, batch: list[Fetched], uidvalidity: int) -> list[int]:
        now, mailbox = self._clock(), self._mailbox
        with transaction():
            unfetched.forget(mailbox, uidvalidity, [mail.uid for mail in batch])
            return inbox.record(
                batch, mailbox=mailbox, uidvalidity=uidvalidity, now=now
            )

    def _judge(self, *, only: list[int] | None = None) -> None:
        self._done.mails += self._gateway.work_off(now=self._clock(), only=only)

    def _file(self, session: Session, uidvalidity: int, there: set[int]) -> None:
        unfetched.forget_gone(self._mailbox, uidvalidity, there)
        clearing = Clearing(
            session,
            self._config.imap,
            self._mailbox,
            clock=self._clock,
            before_each=self._check_time,
        )
        clearing.file(uidvalidity, there, {mail.id for mail in self._done.mails})
        self._done.unfiled += clearing.unfiled

    def _check_time(self) -> None:
        """End the run at its deadline, or when the lease has become another's."""
        if time.monotonic() > self._deadline:
            raise TryAgain("The deadline of this run is reached; the next one goes on.")
        if not mailboxes.renew(self._mailbox, now=self._clock()):
            raise TryAgain("Another run has taken over the mailbox.")
