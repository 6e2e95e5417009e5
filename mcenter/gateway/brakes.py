"""
Brakes on mail that comes in: how much of one person, in one thread, of all strangers.

Rule 1: counted is what no header can fake: posts by mail in our rows, by our own clock.
Rule 2: what an operator accepted is no sign of a flood, and is not counted.
Rule 3: what a brake stops is held, never dropped; operators hear of it once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import fn

from mcenter.languages import N_, Sentence
from mcenter.models import AuditEntry, InboundEmail, Message, OutboundEmail, Person

if TYPE_CHECKING:
    from datetime import datetime

    from peewee import Expression

    from mcenter.config import Config
    from mcenter.models import Thread
    from mcenter.notices.alerts import Alerts

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Outbound mail that a brake made wait goes on after the hour, and so would two machines
# that answer each other. People do not fill a thread for four hours of a day by mail.
HOURS_A_DAY = 4
# Topics of alerts begin so; of brakes an operator hears so often at most.
TOPIC, AFTER = "brake:", "brake;"
MOST_ALERTS_HOUR, MOST_ALERTS_DAY = 5, 20
STRANGERS = N_("new people")
_NUMBERED = {"person": N_("person %(number)s"), "thread": N_("thread %(number)s")}


class Brakes:
    """The brakes of [limits] and [contact_by_mail], each of which 0 takes away."""

    def __init__(self, config: Config) -> None:
        """Take the configuration."""
        self._of_person = config.limits.mails_per_person_hour
        self._of_thread = config.limits.mails_per_thread_hour
        self._of_strangers = config.contact_by_mail.new_people_hour

    def on_post(self, author: Person, thread: Thread, now: datetime) -> str | None:
        """Name the brake that stops a post by mail; None where none is on."""
        mine, here = Message.author == author, Message.thread == thread
        if _reached(self._of_person, mine, now - HOUR):
            return f"person {author.id}"
        # Within an hour can only be what is within the day.
        if not _came(self._of_thread, here, now - DAY):
            return None
        of_day = HOURS_A_DAY * self._of_thread
        hour = _reached(self._of_thread, here, now - HOUR)
        if hour or _reached(of_day, here, now - DAY):
            return f"thread {thread.id}"
        return None

    def on_start(self, author: Person | None, now: datetime) -> str | None:
        """Name the brake that stops a new thread by mail, of a stranger if None."""
        if author is None:
            return STRANGERS if self._too_many_strangers(now) else None
        posts = _reached(self._of_person, Message.author == author, now - HOUR)
        # An hour's worth of posts is a day's of new threads: each is a new loop.
        if posts or _reached(self._of_person, _started(author), now - DAY):
            return f"person {author.id}"
        return None

    def _too_many_strangers(self, now: datetime) -> bool:
        """Tell whether too many people became known by their own mail, lately."""
        before = Person.select(Person.id).where(Person.created_at <= now - HOUR)
        last: Any = before.order_by(Person.id.desc()).limit(1).scalar()
        new = (Person.id > (last or 0)) & (Message.created_at == Person.created_at)
        query = Message.select(Message.author).join(Person).where(new & _by_mail())
        return 0 < self._of_strangers <= query.distinct().count()


def tell(alerts: Alerts, what: str, rule: str, *, now: datetime) -> None:
    """Owe the operators one mail a day of each brake, in the caller's transaction."""
    # A range, for which there is an index: LIKE would look at every notice.
    topics = (OutboundEmail.topic > TOPIC) & (OutboundEmail.topic < AFTER)
    for most, span in ((MOST_ALERTS_HOUR, HOUR), (MOST_ALERTS_DAY, DAY)):
        lately = topics & (OutboundEmail.created_at > now - span)
        told = OutboundEmail.select(OutboundEmail.topic).where(lately).distinct()
        if told.count() >= most:
            return
    values = {"what": _named(what), "rule": rule}
    alerts.tell(
        f"{TOPIC}{what}",
        Sentence("mail is held, rule %(rule)s (%(what)s)", values),
        Sentence(
            "More mail came in than a brake lets through, or the same text again and"
            " again: %(what)s. It is held, and nothing is lost.",
            values,
        ),
        Sentence(
            "A machine that answers each mail does so, and a flood. To see what is"
            " held: mcenter inbox list --rule %(rule)s. To post all of it: mcenter"
            " inbox accept --rule %(rule)s",
            values,
        ),
        now=now,
    )


def _named(what: str) -> Sentence:
    """Give what a brake is on, as it is said."""
    noun, _, number = what.partition(" ")
    if noun in _NUMBERED:
        return Sentence(_NUMBERED[noun], {"number": number})
    return Sentence(what)


def _reached(most: int, which: Expression, since: datetime) -> bool:
    """Tell whether so many of these posts came by mail since then; 0 is none."""
    # Nearly always there are too few whoever let them in: that is asked with less.
    if not _came(most, which, since):
        return False
    query = Message.select(Message.id).where(which & (Message.created_at > since))
    return query.where(_by_mail()).limit(most).count() >= most


def _came(most: int, which: Expression, since: datetime) -> bool:
    """Tell whether so many came by mail, by an operator's word or without; 0 is no."""
    if not most:
        return False
    lately = which & (Message.created_at > since) & (Message.channel == "email")
    query: Any = Message.select(Message.id).where(lately).limit(most).tuples()
    return len(list(query)) >= most


def _started(author: Person) -> Expression:
    """The posts that somebody began a thread with."""
    earlier = Message.alias()
    before = (earlier.thread == Message.thread) & (earlier.id < Message.id)
    first: Expression = ~fn.EXISTS(earlier.select().where(before))
    return (Message.author == author) & first


def _by_mail() -> Expression:
    """What came by mail, and by no operator's word."""
    of_mail = (AuditEntry.noun == "inboundemail") & (AuditEntry.verb == "accept")
    word = AuditEntry.select().where(of_mail & (AuditEntry.noun_id == InboundEmail.id))
    # One within the other: joined, all that operators ever accepted may come first.
    mail = (InboundEmail.message == Message.id) & fn.EXISTS(word)
    by_word = fn.EXISTS(InboundEmail.select().where(mail))
    alone: Expression = (Message.channel == "email") & ~by_word
    return alone
