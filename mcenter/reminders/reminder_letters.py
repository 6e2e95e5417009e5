"""
What a reminder says: a letter about one thread, or a list of several.

Rule 1: it tells an excerpt at most, and no file: its reader was told all of it before.
Rule 2: each thread is answered by its own address, in a list as well.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import people
from mcenter.letters import Letters
from mcenter.models import Message
from mcenter.people import participants

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter import outbox
    from mcenter.config import Config
    from mcenter.languages import Language
    from mcenter.mail.notification import Letter
    from mcenter.models import Thread
    from mcenter.reminders.overdue import Overdue

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_POSTS = 3


class ReminderLetters:
    """Writes reminders in the name of [marketplace], as their readers chose."""

    def __init__(self, config: Config) -> None:
        """Take the configuration."""
        self._letters = Letters(config, relay_size=0)

    def frozen(self, overdue: Overdue, *, to: str, now: datetime) -> outbox.Frozen:
        """Compose the one mail that tells a person of all that waits on them."""
        write = self._alone if overdue.number == 1 else self._list
        return self._letters.frozen(write(overdue, to, now))

    def _alone(self, overdue: Overdue, to: str, now: datetime) -> Letter:
        (thread,) = overdue.threads
        part = participants.ensure(thread, overdue.person, "vendor")
        posts, lead = _unanswered(thread), _lead(self._language(overdue), thread, now)
        letter = self._letters.notification(part, posts, to=to, now=now, lead=lead)
        # The lead says who waits.
        return replace(letter, body=_less(letter.body), waiting=None)

    def _list(self, overdue: Overdue, to: str, now: datetime) -> Letter:
        language, person = self._language(overdue), overdue.person
        digest = self._letters.several(
            person,
            # Of each thread the last post: a mail of many is long enough.
            [
                (participants.ensure(each, person, "vendor"), _unanswered(each)[-1:])
                for each in overdue.threads
            ],
            subject=_subject_of_list(language, overdue),
            lead=_lead_of_list(language, overdue),
            to=to,
            now=now,
        )
        return replace(digest, body=_less(digest.body))

    def _language(self, overdue: Overdue) -> Language:
        return self._letters.language(overdue.person)


def _less(body: str) -> str:
    return "hint" if body == "hint" else "excerpt"


def _unanswered(thread: Thread) -> list[Message]:
    """List the customer's last posts that the vendor has not answered, oldest first."""
    theirs = (Message.thread == thread) & (Message.side == "customer")
    unanswered = theirs & (Message.created_at >= thread.waiting_since)
    latest = Message.select().where(unanswered).order_by(Message.id.desc())
    return list(latest.limit(MOST_POSTS))[::-1]


def _lead(language: Language, thread: Thread, now: datetime) -> str:
    """Say who has waited how long, in whole days, or hours where they are few."""
    name = people.display_name(thread.customer, "customer", language)
    waited = now - (thread.waiting_since or now)
    if waited < 2 * DAY:
        return language.plural(
            "%(name)s has waited for an answer for %(number)d hour.",
            "%(name)s has waited for an answer for %(number)d hours.",
            waited // HOUR,
            name=name,
        )
    return language.plural(
        "%(name)s has waited for an answer for %(number)d day.",
        "%(name)s has waited for an answer for %(number)d days.",
        waited // DAY,
        name=name,
    )


def _subject_of_list(language: Language, overdue: Overdue) -> str:
    return language.plural(
        "%(number)d thread waits for an answer",
        "%(number)d threads wait for an answer",
        overdue.number,
    )


def _lead_of_list(language: Language, overdue: Overdue) -> str:
    lead = language.plural(
        "%(number)d thread waits for an answer from you or a colleague.",
        "%(number)d threads wait for an answer from you or a colleague.",
        overdue.number,
    )
    named = len(overdue.threads)
    if named == overdue.number:
        return lead
    longest = language.plural(
        "Here is the %(number)d that has waited longest.",
        "Here are the %(number)d that have waited longest.",
        named,
    )
    return f"{lead} {longest}"
