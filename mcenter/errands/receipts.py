"""
Receipts for errands: what was done, and the address that undoes it.

Rule 1: a receipt goes to the registered address of the errand's person, whoever had it
done: somebody else may have one of their mails.
Rule 2: a person hears of each change, and of what was so already once a day; of one
errand never more than a few times, whoever has it done over and over.
Rule 3: no answer to a receipt is looked for: what undoes has an address of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import errands
from mcenter.languages import N_, Sentence
from mcenter.notices import DAY, Link, Words
from mcenter.outbox import correspondence

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.models import Errand
    from mcenter.notices import Notices

# Of one errand: who has both of its addresses may change it to and fro.
MOST_A_DAY = 5
OPPOSITE = {
    errands.UNSUBSCRIBE: errands.SUBSCRIBE,
    errands.SUBSCRIBE: errands.UNSUBSCRIBE,
    errands.MUTE: errands.UNMUTE,
    errands.UNMUTE: errands.MUTE,
}
SUBJECTS = {
    errands.UNSUBSCRIBE: N_("You get no more mail about messages at %(market)s"),
    errands.SUBSCRIBE: N_("You get mail about messages at %(market)s again"),
    errands.MUTE: N_("You get no more mail about thread %(number)d at %(market)s"),
    errands.UNMUTE: N_("You get mail about thread %(number)d at %(market)s again"),
}
OPENINGS = {
    errands.UNSUBSCRIBE: N_(
        "As was asked for by a link or an address in one of our mails to you, you get"
        " no more mail about messages at %(market)s. They wait for you all the same:"
        " nothing is deleted, and your private addresses still take your answers."
    ),
    errands.SUBSCRIBE: N_(
        "As was asked for by an address in one of our mails to you, you get mail about"
        " messages at %(market)s again."
    ),
    errands.MUTE: N_(
        "As was asked for by an address in one of our mails to you, you get no more"
        " mail about thread %(number)d at %(market)s. Of your other threads you are"
        " told as before."
    ),
    errands.UNMUTE: N_(
        "As was asked for by an address in one of our mails to you, you get mail about"
        " thread %(number)d at %(market)s again."
    ),
}
# What undoes it.
WAYS_BACK = {
    errands.UNSUBSCRIBE: N_("Get mail again"),
    errands.SUBSCRIBE: N_("Unsubscribe from all mail"),
    errands.MUTE: N_("Get mail about this thread again"),
    errands.UNMUTE: N_("Mute this thread"),
}
BY_COMMAND = {
    errands.UNSUBSCRIBE: N_(
        "An operator of %(market)s can do it, too: mcenter person set ADDRESS"
        " --notify at-once"
    ),
    errands.SUBSCRIBE: N_(
        "An operator of %(market)s can do it, too: mcenter person set ADDRESS"
        " --notify never"
    ),
}
WARNING = N_(
    "If that was not you, somebody else has one of our mails to you; forwarding one"
    " gives these addresses away. Nobody can write in your name by them."
)


def owe(
    notices: Notices,
    errand: Errand,
    *,
    before: str = "",
    changed: bool,
    by_mail: bool,
    now: datetime,
) -> bool:
    """
    Tell an errand's person that it was done; False when they were told enough today.

    `before` is what the address that undoes it brings back.
    """
    words = _words(notices, errand, before=before, by_mail=by_mail, now=now)
    told = correspondence.count_told(errand.person, words.topic, since=now - DAY)
    if told >= (MOST_A_DAY if changed else 1):
        return False
    return notices.owe(errand.person, words, now=now, within=None) is not None


def _words(
    notices: Notices, errand: Errand, *, before: str, by_mail: bool, now: datetime
) -> Words:
    verb, thread = errands.verb_of(errand), errand.thread_id
    back = OPPOSITE[verb]
    tag = errands.tag_of(errand.person, back, thread, now=now, before=before)
    values = {"market": notices.marketplace, "number": thread or 0}
    link = Link(
        words=Sentence(WAYS_BACK[verb]),
        address=notices.scheme.reply_address(tag),
        subject=back,
    )
    command = [BY_COMMAND[verb]] if verb in BY_COMMAND else []
    rest = (Sentence(each, values) for each in (*command, WARNING))
    return Words(
        kind="notice",
        topic=f"errand:{verb}" if thread is None else f"errand:{verb}:{thread}",
        subject=Sentence(SUBJECTS[verb], values),
        thread=thread,
        by_mail=by_mail,
        paragraphs=(Sentence(OPENINGS[verb], values), link, *rest),
    )
