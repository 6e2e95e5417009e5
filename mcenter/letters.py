"""
From our rows to a mail's words: what a notification to a participant says.

Rule 1: nothing is decided here: who is told, and when, was decided before.
Rule 2: how much is told, and in which language, is the reader's to say.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from mcenter import errands, outbox, people
from mcenter.files import enclosures
from mcenter.languages import ENGLISH, language
from mcenter.mail import composing, templating
from mcenter.mail.notification import (
    Digest,
    Leaving,
    Notification,
    Post,
    Section,
    Waiting,
)
from mcenter.outbox.deliveries import LONGEST_BODY
from mcenter.people import preferences
from mcenter.reply_address import Scheme, mint
from mcenter.supplies import Supplies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.languages import Language
    from mcenter.mail.notification import Letter
    from mcenter.models import Delivery, Message, Participant, Person, Thread


class Letters:
    """Writes in the name of [marketplace], to people as they chose or [notify] says."""

    def __init__(self, config: Config, *, relay_size: int | None = None) -> None:
        """Take the configuration; `relay_size` in bytes stands for [attachments]'s."""
        self.scheme = Scheme(config.marketplace)
        self._marketplace = config.marketplace
        self._notify = config.notify
        self._templates = templating.of(config.notify.templates)
        self.supplies = Supplies()
        """What the next letters need of the store, if somebody asked for it."""
        most = config.attachments.relay_size
        self._relay_size = most if relay_size is None else relay_size

    def notification(
        self,
        part: Participant,
        posts: Sequence[Message],
        *,
        to: str,
        now: datetime,
        lead: str = "",
    ) -> Notification:
        """Give what a mail to a participant says of these posts; `to` is an address."""
        thread, preference = part.thread, preferences.of(part.person, self._notify)
        words = self.language(part.person)
        authors = dict.fromkeys(_name(post, words) for post in posts)
        full = preference.body == "full"
        return Notification(
            marketplace=self._marketplace.name,
            address=self._marketplace.address,
            from_name=", ".join(authors),
            to_address=to,
            to_name=part.person.name or "",
            reply_to=self.scheme.reply_address(part.reply_token),
            subject=thread.subject,
            message_id=self.scheme.new_message_id(),
            root=self.scheme.root_of(part.reply_token),
            references=tuple(self.supplies.references(part)),
            date=now,
            language=words,
            zone=preference.zone,
            leaving=self._leaving(part.person, now, thread.id),
            thread=thread.id,
            about=thread.about,
            vendor=thread.vendor.name,
            begun=thread.created_at,
            posts=self._posts(posts, self._relay_size if full else 0, words),
            body=preference.body,
            waiting=waiting(thread, part.side, words),
            lead=lead,
        )

    def digest(
        self, person: Person, rows: Sequence[Delivery], *, to: str, now: datetime
    ) -> Digest:
        """Give what a mail says of several threads; the rows of each stand together."""
        words, market = self.language(person), self._marketplace.name
        return self.several(
            person,
            [
                (part, [row.message for row in some])
                for part, some in groupby(rows, key=lambda row: row.participant)
            ],
            subject=words.plural(
                "Your digest: %(number)d new message",
                "Your digest: %(number)d new messages",
                len(rows),
            ),
            lead=words.say("This is new in your threads at %(market)s.", market=market),
            to=to,
            now=now,
        )

    def several(
        self,
        person: Person,
        told: Iterable[tuple[Participant, Sequence[Message]]],
        *,
        subject: str,
        lead: str,
        to: str,
        now: datetime,
    ) -> Digest:
        """Give a mail that tells of posts in several threads, in these words."""
        preference = preferences.of(person, self._notify)
        answers = self.supplies.tag(person, errands.ANSWER_DIGEST, now=now)
        return Digest(
            marketplace=self._marketplace.name,
            address=self._marketplace.address,
            to_address=to,
            to_name=person.name or "",
            reply_to=self.scheme.reply_address(answers),
            subject=subject,
            message_id=self.scheme.new_message_id(),
            date=now,
            language=self.language(person),
            zone=preference.zone,
            leaving=self._leaving(person, now),
            sections=tuple(self._section(part, posts) for part, posts in told),
            body=preference.body,
            lead=lead,
        )

    def language(self, person: Person) -> Language:
        """Give the language that a person reads."""
        return language(person.locale, self._marketplace.locale)

    def frozen(self, letter: Letter) -> outbox.Frozen:
        """Compose a letter, with a tag of its own for what bounces."""
        tag = mint()
        return outbox.Frozen(
            address=letter.to_address,
            message_id=letter.message_id,
            tag=tag,
            envelope_sender=self.scheme.bounce_address(tag),
            content=composing.compose(letter, self._templates),
            body=letter.body if isinstance(letter, (Notification, Digest)) else None,
        )

    def _section(self, part: Participant, posts: Sequence[Message]) -> Section:
        thread, words = part.thread, self.language(part.person)
        return Section(
            thread=thread.id,
            subject=thread.subject,
            about=thread.about,
            vendor=thread.vendor.name,
            reply_to=self.scheme.reply_address(part.reply_token),
            # Files are named: with those of many threads a mail would be too large.
            posts=self._posts(posts, 0, words),
            waiting=waiting(thread, part.side, words),
        )

    def _leaving(
        self, person: Person, now: datetime, thread: int | None = None
    ) -> Leaving:
        leave = self.supplies.tag(person, errands.UNSUBSCRIBE, now=now)
        mute = ""
        if thread is not None:
            tag = self.supplies.tag(person, errands.MUTE, thread, now=now)
            mute = self.scheme.reply_address(tag)
        return Leaving(
            unsubscribe=self.scheme.reply_address(leave),
            mute=mute,
            url=self._notify.unsubscribe_url.replace("{tag}", leave),
        )

    def _posts(
        self, posts: Sequence[Message], room: int, reads: Language
    ) -> tuple[Post, ...]:
        enclosed = enclosures.among(self.supplies.files(posts), posts, room=room)
        return tuple(
            Post(
                author=_name(post, reads),
                side=post.side,
                at=post.created_at,
                body=post.body[:LONGEST_BODY],
                more=len(post.body) > LONGEST_BODY,
                files=tuple(enclosed[post.id].files),
                left=tuple(enclosed[post.id].left),
                withheld=tuple(enclosed[post.id].withheld),
            )
            for post in posts
        )


def waiting(thread: Thread, side: str, reads: Language = ENGLISH) -> Waiting | None:
    """Say who waits for an answer, to a reader on this side; None when nobody does."""
    if thread.waiting_on is None or thread.waiting_since is None:
        return None
    customer = people.display_name(thread.customer, "customer", reads)
    names = {"vendor": customer, "customer": thread.vendor.name}
    return Waiting(
        name=names[thread.waiting_on],
        since=thread.waiting_since,
        on_reader=thread.waiting_on == side,
    )


def _name(post: Message, reads: Language) -> str:
    return people.display_name(post.author, post.side, reads)
