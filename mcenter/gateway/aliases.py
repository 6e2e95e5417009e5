"""
Unknown addresses that seem to be a holder's: asked about once, theirs once answered.

Rule 1: a holder is asked at their registered address, and only about an address that
the mail host vouched for beside a secret of theirs.
Rule 2: what answers must have the secret of the question, and come from an address of
theirs or from the one that was asked about, vouched for again.
Rule 3: what was answered from the asked address alone, its holder is told of, for
somebody else may read their mail.
Rule 4: an address is asked about once (UNIQUE), and a question is answered once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import addr_spec, audit, inbox, people
from mcenter.languages import N_, Sentence
from mcenter.models import Confirmation, InboundEmail, OutboundEmail, Participant
from mcenter.notices import DAY, Words
from mcenter.people import preferences
from mcenter.reply_address import mint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import Person
    from mcenter.notices import Notices

# Whoever has a reply address may write by it from many addresses.
MOST_A_DAY = 3
# Who answers after so long no longer knows what was asked.
OPEN = timedelta(days=90)
KIND = "confirmation"
QUESTION = (
    N_(
        "A mail to your private reply address came from an address that %(market)s does"
        " not know as yours:"
    ),
    "%(address)s",
    N_(
        "If it is yours, answer this mail with a yes: from then on mail from that"
        " address is taken as yours, and what was held is posted."
    ),
    N_(
        "If it is not, do not answer, and do not pass this mail on: nothing was posted."
        " Somebody else has your reply address then; forwarding one of our mails gives"
        " it away."
    ),
)
ADDED = (
    N_("Mail from this address is taken as yours at %(market)s from now on:"),
    "%(address)s",
    N_("We had asked you about it, and the yes came from that very address."),
    N_(
        "If that was not you, somebody else reads your mail, and can write in your"
        " name: tell %(market)s, where an operator takes the address away again."
    ),
)


def asked(tokens: Sequence[str], *, at: datetime) -> Confirmation | None:
    """Find the question that one of these tokens answers, if it is open then."""
    these = Confirmation.token.in_(list(tokens)[:20])
    is_open = Confirmation.answered_at.is_null() & (Confirmation.created_at > at - OPEN)
    return Confirmation.get_or_none(these & is_open)


def ask(notices: Notices, holder: Participant, address: str, *, now: datetime) -> bool:
    """
    Ask a holder whether an address is theirs; part of the caller's transaction.

    False when their side gets no mail, when they were asked about it before, are asked
    about too many, or have no address that takes mail.
    """
    person = holder.person
    if not preferences.is_told(holder.side, notices.notify):
        return False
    comparison = addr_spec.comparison(address)
    before = (Confirmation.person == person) & (Confirmation.comparison == comparison)
    if Confirmation.select().where(before).exists() or _too_many(person, now):
        return False
    token = mint()
    told = notices.owe(person, _words(notices, address, token), now=now, within=None)
    if told is None:
        return False
    Confirmation.create(
        person=person,
        addr_spec=address,
        comparison=comparison,
        token=token,
        created_at=now,
    )
    return True


def may_answer(question: Confirmation, sender: str) -> bool:
    """Tell whether a mail from this address may answer: the person's, or the asked."""
    try:
        comparison = addr_spec.comparison(sender)
    except ValueError:
        return False
    owner = people.of_mail(sender)
    if owner is None:
        return bool(comparison == question.comparison)
    return owner.id == question.person.id


def confirm(
    notices: Notices, question: Confirmation, sender: str, *, now: datetime
) -> None:
    """
    Make the address the person's, and have what is held from it judged again.

    They are told of it where the yes was not sent from an address of theirs.
    Raises NotAllowed when it has become somebody else's meanwhile.
    """
    person = question.person
    question.answered_at = now
    question.save()
    if not people.owns(person, sender):
        # Before it is theirs: the address is not to be told of itself.
        notices.owe(person, _added(notices, question), now=now, within=None)
    if not people.owns(person, question.addr_spec):
        people.give_address(
            person, question.addr_spec, actor=person, way="email", now=now
        )
    audit.note("confirm", question, actor=person, way="email", now=now)
    for mail in _held_from(question):
        inbox.reopen(mail)


def _held_from(question: Confirmation) -> list[InboundEmail]:
    parts = Participant.select(Participant.id).where(
        Participant.person == question.person
    )
    theirs = InboundEmail.holder.in_(parts) & (InboundEmail.status == "held")
    held = InboundEmail.select().where(
        theirs & (InboundEmail.rule == "sender_mismatch")
    )
    return [mail for mail in held if _same(mail.sender, question.comparison)]


def _same(sender: str, comparison: str) -> bool:
    try:
        return addr_spec.comparison(sender) == comparison
    except ValueError:
        return False


def _too_many(person: Person, now: datetime) -> bool:
    theirs = (OutboundEmail.person == person) & (OutboundEmail.kind == KIND)
    lately = theirs & (OutboundEmail.created_at > now - DAY)
    return OutboundEmail.select().where(lately).count() >= MOST_A_DAY


def _words(notices: Notices, address: str, token: str) -> Words:
    return Words(
        kind=KIND,
        topic="alias",
        subject=Sentence("Is this address yours?"),
        reply_to=notices.scheme.reply_address(token),
        by_mail=True,
        paragraphs=_said(QUESTION, notices, address),
    )


def _added(notices: Notices, question: Confirmation) -> Words:
    return Words(
        kind="notice",
        topic="alias_added",
        subject=Sentence("An address was added to yours"),
        by_mail=True,
        paragraphs=_said(ADDED, notices, question.addr_spec),
    )


def _said(
    msgids: tuple[str, ...], notices: Notices, address: str
) -> tuple[Sentence, ...]:
    values = {"market": notices.marketplace, "address": address}
    return tuple(Sentence(each, values) for each in msgids)
