"""
Send what is due: claim, compose, submit, settle.

Rule 1: nothing is submitted that is not frozen and committed.
Rule 2: no transaction is open while talking to the server; each mail is settled on its
own, at once, by what the server answered.
Rule 3: a try counts when the server answered; when it is not there, the run ends.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import outbox, secret
from mcenter.changes import dead_addresses
from mcenter.errors import NotFound, TryAgain
from mcenter.letters import Letters
from mcenter.mail.smtp import Submission
from mcenter.notices import unreached
from mcenter.notices.alerts import Alerts
from mcenter.outbox import claims, forecasts, parcels, quota, withdrawals
from mcenter.outbox.refusals import Refusals, outcome_of
from mcenter.reminders import Reminders
from mcenter.reply_address import mint
from mcenter.store import rehearsal, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.mail.smtp import Reply
    from mcenter.models import OutboundEmail
    from mcenter.outbox.decisions import Dropped, Parcel
    from mcenter.outbox.forecasts import Other

    Clock = Callable[[], datetime]

BATCH = 100
# Composed at once, in one transaction, at most so much and one mail more.
BATCH_BYTES = 32_000_000
# A mail whose answer was missed waits as long as it has been tried for, at most that.
LONGEST_SILENCE = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One mail of a run: where to, what came of it, what the server said."""

    id: int
    to: str
    status: str
    reply: str | None
    kind: str
    thread: int | None


@dataclass(kw_only=True)
class Run:
    """What a run did; `unneeded` counts deliveries."""

    unneeded: int = 0
    paced: bool = False
    """Whether it ended because [smtp] lets no more mails through now."""
    mails: list[Tried] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    """What does not go now, and why: of a rehearsal alone."""
    more: int = 0
    """What a rehearsal did not look at."""

    def count(self, status: str) -> int:
        """Count the mails with this end: sent, deferred, failed."""
        return sum(1 for mail in self.mails if mail.status == status)


def run(config: Config, clock: Clock) -> Run:
    """
    Send everything that is due.

    Raises TryAgain when the server is not there, refuses us, or the deadline comes;
    ConfigurationError when it will not let us in.
    """
    notifier = _Notifier(config, clock)
    deadline = time.monotonic() + config.limits.deadline.total_seconds()
    with Submission(
        config.smtp, lambda: secret.password(config.smtp), deadline=deadline
    ) as submission:
        while mails := notifier.claim():
            if time.monotonic() > deadline:
                claims.release(mails)
                raise TryAgain("The deadline of this run is reached; more is due.")
            notifier.submit_all(submission, mails)
    return notifier.done


def rehearse(config: Config, clock: Clock, *, most: int | None = forecasts.MOST) -> Run:
    """
    Say what would be sent now, and what would not, and send, keep and drop nothing.

    Tells of the next so many rows; None: of all.
    """
    notifier = _Rehearsal(config, clock)
    with rehearsal():
        forecast = forecasts.Forecast(config, now=clock(), most=most)
        mails = notifier.claim(most=parcels.LOOK, room=math.inf)
        for mail in mails:
            notifier.note(mail, "due", None)
        notifier.done.others = forecast.others(mails, notifier.dropped)
        notifier.done.more = forecast.more
    return notifier.done


