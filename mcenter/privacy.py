"""
What a mail client put into a text and nobody meant to tell: secrets and addresses.

Rule 1: our reply addresses, tags and Message-IDs go from every text that is kept.
Rule 2: from quoted text go the addresses of all who take part, and those in brackets,
where clients write them; what a person typed into their own words stays.
Rule 3: a mail of ours that came back as a file is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mcenter.mail import marker
from mcenter.mail.parsing import header_block
from mcenter.models import Address, Participant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.parsing import Attachment
    from mcenter.models import Thread
    from mcenter.reply_address import Scheme

REMOVED = "[address removed]"
# Texts that clients make into files are shorter; what is longer a person attached.
LONGEST_TEXT = 1_000_000
_BRACKETED = re.compile(
    r"(?<=[<\[])(?:mailto:)?[^\s<>\[\]@]{1,64}@[^\s<>\[\]@]{1,255}(?=[>\]])",
    re.IGNORECASE,
)


def of_body(text: str, scheme: Scheme, *, quoted: str = "") -> str:
    """
    Give somebody's own words without our secrets.

    Where what was `quoted` begins with our marker, nobody knew the lines above it as a
    client's: they may lead in the quote, with addresses in brackets.
    """
    if marker.find(quoted.split("\n", 4)[:4]) == 0:
        above, blank, last = text.rpartition("\n\n")
        text = above + blank + _without_bracketed(last, scheme)
    return scheme.scrub(text)


def of_quoted(text: str, scheme: Scheme, thread: Thread, sender: str) -> str:
    """Give the cut part without our secrets and without anybody's address."""
    part = Participant.select(Participant.person).where(Participant.thread == thread)
    theirs = Address.select().where(Address.person.in_(part))
    known = {sender, *(row.addr_spec for row in theirs)} - {""}
    scrubbed = _without_bracketed(scheme.scrub(text), scheme)
    for address in sorted(known, key=len, reverse=True):
        pattern = re.compile(re.escape(address), re.IGNORECASE)
        scrubbed = pattern.sub(REMOVED, scrubbed)
    return scrubbed


def of_files(files: Sequence[Attachment], scheme: Scheme) -> list[Attachment]:
    """Give the files without our secrets, and without mails of ours."""
    return [
        replace(
            file,
            name=scheme.scrub(file.name),
            content=_of_content(file, scheme),
        )
        for file in files
        if not _is_our_mail(file, scheme)
    ]


def _is_our_mail(file: Attachment, scheme: Scheme) -> bool:
    attached = file.content_type.startswith("message/")
    return attached and scheme.concerns(header_block(file.content))


def _of_content(file: Attachment, scheme: Scheme) -> bytes:
    readable = file.content_type.startswith(("text/", "message/"))
    if not readable or len(file.content) > LONGEST_TEXT:
        return file.content
    # Each byte is one character, so that what is not replaced stays as it was.
    return scheme.scrub(file.content.decode("latin-1")).encode("latin-1")


def _without_bracketed(text: str, scheme: Scheme) -> str:
    return _BRACKETED.sub(
        lambda match: match[0] if scheme.is_own(match[0]) else REMOVED, text
    )
