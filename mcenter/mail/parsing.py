"""
Bytes in, a frozen ReceivedEmail out.

Rule 1: `read` never raises, is linear, and takes at most 2 s of CPU for any 25 MB.
Rule 2: what it says are the mail's own claims; nothing is verified here.
Rule 3: a limit that is hit makes the mail unreadable; its first headers are still told.

The quirks of real mail, and where each is dealt with:

an mbox line or empty lines before the header    headers.span
a header that no empty line ends                 headers.parse
space before a colon, To and References of 1 MB  headers.parse
lines that end with CR alone                     parsing.read
bytes beyond ASCII and controls in a header      headers.text_of
encoded words that cut a character in two        encoded_words.decode
two headers or two parameters of one name        headers.Headers, parameters.parse
file names by RFC 2231 and by encoded words      parameters.parse
a Content-Type that nobody understands           entities.Walk
a boundary that never occurs, or another does    entities.Walk
base64 with other letters in it, or cut short    transfer.base64
a charset that is unknown, wrong or hostile      charsets.decode, codecs.named
NUL, byte order marks, lone surrogates           charsets.clean
soft line ends of format=flowed                  parts.unflowed
a text that has a name, as if it were a file     parts.with_body
the text once more, for pages, watches, diaries  parts.files
a transfer encoding from before MIME             transfer.decoded
plain text that is empty, or asks for HTML       bodies.whole
HTML that marks a quote which its text does not  bodies.cut
TNEF, S/MIME, PGP, a mail in pieces              wrapping.of
a signature around the text                      wrapping.unsigned
a From that two programs read in two ways        addresses.senders
a Message-ID that is none, or holds brackets     message_ids.first
a name that is a path, an option or a device     filenames.safe
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import starmap
from typing import TYPE_CHECKING

from mcenter import text as untrusted
from mcenter.mail import addresses, bodies, dates, machine, message_ids, pictures
from mcenter.mail.machines import fates, report
from mcenter.mail.machines.signs import Signs
from mcenter.mail.mime import entities, filenames, headers, parameters, wrapping
from mcenter.mail.mime.parts import files as kept
from mcenter.mail.trace import Trace

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.mail.machines.report import Report
    from mcenter.mail.mime.headers import Headers
    from mcenter.mail.mime.parts import Part
    from mcenter.mail.reply_text import Cut

_LONGEST_SUBJECT = 300
_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One part that is no text to read, under a name that is safe to show."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class ReceivedEmail:
    """What one RFC 5322 message says of itself."""

    message_id: str
    senders: tuple[str, ...]
    sender_defects: bool
    sender_name: str
    recipients: tuple[str, ...]
    trace_recipients: tuple[str, ...]
    envelope_sender: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    kind: str
    rules: tuple[str, ...]
    text: str
    reply: str
    quoted: str
    attachments: tuple[Attachment, ...]
    quoted_pictures: tuple[str, ...]
    authentication_results: tuple[str, ...]
    limits: tuple[str, ...]
    wrapping: str
    report: Report | None


def read(raw: bytes, *, envelope_sender: str | None = None) -> ReceivedEmail:
    """
    Read one mail; kind "unreadable" and `limits` tell of what could not be.

    `envelope_sender` is what an MTA told beside the mail: "" is the null sender, None
    that it told nothing.
    """
    raw = _with_line_feeds(raw)
    begin, end, body = headers.span(raw)
    found, body_of_block = headers.parse(raw, begin, end)
    walk = entities.Walk(raw=raw, limits=list(found.limits))
    if not walk.limits:
        start = body if body_of_block == end else body_of_block
        walk.begin(found, (start, len(raw)))
    text = "" if walk.limits else bodies.whole(walk.parts)
    if text is None:
        walk.hit("text_size")
    return _assembled(found, walk, text or "", envelope_sender)


def reply_of(raw: bytes) -> str:
    """The new text of a mail alone."""
    return read(raw).reply


def recut(received: ReceivedEmail, cut: Cut) -> ReceivedEmail:
    """The same mail with its text cut in another way; its kind follows."""
    kind = received.kind
    if kind in {"person", "empty"}:
        said = cut.reply or received.attachments
        kind = "person" if said else "empty"
    return replace(received, kind=kind, reply=cut.reply, quoted=cut.quoted)


def texts(raw: bytes) -> list[str]:
    """Every text of a mail, one in HTML beside its plain alternative too."""
    begin, end, body = headers.span(raw)
    found, _ = headers.parse(raw, begin, end)
    walk = entities.Walk(raw=raw)
    walk.begin(found, (body, len(raw)))
    return bodies.every(walk.parts)


def header_block(raw: bytes) -> bytes:
    """The header block as it stands, at most 256 KB."""
    return headers.block(raw)


def _with_line_feeds(raw: bytes) -> bytes:
    """Mail of old systems ends its lines with CR alone."""
    head = raw[: headers.BLOCK_LIMIT]
    if b"\n" not in head and b"\r" in head:
        return raw.replace(b"\r", b"\n")
    return raw


def _assembled(
    found: Headers, walk: entities.Walk, text: str, told_sender: str | None
) -> ReceivedEmail:
    limits = tuple(walk.limits)
    parts = () if limits else tuple(walk.parts)
    shown, cut = bodies.cut(parts, text)
    senders = addresses.senders(found.all("from"))
    subject = untrusted.one_line(found.text("subject"), _LONGEST_SUBJECT)
    trace = Trace.of(found, told_sender=told_sender)
    kind, rules = machine.judge(
        Signs(
            headers=found,
            parts=parts,
            types=walk.types,
            report_type=_report_type(found),
            subject=subject,
            local_part=(senders.addresses or ("",))[0].partition("@")[0].lower(),
            sender_name=senders.name,
            envelope_sender=trace.envelope_sender,
            text=text,
            reply=cut.reply,
        )
    )
    told = None
    if kind == "bounce":
        told = report.read(parts, subject=subject, text=text)
        kind = "delay" if told.action == fates.DELAYED else kind
    gone = pictures.quoted(parts, cut)
    attachments = _attachments(parts, gone)
    if limits:
        kind = "unreadable"
    elif kind == "person" and not cut.reply and not attachments:
        kind = "empty"
    return ReceivedEmail(
        message_id=message_ids.first(found.raw("message-id")),
        senders=senders.addresses,
        sender_defects=senders.defects,
        sender_name=untrusted.one_line(senders.name, _LONGEST_NAME),
        recipients=addresses.mailboxes((*found.all("to"), *found.all("cc"))),
        trace_recipients=trace.recipients,
        envelope_sender=trace.envelope_sender,
        in_reply_to=message_ids.every(found.all("in-reply-to")),
        references=message_ids.every(found.all("references")),
        subject=subject,
        sent_at=dates.parse(found.raw("date")),
        kind=kind,
        rules=rules,
        text=shown,
        reply=cut.reply,
        quoted=cut.quoted,
        attachments=attachments,
        quoted_pictures=tuple(starmap(_name, enumerate(gone, start=1))),
        authentication_results=found.exact("authentication-results"),
        limits=limits,
        wrapping=wrapping.of(parts, walk.types, cut.reply),
        report=told,
    )


def _report_type(found: Headers) -> str:
    content_type, given = parameters.parse(found.raw("content-type"))
    if content_type != "multipart/report":
        return ""
    return parameters.get(given, "report-type").lower()


def _attachments(
    parts: tuple[Part, ...], gone: tuple[Part, ...]
) -> tuple[Attachment, ...]:
    left_out = {id(part) for part in gone}
    files = [part for part in kept(parts) if id(part) not in left_out]
    return tuple(
        Attachment(
            name=_name(number, part),
            content_type=part.content_type,
            content=part.content,
        )
        for number, part in enumerate(files, start=1)
    )


def _name(number: int, part: Part) -> str:
    return filenames.safe(part.name, content_type=part.content_type, number=number)
