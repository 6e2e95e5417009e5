"""
Threads that begin by mail: for which vendor, by whom, and the one answer that says so.

Rule 1: one vendor, named in To or Cc: what was written to somebody else and only
brought here begins nothing without an operator's word.
Rule 2: a writer is known by their address alone; the name in a mail is nobody's word.
Rule 3: the same mail begins one thread, by the fingerprint it was read with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import audit, people, threads
from mcenter.errors import NotFound
from mcenter.languages import Sentence
from mcenter.notices import Words
from mcenter.people import participants, vendors
from mcenter.store import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.models import Message, Person, Vendor
    from mcenter.notices import Notices
    from mcenter.reply_address import Scheme
    from mcenter.threads import Post


@dataclass(frozen=True, kw_only=True)
class Contact:
    """
    What a mail to contact addresses asks for: a thread with this vendor.

    `problem` is the name of the rule that keeps it from that, where one does.
    """

    vendor: Vendor | None = None
    problem: str | None = None


def find(
    scheme: Scheme,
    *,
    visible: Sequence[str],
    hidden: Sequence[str],
    author: Person | None,
) -> Contact | None:
    """Find the vendor that a mail is to begin a thread with; None: it names none."""
    shown, unseen = scheme.slugs(visible), scheme.slugs(hidden)
    slugs = {*shown, *unseen}
    if not slugs:
        return None
    if len(slugs) > 1:
        return Contact(problem="several_vendors")
    try:
        vendor = vendors.find(slugs.pop())
    except NotFound:
        return Contact(problem="unknown_vendor")
    if not shown:
        return Contact(vendor=vendor, problem="hidden_vendor")
    own = author is not None and vendors.is_member(vendor, author)
    return Contact(vendor=vendor, problem="own_vendor" if own else None)


def start(
    vendor: Vendor, sender: str, what: Post, *, subject: str, now: datetime
) -> Message:
    """
    Begin a thread as the person of an address, made if there is none.

    Raises what threads.start does; a person who was made for it is then gone again.
    """
    with transaction():
        customer = people.known(sender)
        if customer is None:
            customer = people.ensure(sender, now=now)
            audit.note("add", customer, actor=customer, way=what.channel, now=now)
        key = what.fingerprint
        return threads.start(vendor, customer, what, subject=subject, key=key, now=now)


def tell(notices: Notices, first: Message, answers: str, *, now: datetime) -> None:
    """Owe the customer the one answer to the mail that began a thread."""
    thread = first.thread
    part = participants.find(thread, first.author)
    if part is None:  # pragma: no cover  (who posted has a part)
        return
    values = {
        "vendor": thread.vendor.name,
        "number": thread.id,
        "market": notices.marketplace,
    }
    words = Words(
        kind="notice",
        topic=f"contact:{thread.id}",
        subject=Sentence("Your message to %(vendor)s is thread %(number)d", values),
        reply_to=notices.scheme.reply_address(part.reply_token),
        answers=answers,
        thread=thread.id,
        by_mail=True,
        paragraphs=(
            Sentence(
                "Your message to %(vendor)s has arrived; it is thread %(number)d at"
                " %(market)s. To add to it, answer this mail. You will be told by mail"
                " when %(vendor)s answers.",
                values,
            ),
            Sentence(
                "Please do not pass this mail on: who answers it answers in your name."
            ),
        ),
    )
    notices.owe(first.author, words, now=now, within=None)
