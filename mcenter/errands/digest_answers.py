"""
Answers to a digest: it tells of several threads, and none of them is guessed.

Rule 1: such a mail is known by the digest's own address, or by its Message-ID alone,
and is held.
Rule 2: the digest's person hears once a day how to answer, at their registered address;
whoever gets no mail at all hears nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import errands
from mcenter.languages import Sentence
from mcenter.models import OutboundEmail
from mcenter.notices import Words
from mcenter.people import preferences
from mcenter.reply_address import OF_SEVERAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import Errand, Person
    from mcenter.notices import Notices

RULE = TOPIC = "answers_digest"


def by_address(named: Sequence[Errand]) -> Person | None:
    """Give whose digest a mail to these addresses answers; None: it answers none."""
    digests = [each for each in named if errands.verb_of(each) == errands.ANSWER_DIGEST]
    return digests[0].person if digests else None


def by_message_id(message_ids: Sequence[str]) -> Person | None:
    """Give whose digest a mail that names these answers; None: it answers none."""
    these = OutboundEmail.message_id.in_(list(message_ids)[-100:])
    query = OutboundEmail.select().where(these & OF_SEVERAL)
    digest = query.order_by(OutboundEmail.id.desc()).first()
    return None if digest is None else digest.person


def hint(notices: Notices, person: Person, *, now: datetime) -> bool:
    """Tell a person how threads of a digest are answered; False when they know."""
    if preferences.of(person, notices.notify).frequency == preferences.NEVER:
        return False
    market = {"market": notices.marketplace}
    words = Words(
        kind="notice",
        topic=TOPIC,
        subject=Sentence("Your answer to a digest was not posted"),
        by_mail=True,
        paragraphs=(
            Sentence(
                "A mail came in that answers a digest of %(market)s as a whole. A"
                " digest tells of several threads, so nobody can say which one is"
                " meant. The mail is kept, and an operator can look at it; nothing was"
                " posted.",
                market,
            ),
            Sentence(
                "To answer, follow the link that stands below each thread in the"
                " digest, or write to the address there. Or use: mcenter reply THREAD"
            ),
            Sentence(
                "If you did not write it, somebody else has a digest of yours;"
                " forwarding one gives its addresses away."
            ),
        ),
    )
    return notices.owe(person, words, now=now) is not None
