"""
The same text again and again, by one author in one place: what silent machines send.

Rule 1: a text that is long enough, word for word, is a refrain sooner than one that is
short, or differs in its times and numbers: people say "ok" many times a day.
Rule 2: other files make it another post.
Rule 3: linear in the text, of which only the beginning counts.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import fn

from mcenter.giveaways import REMOVED
from mcenter.models import Attachment, Blob, Message, Thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from peewee import Expression

    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import Person, Vendor

DAY = timedelta(days=1)
# In letters. What people say word for word three times a day is shorter: "Thank you
# very much for your quick reply" has 33.
LONG = 40
MOST_SAME, MOST_ALIKE = 3, 10
# Characters of a text, and posts of a day, that are looked at.
BEGINNING, LATEST = 2000, 200
# A word that may be another each time: a number, a time, an address; begun only where a
# word begins, for the search to be linear.
_VARIES = re.compile(
    r"(?<![A-Za-z0-9_@+.:/-])[A-Za-z_+.:/-]*+[0-9@][A-Za-z0-9_@+.:/-]*"
)
_NO_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Said:
    """A text as it is compared: word for word, and without what a machine varies."""

    words: str
    letters: str

    @classmethod
    def of(cls, text: str) -> Said:
        """Take the beginning of a text."""
        text = text[:BEGINNING].casefold()
        kept = _VARIES.sub("", text.replace(REMOVED, ""))
        return cls(words=" ".join(text.split()), letters=_NO_LETTERS.sub("", kept))

    @property
    def is_long(self) -> bool:
        """Whether there is enough of it to be known again by its letters."""
        return len(self.letters) >= LONG

    def is_alike(self, other: Said) -> bool:
        """Whether they are the same but for times, numbers and addresses."""
        if self.is_long:
            return self.letters == other.letters
        return self.words == other.words


def in_thread(
    thread: Thread, author: Person, received: ReceivedEmail, now: datetime
) -> bool:
    """Tell whether an author said what this mail says too often in a thread today."""
    return _is_refrain(Message.thread == thread, author, received, now)


def to_vendor(
    vendor: Vendor, customer: Person, received: ReceivedEmail, now: datetime
) -> bool:
    """Tell whether a customer wrote this too often to a vendor today."""
    theirs = (Thread.vendor == vendor) & (Thread.customer == customer)
    threads = Thread.select(Thread.id).where(theirs)
    return _is_refrain(Message.thread.in_(threads), customer, received, now)


def _is_refrain(
    where: Expression, author: Person, received: ReceivedEmail, now: datetime
) -> bool:
    said = Said.of(received.reply)
    lately = (Message.author == author) & (Message.created_at > now - DAY)
    query: Any = (
        Message.select(Message.id, fn.SUBSTR(Message.body, 1, BEGINNING))
        .where(where & lately & (Message.channel == "email"))
        .order_by(Message.id.desc())
    )
    earlier = [(post, Said.of(body)) for post, body in query.limit(LATEST).tuples()]
    alike = [(post, other) for post, other in earlier if said.is_alike(other)]
    if len(alike) < MOST_SAME:
        return False
    files = _files(post for post, _ in alike)
    sent = sorted(
        hashlib.sha256(file.content).hexdigest() for file in received.attachments
    )
    again = [other for post, other in alike if files.get(post, []) == sent]
    same = sum(other.words == said.words for other in again)
    return len(again) >= MOST_ALIKE or (said.is_long and same >= MOST_SAME)


def _files(posts: Iterable[int]) -> dict[int, Sequence[str]]:
    """Give the hashes of the files of posts, sorted."""
    query: Any = (
        Attachment.select(Attachment.message, Blob.sha256)
        .join(Blob)
        .where(Attachment.message.in_(list(posts)))
        .order_by(Blob.sha256)
    )
    found: dict[int, list[str]] = {}
    for post, sha256 in query.tuples():
        found.setdefault(post, []).append(sha256)
    return dict(found)
