"""
One received mail with all that our rows know of it, before it is judged.

Rule 1: a case only gathers; admission.judge decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mcenter import admission, inbox, people, threads
from mcenter.gateway import addressed, aliases, contacts, refrains
from mcenter.mail import authentication
from mcenter.mail.replies import assents, denials
from mcenter.people import participants
from mcenter.reply_address import find_carrier
from mcenter.threads import progress

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.gateway.brakes import Brakes
    from mcenter.gateway.contacts import Contact
    from mcenter.gateway.readings import Reading
    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import Confirmation, Errand, InboundEmail, Participant, Person
    from mcenter.reply_address import Carrier, Scheme


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
    contact: Contact | None = None
    """What the mail asks for that no secret of ours carries: a thread with a vendor."""
    errands: tuple[Errand, ...] = ()
    """What the mail asks for in place of a thread: one is done, several are not."""
    digest_of: Person | None = None
    """Whose digest the mail answers as a whole, naming no thread."""

    @property
    def answers(self) -> Sequence[str]:
        """The Message-IDs that the mail says it answers."""
        return [*self.received.in_reply_to, *self.received.references]

    @property
    def carried_by(self) -> str | None:
        """By what the mail came: reply_address, message_id, errand or contact."""
        return self.carrier.by if self.contact is None else "contact"

    @property
    def problem(self) -> str | None:
        """The rule that its way breaks; None where it leads to somebody."""
        contact = self.contact
        return self.carrier.problem if contact is None else contact.problem


def gather(
    mail: InboundEmail, reading: Reading, scheme: Scheme, authserv_id: str
) -> Case:
    """Find whom a mail names, who wrote it, and what the mail host says of that."""
    received = reading.received
    visible, hidden = received.recipients, hidden_recipients(mail, received)
    answers = [*received.in_reply_to, *received.references]
    carrier = find_carrier(scheme, visible=visible, hidden=hidden, answers=answers)
    sender = received.senders[0] if received.senders else ""
    vouched = _vouched(received, sender, authserv_id)
    author = people.of_mail(sender)
    named = carrier.participants
    contact = None
    if carrier.problem == "no_carrier":
        contact = contacts.find(scheme, visible=visible, hidden=hidden, author=author)
    to = addressed.Addressed(carrier=carrier)
    if contact is None:
        to = addressed.find(
            carrier, scheme, visible=visible, hidden=hidden, answers=answers
        )
    fitting = [each for each in named if author and threads.fits(each, author)]
    candidates = fitting if len(fitting) == 1 else named
    return Case(
        mail=mail,
        received=received,
        fingerprint=reading.fingerprint,
        carrier=to.carrier,
        author=author,
        holder=candidates[0] if len(candidates) == 1 else None,
        fits=len(fitting),
        vouched=vouched,
        question=_question(mail, received, scheme, to.carrier, vouched),
        contact=contact,
        errands=to.errands,
        digest_of=to.digest_of,
    )


def facts(case: Case, scheme: Scheme, brakes: Brakes, now: datetime) -> admission.Facts:
    """Give admission what it asks of the rows."""
    received, question = case.received, case.question
    own = any(map(scheme.is_own, received.senders))
    known = admission.Facts(
        repeat=inbox.is_repeat(case.mail),
        own=own or scheme.is_own_id(received.message_id),
        authentication=case.vouched,
    )
    if case.errands:
        # Of several, nobody knows which was meant: they may undo one another.
        named = len(case.errands)
        return replace(known, errand=True, posts=False, named=named, fits=0)
    if question is not None:
        sender = received.senders[0] if received.senders else ""
        fits = int(aliases.may_answer(question, sender))
        reply = received.reply
        denies = denials.denies(reply) or not assents.assents(reply)
        by = "reply_address"
        return replace(known, posts=False, carried_by=by, fits=fits, denies=denies)
    known = replace(
        known,
        braked=brake(case, brakes, now) is not None,
        refrain=_is_refrain(case, now),
    )
    if case.contact is not None:
        return _of_contact(known, case, case.contact)
    holder, may_post = case.holder, True
    if holder is not None and case.author is not None and case.fits == 1:
        may_post = participants.side_of(holder.thread, case.author) is not None
    return replace(
        known,
        carrier_problem=case.problem,
        carried_by=case.carried_by,
        named=len(case.carrier.participants),
        fits=case.fits,
        may_post=may_post,
        closed=holder is not None and progress.is_closed(holder.thread),
    )


def brake(case: Case, brakes: Brakes, now: datetime) -> str | None:
    """Name the brake that stops a mail; None where none is on, or it cannot post."""
    if case.contact is not None:
        return brakes.on_start(case.author, now)
    if case.holder is None or case.author is None or case.fits != 1:
        return None
    return brakes.on_post(case.author, case.holder.thread, now)


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
    # What was written to somebody else, and only brought here, answers no question.
    return aliases.asked(scheme.tokens(received.recipients), at=mail.received_at)


def _vouched(received: ReceivedEmail, sender: str, authserv_id: str) -> str:
    if authserv_id == "none":
        return "unasked"
    return authentication.verdict(
        received.authentication_results,
        domain=sender.rpartition("@")[2],
        authserv_id=authserv_id,
    )


def _is_refrain(case: Case, now: datetime) -> bool:
    author, contact = case.author, case.contact
    if author is None:
        return False
    if contact is not None and contact.vendor is not None:
        return refrains.to_vendor(contact.vendor, author, case.received, now)
    if case.holder is None or case.fits != 1:
        return False
    return refrains.in_thread(case.holder.thread, author, case.received, now)


def _of_contact(
    known: admission.Facts, case: Case, contact: Contact
) -> admission.Facts:
    """What is asked of a mail that would begin a thread: strangers may, too."""
    vendor = contact.vendor
    return replace(
        known,
        known=case.author is not None,
        carried_by=case.carried_by,
        contact_problem=contact.problem,
        closed=vendor is not None and vendor.closed_at is not None,
    )
