"""
A recorded mail as it is read in the light of our rows: what is new in it.

Rule 1: nothing here decides who may post; a mail that names nobody is read as it is.
Rule 2: a few earlier mails are looked at, never all: those answered, else the latest.
Rule 3: what a mail is known by again does not hang on when it is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import inbox, outbox, people
from mcenter.mail import learnt_tail, parsing, reply_text
from mcenter.mail.known_text import KnownText
from mcenter.mail.reply_text import Cut
from mcenter.models import Message
from mcenter.reply_address import find_carrier

if TYPE_CHECKING:
    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import InboundEmail, Participant
    from mcenter.reply_address import Scheme

MOST_MAILS = 5
MOST_POSTS = 50
MOST_ENDS = 3


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A mail with its new text, and the fingerprint that makes it one post."""

    received: ReceivedEmail
    fingerprint: str


def read(mail: InboundEmail, scheme: Scheme) -> Reading:
    """
    Read a mail, knowing what its writer was sent and wrote before.

    Asked outside any transaction: old rows and old mails are read as well.
    """
    raw = inbox.content(mail)
    received = parsing.read(raw, envelope_sender=mail.envelope_sender)
    fingerprint = _fingerprint(received, mail.sha256)
    if not received.text.strip():
        return Reading(received=received, fingerprint=fingerprint)
    known = _known(received, scheme)
    cut = Cut(reply=received.reply, quoted=received.quoted)
    if known is not None:
        cut = reply_text.cut(received.text, known)
    cut = _without_learnt(mail, received, cut)
    return Reading(received=parsing.recut(received, cut), fingerprint=fingerprint)


def _fingerprint(received: ReceivedEmail, sha256: str) -> str:
    """Hash Message-ID, text and files: a repeat is one, other words are another."""
    digest = hashlib.sha256()
    # Without a Message-ID, the same words may well be said twice, but not at one time.
    sent = "" if received.sent_at is None else received.sent_at.isoformat()
    digest.update((received.message_id or sent or sha256).encode())
    # The text as it is read by itself: more is known of a writer each day.
    digest.update(b"\0" + received.reply.encode("utf-8", "replace"))
    for file in received.attachments:
        digest.update(b"\0" + hashlib.sha256(file.content).digest())
    return digest.hexdigest()


def _known(received: ReceivedEmail, scheme: Scheme) -> KnownText | None:
    """The texts of the mails answered, and the writer's own posts beside them."""
    ids = [*received.in_reply_to, *received.references]
    visible = received.recipients
    carrier = find_carrier(scheme, visible=visible, hidden=(), answers=ids)
    sent: list[str] = []
    own: list[str] = []
    names = list(scheme.names)
    for part in carrier.participants[:2]:
        mails = outbox.answered(part, ids, most=MOST_MAILS)
        sent += [text for each in mails for text in parsing.texts(outbox.content(each))]
        own += _posts(part)
        names.append(scheme.reply_address(part.reply_token))
    return KnownText.of(sent, own=own, names=names) if sent else None


def _posts(part: Participant) -> list[str]:
    theirs = (Message.thread == part.thread_id) & (Message.author == part.person_id)
    query = Message.select(Message.body).where(theirs).order_by(Message.id.desc())
    return [message.body for message in query.limit(MOST_POSTS)]


def _without_learnt(mail: InboundEmail, received: ReceivedEmail, found: Cut) -> Cut:
    if not learnt_tail.may_have(found.reply) or not received.senders:
        return found
    author = people.of_mail(received.senders[0])
    if author is None:
        return found
    earlier = inbox.accepted_before(mail, author, most=MOST_ENDS)
    texts = [parsing.read(inbox.content(each)).reply for each in earlier]
    reply, end = learnt_tail.without(found.reply, texts)
    if not end:
        return found
    return Cut(reply=reply, quoted=f"{end}\n\n{found.quoted}".strip("\n"))
