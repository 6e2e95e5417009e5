"""
What a mail client put into a text and nobody meant to tell: secrets and addresses.

Rule 1: our reply addresses, tags and Message-IDs go from every text that is kept.
Rule 2: from quoted text go the addresses of all who take part, and those in brackets;
from all text those in header blocks and attributions, where clients write them.  What
a person typed into their own words stays.
Rule 3: a mail of ours that came back as a file is left out; a text among the files that
has a secret or a marker of ours is what we sent, and is taken as quoted.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mcenter import disguises, giveaways
from mcenter.files import openings, relay
from mcenter.giveaways import REMOVED
from mcenter.mail import enclosing
from mcenter.mail.parsing import header_block
from mcenter.mail.replies import lead_ins, marker
from mcenter.models import Address, Participant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from mcenter.mail.parsing import Attachment
    from mcenter.models import Thread
    from mcenter.reply_address import Scheme

# Texts that clients make into files are shorter; what is longer a person attached.
LONGEST_TEXT = 4_000_000
_TEXTS = (
    "text/",
    "message/",
    "application/json",
    "application/xml",
    "application/xhtml",
    "application/rtf",
    "application/ics",
)
_ENDINGS = (
    *(".csv", ".htm", ".html", ".json", ".log", ".md", ".rtf", ".svg", ".tsv", ".txt"),
    *(".asc", ".eml", ".ics", ".mbox", ".mht", ".mhtml", ".vcf", ".vcs"),
    *(".xml", ".yaml", ".yml"),
)
_MAILS = (".eml", ".emlx", ".mht", ".mhtml")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SCHEME_OF_LINK = re.compile(r"mailto:", re.IGNORECASE)


def known(thread: Thread, sender: str) -> set[str]:
    """List the addresses of all who take part, and where this mail came from."""
    part = Participant.select(Participant.person).where(Participant.thread == thread)
    theirs = Address.select().where(Address.person.in_(part))
    return {sender, *(row.addr_spec for row in theirs)} - {""}


def of_body(
    text: str, scheme: Scheme, *, quoted: str = "", known: Collection[str] = ()
) -> str:
    """
    Give somebody's own words without our secrets, and without a client's lead-in.

    A lead-in is recognised by those who are `known` to take part, and by us.

    Where what was `quoted` begins with our marker, nobody knew the lines above it as a
    client's: they may lead in the quote, with addresses in brackets.
    """
    text = giveaways.without(text, scheme)
    put = _Put(scheme, known)
    if marker.find(quoted.split("\n", 4)[:4]) == 0:
        above, blank, last = text.rpartition("\n\n")
        text = above + blank + lead_ins.brackets(last, put.bracketed)
    return lead_ins.in_own_words(text, put.plain, put.is_about_us)


def of_quoted(text: str, scheme: Scheme, known: Collection[str]) -> str:
    """Give the cut part without our secrets and without anybody's address."""
    text = giveaways.without(text, scheme)
    put = _Put(scheme)
    text = lead_ins.brackets(text, put.bracketed)
    return _without_known(lead_ins.in_quotes(text, put.plain), known)


def of_files(
    files: Sequence[Attachment], scheme: Scheme, known: Collection[str]
) -> list[Attachment]:
    """
    Give the files without our secrets, and without mails of ours.

    Their names lose the addresses of those who take part.
    """
    return [
        replace(
            file,
            name=_of_name(file.name, scheme, known),
            content_type=_of_type(file, scheme),
            content=_of_content(file, scheme, known),
        )
        for file in files
        if not _is_our_mail(file, scheme)
    ]


class _Put:
    """What is put for an address: nothing of it is left, unless it is ours."""

    def __init__(self, scheme: Scheme, known: Collection[str] = ()) -> None:
        self._scheme = scheme
        self._names = [each.lower() for each in (*scheme.names, *known)]

    def plain(self, address: str) -> str:
        return address if self._is_ours(address) else REMOVED

    def bracketed(self, brackets: str) -> str:
        inside = brackets[4:-4] if brackets[0] == "&" else brackets[1:-1]
        address = disguises.plain(inside).strip()
        if not lead_ins.ADDRESS.fullmatch(address) or self._is_ours(address):
            return brackets
        return brackets.replace(inside, REMOVED)

    def is_about_us(self, line: str) -> bool:
        lowered = line.lower()
        return any(name in lowered for name in self._names)

    def _is_ours(self, address: str) -> bool:
        return self._scheme.is_own(_SCHEME_OF_LINK.sub("", address))


def _without_known(text: str, addresses: Iterable[str]) -> str:
    known = sorted(addresses, key=len, reverse=True)
    if there := disguises.within(known, text):
        text = disguises.alone(there).sub(REMOVED, text)
    return disguises.in_base64(text, lambda content: _masked(content, known))


def _masked(content: str, addresses: Iterable[str]) -> str:
    lowered = content.lower()
    for address in addresses:
        if address.lower() in lowered:
            pattern = re.compile(re.escape(address), re.IGNORECASE)
            content = pattern.sub("x" * len(address), content)
    return content


def _is_our_mail(file: Attachment, scheme: Scheme) -> bool:
    attached = file.content_type.startswith("message/")
    named = file.name.lower().endswith(_MAILS)
    return (attached or named) and scheme.concerns(header_block(file.content))


def _of_name(name: str, scheme: Scheme, known: Collection[str]) -> str:
    stem, dot, ending = giveaways.without(name, scheme).rpartition(".")
    # The ending would make another host of an address before it.
    return _without_known(_without_known(stem, known) + dot + ending, known)


def _of_type(file: Attachment, scheme: Scheme) -> str:
    """Give the type that keeps a file here, if only its first bytes tell of it."""
    if giveaways.without(file.content_type, scheme) != file.content_type:
        return enclosing.ANY
    if relay.withholds(file.name, file.content_type):
        return file.content_type
    return openings.media_type(file.content) or file.content_type


def _of_content(file: Attachment, scheme: Scheme, known: Collection[str]) -> bytes:
    if not _is_text(file) or len(file.content) > LONGEST_TEXT:
        return scheme.mask_bytes(file.content)
    text, charset = _decoded(file.content)
    told = giveaways.without(text, scheme)
    if told == text and marker.find(text.split("\n")) is None:
        return file.content
    return of_quoted(told, scheme, known).encode(charset, "surrogatepass")


def _is_text(file: Attachment) -> bool:
    texts = file.content_type.startswith(_TEXTS)
    return texts or file.name.lower().endswith(_ENDINGS)


def _decoded(content: bytes) -> tuple[str, str]:
    """Decode so that what is not replaced stays as it was, byte for byte."""
    if content.startswith(_UTF_16) and len(content) % 2 == 0:
        charset = "utf-16-le" if content[:1] == b"\xff" else "utf-16-be"
        return content.decode(charset, "surrogatepass"), charset
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError:
        # Each byte is one character.
        return content.decode("latin-1"), "latin-1"
