"""
From a recorded mail to its effect: a post, a bounce noted, a place among the held.

Rule 1: a mail is judged from our own rows; where it came from no longer matters.
Rule 2: the verdict, and what the mail did, are one transaction; each mail of a batch
has its savepoint, so one that fails takes no other with it.
Rule 3: mail is read, and its files are scanned, outside any transaction: either may
take long.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from peewee import IntegrityError, PeeweeException

from mcenter import audit, inbox
from mcenter.errors import TryAgain
from mcenter.files import scan
from mcenter.gateway import appeals, readings, screening
from mcenter.gateway.judgement import Judge
from mcenter.inbox import Fetched, Verdict, unfetched
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.gateway.cases import Case
    from mcenter.gateway.readings import Reading
    from mcenter.models import InboundEmail, Person, Thread

logger = logging.getLogger(__name__)

# A mail without a verdict after this long has lost the run that took it in.
ABANDONED = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What became of one mail."""

    id: int
    message_id: str
    sender: str
    disposition: str
    rule: str | None
    effect: str | None
    thread: int | None
    message: int | None


class Gateway:
    """Judges recorded mail by [marketplace], [inbound], [limits], [attachments]."""

    def __init__(self, config: Config, scanner: scan.Scanner | None = None) -> None:
        """
        Take the configuration, which must have what these sections require.

        Without a scanner of the caller's, files are scanned as it says, for as long as
        a run may take.
        """
        self._screen = screening.Screen(config.attachments, scanner or _scanner(config))
        self._judge = Judge(config, self._screen)
        self.scheme = self._judge.scheme

    def work_off(
        self, *, now: datetime, only: Sequence[int] | None = None
    ) -> list[Judged]:
        """
        Judge every mail that has no verdict yet; with `only`, of these keys.

        Raises TryAgain when the run has to end before all files are scanned.
        """
        done: list[Judged] = []
        while mails := inbox.received(only):
            inbox.begin(mails)
            read = [(mail, self._judge.read(mail)) for mail in mails]
            late, end = self._scan(read, now)
            with transaction():
                waiting = inbox.still_open(mails) - {mail.id for mail in late}
                done += [
                    self._close(mail, reading, now)
                    for mail, reading in read
                    if mail.id in waiting
                ]
            if end is not None:
                raise end
        return done

    def deliver(self, mail: Fetched, *, now: datetime) -> list[Judged]:
        """
        Record and judge one mail from an MTA; recorded, it cannot be lost.

        Then judge what runs that died left behind: where only an MTA calls, nobody
        else would. Raises only while the mail is not recorded: after that, to fail
        would have the MTA bring it again.
        """
        new = inbox.record([mail], now=now)
        done: list[Judged] = []
        try:
            done += self.work_off(now=now, only=new)
            left = inbox.abandoned(new, before=now - ABANDONED)
            self.work_off(now=now, only=left)
        except Exception:
            logger.exception("Mail %s is recorded, and waits for the next run.", new)
        return done

    def case(self, mail: InboundEmail) -> Case:
        """Read a recorded mail again, and find whom it names and who wrote it."""
        return self._judge.case(mail, readings.read(mail, self.scheme))

    def accept(
        self,
        mail: InboundEmail,
        *,
        force: bool,
        into: Thread | None = None,
        actor: Person | None,
        now: datetime,
    ) -> Judged:
        """
        Post a held mail on an operator's word, as its holder or a colleague of theirs.

        A mail that names nobody goes `into` a thread, as the person of its From; one to
        a contact address begins a thread.
        Raises NotAllowed when the mail is not held, names nobody, is cut, or was found
        forged or wrapped, which only `force` overrides; UnusableInput when it says
        nothing.
        """
        case = self.case(mail)
        if not force:
            appeals.refuse_doubtful(case)
        with transaction():
            # Asked within: another operator may have been quicker.
            mail = appeals.acceptable(inbox.find(mail.id))
            inbox.close(mail, self._granted(case, into, now))
            audit.note("accept", mail, actor=actor, now=now)
        return judged(mail)

    def retry(
        self, mail: InboundEmail, *, actor: Person | None, now: datetime
    ) -> Judged:
        """
        Judge a held, failed or discarded mail again.  Raises NotAllowed.

        What the mail server did not hand over, the next poll asks for.
        """
        with transaction():
            mail = inbox.find(mail.id)
            audit.note("retry", mail, actor=actor, now=now)
            if unfetched.ask_again(mail):
                return judged(mail)
            inbox.reopen(appeals.retriable(mail))
        self.work_off(now=now, only=[mail.id])
        return judged(inbox.find(mail.id))

    def _granted(self, case: Case, into: Thread | None, now: datetime) -> Verdict:
        if case.errands and into is None:
            return self._judge.do(case, now)
        if case.contact is not None and into is None:
            return self._judge.start(case, case.contact, now)
        holder, author = appeals.place(case, into)
        return self._judge.post(case, holder, author, now)

    def _close(
        self, mail: InboundEmail, reading: Reading | Exception, now: datetime
    ) -> Judged:
        """Judge one mail in a savepoint; a failure of ours is a verdict too."""
        try:
            with transaction():
                inbox.close(mail, self._judge.verdict(mail, reading, now))
        except Exception as error:
            if isinstance(error, PeeweeException) and not _is_of_mail(error):
                # The store failed, not the mail: the run ends, and the mail waits.
                raise
            logger.exception("Mail %d could not be judged.", mail.id)
            # Read again: what the mail says of itself may be what no column takes.
            mail = inbox.find(mail.id)
            inbox.close(mail, Verdict(status="failed", rule="crashed"))
        return judged(mail)

    def _scan(
        self, read: Sequence[tuple[InboundEmail, Reading | Exception]], now: datetime
    ) -> tuple[list[InboundEmail], TryAgain | None]:
        """Scan what waits for it; when the run has to end, give what still waits."""
        for at, (mail, reading) in enumerate(read):
            if isinstance(reading, Exception) or not self._judge.waits(
                mail, reading, now
            ):
                continue
            try:
                self._screen.scan(mail, reading.received)
            except TryAgain as end:
                late = [mail for mail, _ in read[at:]]
                # One that was begun counts as tried: the others come before it then.
                begun = isinstance(end, scan.OutOfTime) and end.begun
                inbox.give_back(late[begun:])
                return late, end
        return [], None


def _scanner(config: Config) -> scan.Scanner:
    until = time.monotonic() + config.limits.deadline.total_seconds()
    return scan.Scanner(config.attachments.scan_command, deadline=until)


def _is_of_mail(error: PeeweeException) -> bool:
    return isinstance(error, IntegrityError)


def judged(mail: InboundEmail) -> Judged:
    """Say what became of a mail, by its row."""
    message = mail.message
    return Judged(
        id=mail.id,
        message_id=mail.message_id,
        sender=mail.sender,
        disposition=mail.status,
        rule=mail.rule,
        effect=mail.effect,
        thread=None if message is None else message.thread_id,
        message=None if message is None else message.id,
    )