class _Notifier:
    """One run: what it has done, and which refusals it has heard."""

    def __init__(
        self, config: Config, clock: Clock, *, relay_size: int | None = None
    ) -> None:
        self.done = Run()
        self._config = config
        self._clock = clock
        self._letters = Letters(config, relay_size=relay_size)
        self._reminders = Reminders(config)
        self._refusals = Refusals()
        self._begun: OutboundEmail | None = None
        self._reach_is_known = False

    def claim(
        self, most: int = BATCH, room: float = BATCH_BYTES
    ) -> Sequence[OutboundEmail]:
        now = self._clock()
        with transaction():
            claims.end_void(now)
            most = quota.room(self._config.smtp, most=most, now=now)
            self.done.paced = not most
            if not most:
                return []
            return claims.take(
                lambda: self._freeze(now, most, room), now=now, limit=most
            )

    def submit_all(
        self, submission: Submission, mails: Sequence[OutboundEmail]
    ) -> None:
        """Submit claimed mails; give back those that were not tried."""
        untried = list(mails)
        try:
            while untried and not self._refusals.are_about_us:
                self._submit(submission, *untried, *self._refusals.aside)
                untried.pop(0)
        finally:
            for mail, outcome, reply in self._refusals.settled():
                self._settle(mail, outcome, reply)
            self._release(untried)
        if self._refusals.are_about_us:
            raise TryAgain("The server refuses every mail alike; all stays pending.")

    def _release(self, untried: Sequence[OutboundEmail]) -> None:
        """Give back what has no answer; the mail at which it stopped goes last."""
        now = self._clock()
        claims.release(untried[1:])
        for mail in untried[:1]:
            # Before DATA was begun, the server cannot have taken it.
            begun = mail == self._begun
            # Whoever took it, and never says so, is not to get it again each minute.
            since = now - (mail.first_tried_at or now) if begun else timedelta(0)
            due_at = now + min(since, LONGEST_SILENCE)
            claims.release([mail], due_at=due_at, tried_at=now if begun else None)

    def note(self, mail: OutboundEmail, status: str, reply: str | None) -> None:
        self.done.mails.append(
            Tried(
                id=mail.id,
                to=mail.address,
                status=status,
                reply=reply,
                kind=mail.kind,
                thread=mail.thread_id,
            )
        )

    def _submit(
        self, submission: Submission, mail: OutboundEmail, *others: OutboundEmail
    ) -> None:
        """Submit a mail, and keep the others' leases meanwhile."""
        try:
            content = outbox.content(mail)
        except NotFound:
            return  # It was deleted meanwhile, with its thread.
        reply = submission.send(
            mail.envelope_sender,
            mail.address,
            content,
            still_ours=lambda: self._begin(mail, *others),
        )
        if reply is not None and not self._refusals.add(mail, reply):
            self._settle(mail, outcome_of(reply), reply)

    def _begin(self, mail: OutboundEmail, *others: OutboundEmail) -> bool:
        """Ask, right before DATA, whether a mail is ours to send; then it is tried."""
        self._begun = mail
        return claims.renew(mail, *others, now=self._clock())

    def _settle(self, mail: OutboundEmail, outcome: str, reply: Reply) -> None:
        words, tried, now = reply.words, not reply.is_ours, self._clock()
        with transaction():
            status = outbox.settle(mail, outcome, words, now=now, tried=tried)
            # What was put off until the table of retries ended may have been about us.
            failed = (outcome, status) == ("failed", "failed")
            if failed and dead_addresses.is_named(mail, reply.enhanced):
                dead_addresses.give_up(mail, now=now)
                self._reach_is_known = False
        if status != "lost":
            self.note(mail, status, words)

    def _freeze(self, now: datetime, most: int, room: float) -> None:
        """Compose what is due; called inside the transaction of the claim."""
        config = self._config
        if config.notify.vendors and not self._reach_is_known:
            unreached.tell(Alerts(config), config.notify.frequency, now=now)
        self._reach_is_known = True
        stopped = withdrawals.withdraw(now, config.notify, most=most)
        decided = parcels.due(now, config.notify, config.limits, most=most)
        self._drop([*stopped.dropped, *decided.dropped])
        self._letters.supplies.stock(decided.packed, now=now)
        for parcel in decided.packed:
            # What finds no room is due still, and the next claim takes it up.
            if room <= 0:
                break
            mail = self._compose(parcel, now)
            rows, digest = parcel.deliveries, parcel.is_digest
            outbox.freeze(rows, mail, digest=digest, now=now)
            room -= len(mail.content)
        self._reminders.freeze(now, most=most)

    def _drop(self, dropped: Sequence[Dropped]) -> None:
        self.done.unneeded += len(dropped)

    def _compose(self, parcel: Parcel, now: datetime) -> outbox.Frozen:
        rows, to, letters = parcel.deliveries, parcel.address, self._letters
        if parcel.is_digest:
            return letters.frozen(letters.digest(parcel.person, rows, to=to, now=now))
        posts = [row.message for row in rows]
        letter = letters.notification(parcel.participant, posts, to=to, now=now)
        return letters.frozen(letter)


class _Rehearsal(_Notifier):
    """A run that knows what it drops; what its mails would say is not asked."""

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__(config, clock)
        self.dropped: list[Dropped] = []

    def _drop(self, dropped: Sequence[Dropped]) -> None:
        super()._drop(dropped)
        self.dropped += dropped

    def _compose(self, parcel: Parcel, now: datetime) -> outbox.Frozen:  # noqa: ARG002  (as a run does)
        return outbox.Frozen(
            address=parcel.address,
            message_id=mint(),
            tag=mint(),
            envelope_sender="",
            content=b"",
        )
