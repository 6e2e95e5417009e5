"""
Telling holders of held mail: that it waits, why, and what they can do.

Rule 1: once a day at most, at their registered address, without a word of the mail:
whoever wrote it may not be who they say.
Rule 2: nobody is told who has no right in the thread any more, or gets no mail at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.languages import N_, Sentence
from mcenter.notices import Words
from mcenter.people import participants, preferences

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.models import Participant
    from mcenter.notices import Notices

TOPIC = "held"
# What floods us, or is no person's, is for operators alone.
UNTOLD = frozenset({"brake", "same_text", "in_junk", "unknown_bounce", "no_right"})
REASONS = {
    "sender_mismatch": N_("it came from an address that we do not know as yours"),
    "authentication_failed": N_("the mail host does not confirm who wrote it"),
    "authentication_contradicts": N_(
        "the mail host contradicts itself on who wrote it"
    ),
    "not_authenticated": N_("the mail host could not tell who sent it"),
    "message_id_alone": N_("it did not come to your reply address"),
    "marked_automatic": N_("it is marked as a machine's"),
    "thread_closed": N_("the thread takes no more messages"),
    "encrypted": N_("its text is encrypted or sealed"),
    "tnef": N_("its text is in a winmail.dat, which only Outlook reads"),
    "partial": N_("it is only a piece of a mail"),
    "empty": N_("it has no new text and no file"),
    "attachment_count": N_("it has too many files"),
    "attachment_size": N_("a file of it is too large"),
    "attachment_type": N_("a file of it is of a kind that is not taken"),
    "scan": N_("a file of it was not let through"),
    "mail_size": N_("it is too large"),
    "unclear_sender": N_("it does not say clearly who wrote it"),
}
TEXT = (
    N_(
        "A mail that came in by your private address for thread %(number)d at"
        " %(market)s was not posted, because %(reason)s. It is kept, and an operator"
        " can look at it."
    ),
    N_(
        "If you wrote it, you can write again: answer this mail from the address that"
        " it came to, or use: mcenter reply %(number)d"
    ),
    N_(
        "If you did not, somebody else has your reply address; forwarding one of our"
        " mails gives it away. Nothing was posted in your name."
    ),
    N_("Should more be held, you are told of it once a day at most."),
)
OTHERWISE = N_("it could not be read safely")


def owe(notices: Notices, holder: Participant, rule: str, *, now: datetime) -> bool:
    """Tell a holder of a held mail; False when they are not to hear of it."""
    if preferences.of(holder.person, notices.notify).frequency == preferences.NEVER:
        return False
    side = participants.side_of(holder.thread, holder.person)
    if rule in UNTOLD or holder.revoked_at or side != holder.side:
        return False
    if not preferences.is_told(holder.side, notices.notify):
        return False
    words = _words(notices, holder, REASONS.get(rule, OTHERWISE))
    return notices.owe(holder.person, words, now=now) is not None


def _words(notices: Notices, holder: Participant, reason: str) -> Words:
    values = {
        "number": holder.thread_id,
        "market": notices.marketplace,
        "reason": Sentence(reason),
    }
    return Words(
        kind="notice",
        topic=TOPIC,
        subject=Sentence("A mail for thread %(number)d was not posted", values),
        reply_to=notices.scheme.reply_address(holder.reply_token),
        thread=holder.thread_id,
        by_mail=True,
        paragraphs=tuple(Sentence(each, values) for each in TEXT),
    )
