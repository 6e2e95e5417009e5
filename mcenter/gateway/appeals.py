"""
Whether an operator's word may still change what became of a mail.

Rule 1: an operator decides whose a mail is, never what it says or where it names.
Rule 2: what the mail host calls forged, or hides its text, is posted only by force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.errors import NotAllowed
from mcenter.people import participants

if TYPE_CHECKING:
    from mcenter.gateway.cases import Case
    from mcenter.models import InboundEmail, Participant, Person, Thread

FORGED = frozenset({"fail", "contradiction"})


def poster(case: Case) -> Person | None:
    """
    Say as whom a held mail would be posted: its author if they fit, its holder.

    What somebody else wrote whom we know, such as one who has left, is nobody's.
    """
    if case.author is not None:
        return case.author if case.fits else None
    return None if case.holder is None else case.holder.person


def place(case: Case, into: Thread | None) -> tuple[Participant, Person]:
    """Find where an operator's word posts a mail, and as whom.  Raises NotAllowed."""
    author = poster(case)
    if case.holder is not None and author is not None:
        if into is not None and into.id != case.holder.thread_id:
            told = f"Mail {case.mail.id} names thread {case.holder.thread_id}"
            raise NotAllowed(f"{told}; it is not posted into another.")
        return case.holder, author
    if into is None and case.holder is not None:
        told = f"Mail {case.mail.id} was written by somebody else than it names"
        raise NotAllowed(f"{told}; nobody's words are posted as another's.")
    if case.mail.blob is None:
        told = f"The server has not handed over mail {case.mail.id}"
        raise NotAllowed(f"{told}; inbox retry has it asked for again.")
    if into is None:
        raise NotAllowed(f"Mail {case.mail.id} names no participant to post it as.")
    side = None if case.author is None else participants.side_of(into, case.author)
    if case.author is None or side is None:
        told = f"Who wrote mail {case.mail.id} has no part in thread {into.id}."
        raise NotAllowed(told)
    return participants.ensure(into, case.author, side), case.author


def refuse_doubtful(case: Case) -> None:
    """Raise NotAllowed for a mail that only force accepts."""
    mail, wrapping = case.mail, case.received.wrapping
    if case.vouched in FORGED:
        why = f"Mail {mail.id} may be forged (authentication: {case.vouched})"
        raise NotAllowed(f"{why}; --force accepts it.")
    if wrapping:
        what = f"Mail {mail.id} hides its text ({wrapping})"
        raise NotAllowed(f"{what}; --force posts what there is.")


def acceptable(mail: InboundEmail) -> InboundEmail:
    """Give the mail back if it may be accepted.  Raises NotAllowed."""
    if mail.status not in {"held", "failed"} or mail.cut:
        raise NotAllowed(f"Mail {mail.id} is {mail.status}; it cannot be accepted.")
    return mail


def retriable(mail: InboundEmail) -> InboundEmail:
    """Give the mail back if it may be judged again.  Raises NotAllowed."""
    if mail.status not in {"held", "failed", "discarded"} or mail.blob is None:
        raise NotAllowed(f"Mail {mail.id} is {mail.status}; it is not tried again.")
    return mail
