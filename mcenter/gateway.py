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
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from peewee import IntegrityError, PeeweeException

from mcenter import (
    admission,
    answers,
    audit,
    bounces,
    cases,
    inbox,
    readings,
    scan,
    screening,
    threads,
)
from mcenter.errors import NotAllowed, TryAgain, UnusableInput
from mcenter.inbox import Fetched, Verdict
from mcenter.reply_address import Scheme
from mcenter.store import transaction
from mcenter.threads import AlreadyPosted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.admission import Disposition
    from mcenter.cases import Case
    from mcenter.config import Config
    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import InboundEmail, Participant, Person
    from mcenter.readings import Reading

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
        self.scheme = Scheme(config.marketplace)
        self._authserv_id = config.inbound.authentication
        self._limits = config.limits
        self._junk = config.imap.junk
        self._screen = screening.Screen(config.attachments, scanner or _scanner(config))

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
            read = [(mail, self._attempt(mail)) for mail in mails]
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
        return self._case(mail, readings.read(mail, self.scheme))

    def accept(
        self, mail: InboundEmail, *, force: bool, actor: Person | None, now: datetime
    ) -> Judged:
        """
        Post a held mail on an operator's word, as its holder or a colleague of theirs.

        Raises NotAllowed when the mail is not held, names nobody, is cut, or was found
        forged or wrapped, which only `force` overrides; UnusableInput when it says
        nothing.
        """
        case = self.case(mail)
        if case.holder is None:
            raise NotAllowed(f"Mail {mail.id} names no participant to post it as.")
        if case.vouched in {"fail", "contradiction"} and not force:
            raise NotAllowed(f"Mail {mail.id} may be forged; --force accepts it.")
        if case.received.wrapping and not force:
            what = f"Mail {mail.id} hides its text ({case.received.wrapping})"
            raise NotAllowed(f"{what}; --force posts what there is.")
        author = case.author if case.author and case.fits else case.holder.person
        with transaction():
            # Asked within: another operator may have been quicker.
            mail = _acceptable(inbox.find(mail.id))
            inbox.close(mail, self._post(case, case.holder, author, now))
            audit.note("accept", mail, actor=actor, now=now)
        return judged(mail)

    def retry(
        self, mail: InboundEmail, *, actor: Person | None, now: datetime
    ) -> Judged:
        """Judge a held, failed or discarded mail again.  Raises NotAllowed."""
        with transaction():
            mail = _retriable(inbox.find(mail.id))
            inbox.reopen(mail)
            audit.note("retry", mail, actor=actor, now=now)
        self.work_off(now=now, only=[mail.id])
        return judged(inbox.find(mail.id))

    def _close(
        self, mail: InboundEmail, reading: Reading | Exception, now: datetime
    ) -> Judged:
        """Judge one mail in a savepoint; a failure of ours is a verdict too."""
        try:
            with transaction():
                inbox.close(mail, self._verdict(mail, reading, now))
        except Exception as error:
            if isinstance(error, PeeweeException) and not _is_of_mail(error):
                # The store failed, not the mail: the run ends, and the mail waits.
                raise
            logger.exception("Mail %d could not be judged.", mail.id)
            # Read again: what the mail says of itself may be what no column takes.
            mail = inbox.find(mail.id)
            inbox.close(mail, Verdict(status="failed", rule="crashed"))
        return judged(mail)

    def _verdict(
        self, mail: InboundEmail, reading: Reading | Exception, now: datetime
    ) -> Verdict:
        if mail.attempts > inbox.MOST_ATTEMPTS:
            return Verdict(status="failed", rule="killed_its_run")
        if isinstance(reading, Exception):
            raise reading
        received = reading.received
        inbox.describe(
            mail,
            message_id=received.message_id,
            sender=", ".join(received.senders[:2]),
            subject=received.subject,
        )
        if mail.cut and not inbox.is_repeat(mail):
            return Verdict(status="held", rule="mail_size")
        return self._bounce(mail, received) or self._judge(mail, reading, now)

    def _bounce(self, mail: InboundEmail, received: ReceivedEmail) -> Verdict | None:
        if received.kind not in {"bounce", "delay"} or inbox.is_repeat(mail):
            return None
        if self._in_junk(mail):
            return None
        brought_to = cases.hidden_recipients(mail, received)
        tags = self.scheme.tags([*received.recipients, *brought_to])
        if bounces.carry_out(received, tags) is None:
            return None
        return Verdict(status="accepted", effect=bounces.effect(received))

    def _judge(self, mail: InboundEmail, reading: Reading, now: datetime) -> Verdict:
        case, disposition, rule = self._decide(mail, reading, now)
        if rule is None and case.holder is not None and case.author is not None:
            try:
                return self._post(case, case.holder, case.author, now)
            except UnusableInput:
                # Nothing is left without what came back from us.
                return Verdict(status="held", rule="empty", holder=case.holder)
        return Verdict(status=str(disposition), rule=rule, holder=case.holder)

    def _decide(
        self, mail: InboundEmail, reading: Reading, now: datetime
    ) -> tuple[Case, Disposition, str | None]:
        received, case = reading.received, self._case(mail, reading)
        facts = cases.facts(case, self.scheme, self._limits, now)
        facts = replace(facts, in_junk=self._in_junk(mail))
        facts = self._screen.tell(facts, mail, received)
        return case, *admission.judge(received, facts)

    def _scan(
        self, read: Sequence[tuple[InboundEmail, Reading | Exception]], now: datetime
    ) -> tuple[list[InboundEmail], TryAgain | None]:
        """Scan what waits for it; when the run has to end, give what still waits."""
        for at, (mail, reading) in enumerate(read):
            if isinstance(reading, Exception) or not self._waits(mail, reading, now):
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

    def _waits(self, mail: InboundEmail, reading: Reading, now: datetime) -> bool:
        """Tell whether nothing but a scan is missing for a mail to be posted."""
        if not self._screen.scans(reading.received):
            return False
        try:
            return self._decide(mail, reading, now)[2] == admission.scan.__name__
        except PeeweeException:
            raise
        except Exception:  # noqa: BLE001  (judging fails alike, and says so)
            return False

    def _case(self, mail: InboundEmail, reading: Reading) -> Case:
        return cases.gather(mail, reading, self.scheme, self._authserv_id)

    def _attempt(self, mail: InboundEmail) -> Reading | Exception:
        if mail.attempts > inbox.MOST_ATTEMPTS:
            # To read it once more may well end this run too.
            return RuntimeError("not read again")
        try:
            return readings.read(mail, self.scheme)
        except PeeweeException:
            raise
        except Exception as error:  # noqa: BLE001  (nothing in a mail can stop the run)
            return error

    def _in_junk(self, mail: InboundEmail) -> bool:
        junk, mailbox = self._junk, mail.mailbox
        return bool(junk) and mailbox is not None and mailbox.name == junk

    def _post(
        self, case: Case, holder: Participant, author: Person, now: datetime
    ) -> Verdict:
        post = answers.post_of(case, holder, self.scheme)
        try:
            message = threads.post(holder.thread, author, post, now=now)
        except AlreadyPosted:
            return Verdict(status="discarded", rule="repeat", holder=holder)
        effect = "message"
        return Verdict(status="accepted", effect=effect, message=message, holder=holder)


def _scanner(config: Config) -> scan.Scanner:
    until = time.monotonic() + config.limits.deadline.total_seconds()
    return scan.Scanner(config.attachments.scan_command, deadline=until)


def _is_of_mail(error: PeeweeException) -> bool:
    return isinstance(error, IntegrityError)


def _acceptable(mail: InboundEmail) -> InboundEmail:
    if mail.status not in {"held", "failed"} or mail.cut:
        raise NotAllowed(f"Mail {mail.id} is {mail.status}; it cannot be accepted.")
    return mail


def _retriable(mail: InboundEmail) -> InboundEmail:
    if mail.status not in {"held", "failed", "discarded"} or mail.blob is None:
        raise NotAllowed(f"Mail {mail.id} is {mail.status}; it is not tried again.")
    return mail


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
