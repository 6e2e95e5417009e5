"""
One received mail with all that our rows know of it, before it is judged.

Rule 1: a case only gathers; admission.judge decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import (
    admission,
    aliases,
    inbox,
    participants,
    people,
    progress,
    threads,
)
from mcenter.mail import authentication
from mcenter.reply_address import find_carrier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.config import Limits
    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import Confirmation, InboundEmail, Participant, Person
    from mcenter.readings import Reading
    from mcenter.reply_address import Carrier, Scheme

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Case:
    """
    A mail, whom its carriers name, and who its From is.

    `holder` is the participant that the carrier was given to, where there is one;
    `fits` counts the participants named that the author is, or is a colleague of;
    `vouched` is the mail host's word on the From; `fingerprint` makes the mail one.
    """

    mail: InboundEmail
    received: ReceivedEmail
    fingerprint: str
    carrier: Carrier
    author: Person | None
    holder: Participant | None
    fits: int
    vouched: str
    question: Confirmation | None = None
    """What the mail answers in place of a thread: whether an address is theirs."""

    @property
    def answers(self) -> Sequence[str]:
        """The Message-IDs that the mail says it answers."""
        return [*self.received.in_reply_to, *self.received.references]


def gather(
    mail: InboundEmail, reading: Reading, scheme: Scheme, authserv_id: str
) -> Case:
    """Find whom a mail names, who wrote it, and what the mail host says of that."""
    received = reading.received
    carrier = find_carrier(
        scheme,
        visible=received.recipients,
        hidden=hidden_recipients(mail, received),
        answers=[*received.in_reply_to, *received.references],
    )
    sender = received.senders[0] if received.senders else ""
    vouched = _vouched(received, sender, authserv_id)
    author = people.of_mail(sender)
    named = carrier.participants
    fitting = [each for each in named if author and threads.fits(each, author)]
    candidates = fitting if len(fitting) == 1 else named
    return Case(
        mail=mail,
        received=received,
        fingerprint=reading.fingerprint,
        carrier=carrier,
        author=author,
        holder=candidates[0] if len(candidates) == 1 else None,
        fits=len(fitting),
        vouched=vouched,
        question=_question(mail, received, scheme, carrier, vouched),
    )


def facts(case: Case, scheme: Scheme, limits: Limits, now: datetime) -> admission.Facts:
    """Give admission what it asks of the rows."""
    received, question = case.received, case.question
    own = any(map(scheme.is_own, received.senders))
    may_post, closed, braked = _rights(case, limits, now)
    known = admission.Facts(
        repeat=inbox.is_repeat(case.mail),
        own=own or scheme.is_own_id(received.message_id),
        authentication=case.vouched,
    )
    if question is not None:
        sender = received.senders[0] if received.senders else ""
        fits = int(aliases.may_answer(question, sender))
        return replace(known, posts=False, carried_by="reply_address", fits=fits)
    return replace(
        known,
        carrier_problem=case.carrier.problem,
        carried_by=case.carrier.by,
        named=len(case.carrier.participants),
        fits=case.fits,
        may_post=may_post,
        closed=closed,
        braked=braked,
    )


def hidden_recipients(mail: InboundEmail, received: ReceivedEmail) -> list[str]:
    """List whom the mail was brought to, whatever its To and Cc say."""
    given = mail.envelope_recipients.split("\n") if mail.envelope_recipients else []
    return [*given, *received.trace_recipients]


def _question(
    mail: InboundEmail,
    received: ReceivedEmail,
    scheme: Scheme,
    carrier: Carrier,
    vouched: str,
) -> Confirmation | None:
    """Find the question about an alias that a mail answers."""
    if carrier.problem != "unknown_token" or vouched == "unasked":
        return None
    addresses = [*received.recipients, *hidden_recipients(mail, received)]
    return aliases.asked(scheme.tokens(addresses))


def _vouched(received: ReceivedEmail, sender: str, authserv_id: str) -> str:
    if authserv_id == "none":
        return "unasked"
    return authentication.verdict(
        received.authentication_results,
        domain=sender.rpartition("@")[2],
        authserv_id=authserv_id,
    )


def _rights(case: Case, limits: Limits, now: datetime) -> tuple[bool, bool, bool]:
    """Tell whether the author may post, the thread is closed, a brake is on."""
    holder, author = case.holder, case.author
    if holder is None or author is None or case.fits != 1:
        return True, False, False
    thread = holder.thread
    may_post = participants.side_of(thread, author) is not None
    mine, here = inbox.posted_lately(author, thread, now - HOUR)
    person, most = limits.mails_per_person_hour, limits.mails_per_thread_hour
    braked = 0 < person <= mine or 0 < most <= here
    return may_post, progress.is_closed(thread), braked
