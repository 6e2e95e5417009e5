"""
Rules that ask when and where a mail came in, not what it is.

Rule 1: each is one fact by a name that an operator reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcenter.admission.facts import Facts
    from mcenter.mail.parsing import ReceivedEmail


def repeat(_: ReceivedEmail, facts: Facts) -> bool:
    """These very bytes have had their verdict."""
    return facts.repeat


def in_junk(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host took it for junk: an operator looks at it."""
    return facts.in_junk


def thread_closed(_: ReceivedEmail, facts: Facts) -> bool:
    """The thread takes no posts."""
    return facts.closed


def brake(_: ReceivedEmail, facts: Facts) -> bool:
    """More came, of a person, in a thread or of strangers, than is let through."""
    return facts.braked


def same_text(_: ReceivedEmail, facts: Facts) -> bool:
    """The same author said the same again and again within a day."""
    return facts.refrain
