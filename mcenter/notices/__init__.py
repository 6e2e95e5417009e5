"""
Mails of ours that tell of no message: made, frozen, and left to the notifier.

Rule 1: a notice is part of the transaction of what it tells of.
Rule 2: nobody is told of one topic too often: who was told lately is not told again.
Rule 3: what a stranger's mail brought about has the null envelope sender, so that
nothing comes back of it (RFC 3834 section 3.3).
Rule 4: a notice is in its reader's language, with times by the clock on their wall, as
both are when it is owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import outbox, people
from mcenter.languages import language
from mcenter.mail import composing, notification, templating
from mcenter.mail.composing import Notice
from mcenter.outbox import correspondence
from mcenter.people import preferences
from mcenter.reply_address import Scheme, mint

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from mcenter.config import Config
    from mcenter.languages import Language, Plural, Sentence
    from mcenter.models import OutboundEmail, Person

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something that a notice's reader may have done by mail, in no language yet."""

    words: Sentence
    address: str
    subject: str
    """Of the mail that asks for it."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """
    What a notice says.

    `kind` is an OutboundEmail's; `topic` is what nobody is told of too often.
    `reply_to` is where an answer goes, none by default; `answers` is the Message-ID of
    the mail that is answered, where one is; `thread` is the key of the thread it is
    about: with that thread it goes.
    """

    kind: str
    topic: str
    subject: Sentence | Plural
    paragraphs: tuple[Sentence | Plural | Link, ...]
    reply_to: str = ""
    answers: str = ""
    thread: int | None = None
    by_mail: bool = False
    """Whether a mail of somebody else's brought it about."""


class Notices:
    """Writes notices in the name of [marketplace]."""

    def __init__(self, config: Config) -> None:
        """Take the configuration: who they come from, and [notify]."""
        self._marketplace = config.marketplace
        self.notify = config.notify
        self._templates = templating.of(config.notify.templates)
        self.scheme = Scheme(config.marketplace)

    @property
    def marketplace(self) -> str:
        """How people know whom these mails come from."""
        return self._marketplace.name

    def owe(
        self,
        person: Person,
        words: Words,
        *,
        now: datetime,
        within: timedelta | None = DAY,
    ) -> OutboundEmail | None:
        """
        Have a person told, at their registered address, by the next notifier.

        None when they were told of the topic `within` that time, or when no address
        of theirs takes mail.
        """
        address = people.mail_address(person)
        if address is None:
            return None
        if within and correspondence.was_told(person, words.topic, since=now - within):
            return None
        return outbox.keep(
            self._frozen(person, address.addr_spec, words, now),
            person,
            kind=words.kind,
            topic=words.topic,
            thread=words.thread,
            now=now,
        )

    def _frozen(
        self, person: Person, to: str, words: Words, now: datetime
    ) -> outbox.Frozen:
        tag, message_id = mint(), self.scheme.new_message_id()
        reads = language(person.locale, self._marketplace.locale)
        zone = preferences.of(person, self.notify).zone
        notice = Notice(
            marketplace=self._marketplace.name,
            address=self._marketplace.address,
            to_address=to,
            to_name=person.name or "",
            reply_to=words.reply_to,
            subject=reads.sentence(words.subject, zone),
            message_id=message_id,
            references=(words.answers,) if words.answers else (),
            date=now,
            language=reads,
            zone=zone,
            paragraphs=tuple(_said(each, reads, zone) for each in words.paragraphs),
            automatic="auto-replied" if words.by_mail else "auto-generated",
        )
        return outbox.Frozen(
            address=to,
            message_id=message_id,
            tag=tag,
            envelope_sender="" if words.by_mail else self.scheme.bounce_address(tag),
            content=composing.compose(notice, self._templates),
        )


def _said(
    paragraph: Sentence | Plural | Link, reads: Language, zone: tzinfo
) -> str | notification.Link:
    if isinstance(paragraph, Link):
        return notification.Link(
            words=reads.sentence(paragraph.words),
            address=paragraph.address,
            subject=paragraph.subject,
        )
    return reads.sentence(paragraph, zone)
