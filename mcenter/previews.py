"""
What a mail about a thread would look like to one reader, made to be looked at.

Rule 1: nothing is kept and nothing is sent: what is made is rolled back.
Rule 2: no secret of anybody's is in it; a word stands where each would be, of the same
length, so that the mail may be shown to others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import TYPE_CHECKING

from mcenter import people, threads
from mcenter.errors import NotFound
from mcenter.letters import Letters
from mcenter.mail.notification import Leaving
from mcenter.models import Message
from mcenter.people import participants
from mcenter.reply_address import TOKEN_LENGTH
from mcenter.store import rehearsal

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import Message as Mail

    from mcenter.config import Config
    from mcenter.mail.notification import Notification
    from mcenter.models import Participant, Person, Thread
    from mcenter.reply_address import Scheme


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Whom the mail is shown for; what is None is as the thread and they have it."""

    address: str | None = None
    body: str | None = None
    """full, excerpt or hint."""
    locale: str | None = None


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A mail as its reader would see it, lines ended by LF alone."""

    thread: int
    to: str
    """The address it would go to."""
    subject: str
    text: str
    html: str


def of_thread(
    thread_id: int, reader: Reader, config: Config, *, now: datetime
) -> Preview:
    """
    Show the mail that a thread's latest message would give one reader.

    Without an address, it is the first one on the other side.  Raises NotFound for no
    thread, and for somebody who has no part in it.
    """
    letters = Letters(config)
    with rehearsal():
        thread = threads.find(thread_id, None)
        message = Message.get_by_id(thread.last_message)
        part = _part(thread, message, reader.address)
        to = _address(part.person, thread)
        # Changed on this row alone, which nobody saves.
        part.person.body = reader.body or part.person.body
        part.person.locale = reader.locale or part.person.locale
        letter = letters.notification(part, [message], to=to, now=now)
        mail = message_from_bytes(
            letters.frozen(_without_secrets(letter, letters.scheme, config)).content
        )
    return Preview(
        thread=thread.id,
        to=to,
        subject=str(make_header(decode_header(mail["Subject"]))),
        text=_content(mail, "text/plain"),
        html=_content(mail, "text/html"),
    )


def _part(thread: Thread, message: Message, address: str | None) -> Participant:
    if address is not None:
        return _part_of(thread, people.find(address))
    for side in threads.OTHER_SIDES[message.side]:
        for part in participants.on_side(thread, side):
            if part.person != message.author:
                return part
    raise NotFound(f"Nobody is told of message {message.id} in thread {thread.id}.")


def _part_of(thread: Thread, person: Person) -> Participant:
    """Find somebody's part; a new colleague of the vendor has theirs when needed."""
    side = participants.side_of(thread, person)
    if side == "vendor":
        return participants.ensure(thread, person, side)
    part = participants.find(thread, person)
    if side is None or part is None:
        raise NotFound(f"They have no part in thread {thread.id}.")
    return part


def _address(person: Person, thread: Thread) -> str:
    usable = people.mail_address(person)
    # What takes no mail now is shown all the same.
    found = usable or next(iter(people.addresses(person)), None)
    if found is None:
        raise NotFound(f"They have no address, and no part in thread {thread.id}.")
    return found.addr_spec


def _without_secrets(
    letter: Notification, scheme: Scheme, config: Config
) -> Notification:
    unsubscribe = _stand_in("unsubscribe")
    url = config.notify.unsubscribe_url.replace("{tag}", unsubscribe)
    return replace(
        letter,
        reply_to=scheme.reply_address(_stand_in("reply")),
        message_id=scheme.message_id(_stand_in("message")),
        root=scheme.message_id(_stand_in("thread")),
        references=(),
        leaving=Leaving(
            unsubscribe=scheme.reply_address(unsubscribe),
            mute=scheme.reply_address(_stand_in("mute")),
            url=url,
        ),
    )


def _stand_in(word: str) -> str:
    """Give what stands for a secret: the word, again and again, as long as that is."""
    return (word * TOKEN_LENGTH)[:TOKEN_LENGTH]


def _content(mail: Mail, content_type: str) -> str:
    """Give the first part of a type, which is ours; files come behind it."""
    for part in mail.walk():
        if part.get_content_type() == content_type:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content.decode().replace("\r\n", "\n")
    return ""
