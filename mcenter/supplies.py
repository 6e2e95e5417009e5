"""
What letters take from the store, asked for by many of them at once.

Rule 1: what nobody stocked is asked for when a letter wants it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mcenter import errands
from mcenter.errands import Wanted
from mcenter.files import attachments
from mcenter.mail.head import MOST_REFERENCES
from mcenter.outbox import correspondence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import Attachment, Message, Participant, Person
    from mcenter.outbox.decisions import Parcel


class Supplies:
    """Tags of errands, ids of mails that went before, files: of the next letters."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._tags: dict[Wanted, str] = {}
        self._sent: dict[int, list[str]] = {}
        self._files: dict[int, list[Attachment]] = {}

    def stock(self, parcels: Sequence[Parcel], *, now: datetime) -> None:
        """Ask for what the letters of these parcels need."""
        if not parcels:
            return
        parts = Counter(each.participant for each in parcels if not each.is_digest)
        # Of several mails in one thread, each is to know those before it.
        alone = [part for part, number in parts.items() if number == 1]
        posts = [row.message for each in parcels for row in each.deliveries]
        wanted = [tag for each in parcels for tag in _tags(each)]
        self._sent = correspondence.sent_to(alone, most=MOST_REFERENCES)
        self._files = _by_message(posts)
        self._tags = errands.tags_of(wanted, now=now)

    def tag(
        self, person: Person, verb: str, thread: int | None = None, *, now: datetime
    ) -> str:
        """Give the tag of a person's errand."""
        known = self._tags.get(Wanted(person.id, verb, thread))
        return known or errands.tag_of(person, verb, thread, now=now)

    def references(self, part: Participant) -> Sequence[str]:
        """Give the Message-IDs of the latest mails to a participant, oldest first."""
        if part.id not in self._sent:
            return correspondence.sent_to([part], most=MOST_REFERENCES)[part.id]
        return self._sent[part.id]

    def files(self, posts: Sequence[Message]) -> Sequence[Attachment]:
        """Give the files of posts, in the order they came."""
        if any(post.id not in self._files for post in posts):
            return attachments.of_messages(posts)
        return [file for post in posts for file in self._files[post.id]]


def _by_message(posts: Sequence[Message]) -> dict[int, list[Attachment]]:
    files: dict[int, list[Attachment]] = {post.id: [] for post in posts}
    for file in attachments.of_messages(posts):
        files[file.message_id].append(file)
    return files


def _tags(parcel: Parcel) -> tuple[Wanted, Wanted]:
    person = parcel.person.id
    if parcel.is_digest:
        own = Wanted(person, errands.ANSWER_DIGEST)
    else:
        own = Wanted(person, errands.MUTE, parcel.participant.thread_id)
    return Wanted(person, errands.UNSUBSCRIBE), own
