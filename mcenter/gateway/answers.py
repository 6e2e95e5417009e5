"""
What a mail has to say, made into a post.

Rule 1: only the writer's own words are posted; what was cut is kept beside them.
What quotes a digest quotes other threads as well: of that nothing is kept.
Rule 2: the same mail is the same post, by the fingerprint it was read with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import giveaways, people
from mcenter.errands import digest_answers
from mcenter.files.attachments import File
from mcenter.gateway import privacy
from mcenter.mail import pictures
from mcenter.outbox import correspondence
from mcenter.threads import Post

if TYPE_CHECKING:
    from mcenter.gateway.cases import Case
    from mcenter.mail.parsing import Attachment
    from mcenter.models import Participant
    from mcenter.reply_address import Scheme


def post_of(case: Case, holder: Participant, scheme: Scheme) -> Post:
    """Give what a mail adds to its holder's thread."""
    known = privacy.known(holder.thread, _sender(case))
    return _post(
        case, scheme, known, answers=correspondence.last_told(holder, case.answers)
    )


def first_post_of(case: Case, scheme: Scheme) -> Post:
    """Give what a mail begins a thread with, where nobody takes part but its writer."""
    author = case.author
    theirs = [] if author is None else people.addresses(author)
    known = {_sender(case), *(row.addr_spec for row in theirs)} - {""}
    return _post(case, scheme, known, answers=None)


def subject_of(case: Case, scheme: Scheme) -> str:
    """Give what a thread that a mail begins is about, in the mail's own words."""
    return giveaways.without(case.received.subject, scheme)


def _post(case: Case, scheme: Scheme, known: set[str], *, answers: int | None) -> Post:
    received = case.received
    files = privacy.of_files(received.attachments, scheme, known)
    body, quoted = map(pictures.named, (received.reply, received.quoted))
    body = privacy.of_body(body, scheme, quoted=quoted, known=known)
    if digest_answers.by_message_id(case.answers) is not None:
        quoted = ""
    return Post(
        body=body,
        quoted=privacy.of_quoted(quoted, scheme, known),
        files=[_file(each) for each in files],
        channel="email",
        fingerprint=case.fingerprint,
        answers=answers,
    )


def _sender(case: Case) -> str:
    senders = case.received.senders
    return senders[0] if senders else ""


def _file(attachment: Attachment) -> File:
    return File(
        name=attachment.name,
        content_type=attachment.content_type,
        content=attachment.content,
    )
