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

from mcenter import inbox, people, reply_address, threads
from mcenter.mail import parsing, reply_text
from mcenter.mail.replies import known_text, learnt_tail, within_quotes
from mcenter.mail.replies.known_text import KnownText
from mcenter.mail.reply_text import Cut
from mcenter.outbox import correspondence

if TYPE_CHECKING:
    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import InboundEmail
    from mcenter.reply_address import Scheme

MOST_MAILS = 5
MOST_POSTS = 50


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
    cut = Cut(reply=received.reply, quoted=received.quoted)
    hides = known_text.may_hide(cut.reply, cut.quoted, scheme.names)
    if hides or known_text.has_quotes(cut.quoted):
        known = _known(received, scheme)
        if known and (hides or within_quotes.typed(cut.quoted.split("\n"), known)):
            cut = reply_text.cut(received.text, known)
    if learnt_tail.may_end(cut.reply):
        cut = _without_learnt(mail, received, cut)
    return Reading(received=parsing.recut(received, cut), fingerprint=fingerprint)


def _fingerprint(received: ReceivedEmail, sha256: str) -> str:
    """Hash Message-ID, text and files: a repeat is one, other words are another."""
    digest = hashlib.sha256()
    # Without a Message-ID, the same words may well be said twice, but not at one time.
    sent = "" if received.sent_at is None else received.sent_at.isoformat()
    digest.update((received.message_id or sent or sha256).encode())
    # The text as it is read by itself: more is known of a writer each day. Where that
    # finds nothing new, answers may stand in the quote.
    said = received.reply or received.text
    digest.update(b"\0" + said.encode("utf-8", "replace"))
    for file in received.attachments:
        digest.update(b"\0" + hashlib.sha256(file.content).digest())
    return digest.hexdigest()


def _known(received: ReceivedEmail, scheme: Scheme) -> KnownText | None:
    """The texts of the mails answered, and the writer's own posts beside them."""
    ids = [*received.in_reply_to, *received.references]
    holders = reply_address.holders(scheme.tokens(received.recipients))
    # The last mails to whom the reply address was given, when no mail is named.
    mails = correspondence.named(ids, most=MOST_MAILS) or correspondence.latest(
        holders, most=MOST_MAILS
    )
    if not mails:
        return None
    last = mails[0]
    # A digest is of no thread: who answers a part of it names the thread.
    here = [last.thread, *(holder.thread_id for holder in holders)]
    thread = next((each for each in here if each is not None), None)
    return KnownText.of(
        [text for mail in mails for text in parsing.texts(mail.beginning)],
        own=threads.said(thread, last.person, most=MOST_POSTS),
        names=[*scheme.names, *scheme.tokens(received.recipients)],
    )


def _without_learnt(mail: InboundEmail, received: ReceivedEmail, cut: Cut) -> Cut:
    author = people.of_mail(received.senders[0]) if received.senders else None
    if author is None:
        return cut
    earlier = inbox.accepted_before(mail, author, most=learnt_tail.MAILS)
    reply, end = learnt_tail.without(cut.reply, map(parsing.reply_of, earlier))
    if not end:
        return cut
    return Cut(reply=reply, quoted=f"{end}\n\n{cut.quoted}".strip("\n"))
