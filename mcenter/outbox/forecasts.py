"""
What a run of the notifier would leave alone, and why: for people who ask beforehand.

Rule 1: the rules that decide in a run are asked, and no others; it happens in a
rehearsal, so nothing of it stays.
Rule 2: what was put off is decided on anew, as if it had just become due; where the
rules would let it go, it waits for its next look alone.
Rule 3: no more is looked at than somebody reads; what is left out is counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from peewee import fn

from mcenter import people
from mcenter.models import OutboundEmail, Person
from mcenter.outbox import deliveries, quota, second_looks, withdrawals
from mcenter.outbox.second_looks import NEVER
from mcenter.people import hours, preferences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.outbox.decisions import Dropped

# Why something waits of which the rules for deliveries say nothing: for its next look,
# for room in a claim, for the server's pace, for the next try, for who is at it now.
LATER, TURN, PACE, RETRY, LEASED = "later", "turn", "pace", "retry", "leased"
QUIET = "quiet hours"
# How much is told of where nobody wants all.
MOST = second_looks.MOST


@dataclass(frozen=True, kw_only=True)
class Other:
    """One delivery, or one mail that carries none, that does not go now."""

    to: str
    """An address; empty for somebody who has none any more."""
    thread: int | None
    message: int | None
    mail: int | None
    """Which mail it is in, if it is in one."""
    reason: str
    until: datetime | None
    """When it is looked at again; None for what will not be sent."""
    reply: str | None = None
    """What the server answered to the last try."""


class Forecast:
    """Looks ahead inside a rehearsal: made before the claim, asked behind it."""

    def __init__(self, config: Config, *, now: datetime, most: int | None) -> None:
        """Tell of the next so many rows, None: of all; the claim sees MOST at most."""
        self._config = config
        self._now = now
        self._addresses: dict[int, str] = {}
        self._owed = second_looks.owed(most)
        self._last = OutboundEmail.select(fn.MAX(OutboundEmail.id)).scalar() or 0
        self.more = second_looks.leave_out(most or MOST)
        """How many rows are not told of."""
        if most is None:
            self.more = 0
        else:
            pending = OutboundEmail.status == "pending"
            self.more += second_looks.due_never(OutboundEmail, pending, most)

    def others(
        self, going: Sequence[OutboundEmail], dropped: Sequence[Dropped]
    ) -> list[Other]:
        """
        Say of all that does not go with these mails why not; soonest first.

        `dropped` is what the claim found to be unneeded.
        """
        found = [self._dropped(each) for each in dropped]
        paced = self._paced_until()
        found += self._mails(going, paced)
        found += self._waiting(paced)
        return sorted(found, key=_order)

    def _dropped(self, dropped: Dropped) -> Other:
        row = dropped.delivery
        return Other(
            to=self._address(row.participant.person_id),
            thread=row.participant.thread_id,
            message=row.message_id,
            mail=row.outbound_email_id,
            reason=dropped.reason,
            until=None,
        )

    def _mails(
        self, going: Sequence[OutboundEmail], paced: datetime | None
    ) -> Iterator[Other]:
        """Tell of frozen mails that wait, once for each delivery that they carry."""
        ids = {mail.id for mail in going}
        pending = (OutboundEmail.status == "pending") & (OutboundEmail.due_at < NEVER)
        order = OutboundEmail.due_at, OutboundEmail.id
        mails = OutboundEmail.select().where(pending).order_by(*order).iterator()
        waiting = (mail for mail in mails if mail.id not in ids)
        while some := list(islice(waiting, MOST)):
            carried = _carried(some)
            for mail in some:
                for thread, message in carried[mail.id] or [(mail.thread_id, None)]:
                    yield self._mail(mail, thread, message, paced)

    def _mail(
        self,
        mail: OutboundEmail,
        thread: int | None,
        message: int | None,
        paced: datetime | None,
    ) -> Other:
        reason, until = self._why_mail_waits(mail, paced)
        return Other(
            to=mail.address,
            thread=thread,
            message=message,
            # What the rehearsal has made is no mail yet.
            mail=mail.id if mail.id <= self._last else None,
            reason=reason,
            until=until,
            reply=mail.last_reply,
        )

    def _why_mail_waits(
        self, mail: OutboundEmail, paced: datetime | None
    ) -> tuple[str, datetime]:
        if mail.leased_until is not None and mail.leased_until > self._now:
            return LEASED, mail.leased_until
        if mail.due_at <= self._now:
            return self._why_not_now(paced)
        return self._why_later(mail), mail.due_at

    def _waiting(self, paced: datetime | None) -> Iterator[Other]:
        """Tell of what is in no mail, by what the rules say of it."""
        # What a claim took out of its mail is there, too.
        rows = {**second_looks.owed(), **self._owed}
        # Asked for whole: what is asked of the rules changes what is in no mail.
        still = list(second_looks.still_owed(rows))
        for key, said in second_looks.said(still, self._config, now=self._now):
            row = rows[key]
            looked_at = row.due_at
            reason, until = said if said[0] else self._why_unlooked(looked_at, paced)
            yield Other(
                to=self._address(row.person),
                thread=row.thread,
                message=row.message,
                mail=None,
                reason=reason,
                until=None if until is None else max(until, looked_at),
            )

    def _address(self, key: int) -> str:
        """Give the address that a person is known by, though it may take no mail."""
        if key not in self._addresses:
            person = Person(id=key)
            usable = people.mail_address(person)
            known = usable or next(iter(people.addresses(person)), None)
            self._addresses[key] = known.addr_spec if known else ""
        return self._addresses[key]

    def _why_unlooked(
        self, looked_at: datetime, paced: datetime | None
    ) -> tuple[str, datetime]:
        """Say why a delivery waits that the rules would let go."""
        if looked_at <= self._now:
            return self._why_not_now(paced)
        return LATER, looked_at

    def _why_not_now(self, paced: datetime | None) -> tuple[str, datetime]:
        return (PACE, paced) if paced else (TURN, self._now)

    def _paced_until(self) -> datetime | None:
        """Tell when [smtp] lets another mail go; None where it does now."""
        if quota.room(self._config.smtp, most=1, now=self._now):
            return None
        return quota.frees_at(self._config.smtp, now=self._now)

    def _why_later(self, mail: OutboundEmail) -> str:
        if mail.attempts:
            return RETRY
        if mail.kind in withdrawals.PATIENT:
            preference = preferences.of(mail.person, self._config.notify)
            if hours.after_quiet(preference, self._now) > self._now:
                return QUIET
        return LATER


def _carried(
    mails: Sequence[OutboundEmail],
) -> defaultdict[int, list[tuple[int | None, int | None]]]:
    """Give the thread and the message of each delivery, by the mails' keys."""
    carried: defaultdict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    for row in deliveries.of_mails(mails):
        if row.outbound_email_id is not None:
            told = row.participant.thread_id, row.message_id
            carried[row.outbound_email_id].append(told)
    return carried


def _order(other: Other) -> tuple[object, ...]:
    """Sort what goes soonest first, and what will not be sent last."""
    until = other.until or NEVER
    return until, other.thread or 0, other.message or 0, other.to
