"""
Rules on what a mail consists of: its size and shape, its text, its files.

Rule 1: a limit of the reader that a mail hit first is the rule that holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.mime.wrapping import is_signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcenter.admission.facts import Facts
    from mcenter.mail.parsing import ReceivedEmail

    Rule = Callable[[ReceivedEmail, Facts], bool]

# What `mail.parsing` stops at; each is a rule of that name.
LIMITS = {
    "mail_size": "It is larger than [limits] mail_size: only its header is kept.",
    "header_block": "Its header block is larger than 256 KB.",
    "headers": "It has more than 1,000 header fields.",
    "header_size": "A header field of it that we read is larger than 8 KB.",
    "depth": "Its parts lie in one another more than 20 deep.",
    "parts": "It has more than 200 parts.",
    "boundaries": "Too many of its lines are nearly the boundary of a part.",
    "text_size": "Its text is longer than 4,000,000 characters, 8 MB or 65,000 lines.",
}


def _limit(name: str, sentence: str) -> Rule:
    """The rule that holds a mail which hit this limit first."""

    def rule(mail: ReceivedEmail, _: Facts) -> bool:
        return mail.limits[:1] == (name,)

    rule.__name__, rule.__doc__ = name, sentence
    return rule


LIMIT_RULES = tuple(_limit(name, sentence) for name, sentence in LIMITS.items())


def encrypted(mail: ReceivedEmail, _: Facts) -> bool:
    """The text is encrypted or sealed (S/MIME, PGP), and only its receiver reads it."""
    return mail.wrapping in {"smime", "pgp"}


def tnef(mail: ReceivedEmail, _: Facts) -> bool:
    """The text is in a winmail.dat (TNEF), as Outlook alone reads it."""
    return mail.wrapping == "tnef"


def partial(mail: ReceivedEmail, _: Facts) -> bool:
    """The mail is a piece of a text, or says where one lies (RFC 2046 section 5.2)."""
    return mail.wrapping == "partial"


def empty(mail: ReceivedEmail, _: Facts) -> bool:
    """Nothing is left to post: no text of the author's own, no file but a signature."""
    files = [each for each in mail.attachments if not is_signature(each.content_type)]
    return not (mail.limits or mail.reply.strip() or files)


def attachment_count(_: ReceivedEmail, facts: Facts) -> bool:
    """It has more files than [attachments] count lets through."""
    return facts.broken_limit == "attachment_count"


def attachment_size(_: ReceivedEmail, facts: Facts) -> bool:
    """A file of it is larger than [attachments] size lets through."""
    return facts.broken_limit == "attachment_size"


def attachment_type(_: ReceivedEmail, facts: Facts) -> bool:
    """A file of it is of a kind that [attachments] refused names."""
    return facts.broken_limit == "attachment_type"


def scan(_: ReceivedEmail, facts: Facts) -> bool:
    """The scan command did not let a file of it through, or could not be run."""
    return facts.unscanned
