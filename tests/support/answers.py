"""
What the builders of answers in clients.py have in common.

A notification as a client sees it, and the encodings that clients write.
"""

import html
import random
import re
import textwrap
from base64 import encodebytes
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.header import Header, decode_header, make_header
from email.utils import format_datetime, formataddr, parseaddr
from quopri import encodestring


@dataclass(frozen=True)
class Notification:
    """What a client knows of the mail that it answers."""

    author: str  # "Name <address>", decoded, as clients show it.
    author_name: str
    author_address: str
    receiver: str
    answer_to: str  # Reply-To, else From, as a header's value.
    subject: str
    message_id: str
    references: str
    at: datetime
    plain: str
    html: str


def read(notification: bytes) -> Notification:
    """Read a notification: well-formed mail with a plain and an HTML body."""
    mail = message_from_bytes(notification, policy=policy.default)
    values = message_from_bytes(notification)
    author_name, author_address = _mailbox(values["From"])
    message_id = values["Message-ID"].strip()
    bodies = {
        kind: mail.get_body((kind,)).get_content().replace("\r\n", "\n").rstrip("\n")
        for kind in ("plain", "html")
    }
    return Notification(
        author=f"{author_name} <{author_address}>",
        author_name=author_name,
        author_address=author_address,
        receiver="{} <{}>".format(*_mailbox(values["To"])),
        answer_to=formataddr(_mailbox(values["Reply-To"] or values["From"])),
        subject=_decoded(values["Subject"]),
        message_id=message_id,
        references=" ".join([*values.get("References", "").split(), message_id]),
        at=mail["Date"].datetime,
        plain=bodies["plain"],
        html=_inside_body(bodies["html"]),
    )


def _mailbox(value: str) -> tuple[str, str]:
    name, address = parseaddr(value)
    return _decoded(name), address


def _decoded(value: str) -> str:
    # The headers of policy.default part words that were encoded in two pieces.
    return re.sub(r"\s*\n\s*", " ", str(make_header(decode_header(value))))


def _inside_body(document: str) -> str:
    found = re.search(r"<body[^>]*>(.*)</body>", document, re.DOTALL | re.IGNORECASE)
    return found[1].strip() if found else document


def threading_of(original: Notification) -> list[tuple[str, str]]:
    """Return the headers that make the answer follow the notification."""
    return [
        ("References", original.references),
        ("In-Reply-To", original.message_id),
    ]


def date_of(original: Notification) -> str:
    """Return the answer's Date."""
    return format_datetime(original.at + timedelta(minutes=7))


def clock(at: datetime, form: str) -> str:
    """Format a time with day and hour without a leading zero."""
    return at.strftime(form.format(d=at.day, h=at.hour % 12 or 12))


def subject_of(original: Notification) -> str:
    """Return the subject, marked as an answer once."""
    bare = re.sub(r"^(re: *)+", "", original.subject, flags=re.IGNORECASE)
    return encoded_words(f"Re: {bare}")


def encoded_words(text: str) -> str:
    """Return a header's text, encoded where it is not ASCII (RFC 2047)."""
    return text if text.isascii() else Header(text, "utf-8").encode(linesep="\n")


def random_text(alphabet: str, length: int) -> str:
    """Return random text, for a Message-ID or a boundary."""
    return "".join(random.choices(alphabet, k=length))


def quote(text: str) -> str:
    """Put a quote mark before every line."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def flowed(text: str) -> str:
    """Break long lines softly: what ends with a space goes on (RFC 3676, 4.1)."""
    return "\n".join(
        line if line.startswith(">") else " \n".join(textwrap.wrap(line, 72)) or line
        for line in text.split("\n")
    )


def escape(text: str) -> str:
    """Write text so that HTML shows it."""
    return html.escape(text, quote=False)


def lines(text: str) -> str:
    """Write lines so that HTML shows them as lines."""
    return "<br>".join(escape(line) for line in text.split("\n"))


def both(plain: str, rich: str) -> list[tuple[str, str]]:
    """Pair the bodies with their subtypes of text/*."""
    return [("plain", plain), ("html", rich)]


def encoded(kind: str, charset: str, body: str) -> bytes:
    """Quoted-printable where the text needs it, else as it stands."""
    content_type = f'text/{kind}; charset="{charset}"'
    if body.isascii() and max(map(len, body.split("\n"))) < 79:
        return header_block([("Content-Type", content_type)]) + body.encode()
    headers = [
        ("Content-Type", content_type),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    return header_block(headers) + encodestring(body.encode())


def in_base64(kind: str, body: str) -> bytes:
    """Return a part in UTF-8 and base64."""
    headers = [
        ("Content-Type", f'text/{kind}; charset="utf-8"'),
        ("Content-Transfer-Encoding", "base64"),
    ]
    return header_block(headers) + encodebytes(crlf(body.encode()))


def in_8bit(kind: str, body: str) -> bytes:
    """Return a part in UTF-8 as it stands; plain text is flowed."""
    flowed = "; format=flowed" if kind == "plain" else ""
    headers = [
        ("Content-Type", f"text/{kind}; charset=UTF-8{flowed}"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    return header_block(headers) + body.encode()


def alternative(
    headers: list[tuple[str, str]], parts: list[bytes], boundary: str
) -> bytes:
    """Return a whole mail of alternative parts."""
    content_type = f'multipart/alternative;\n boundary="{boundary}"'
    mark = f"--{boundary}".encode()
    pieces = b"".join(mark + b"\n" + part + b"\n" for part in parts)
    head = header_block([*headers, ("Content-Type", content_type)])
    return crlf(head + pieces + mark + b"--\n")


def header_block(headers: list[tuple[str, str]]) -> bytes:
    """Write header lines, folded where they are long, to where the next begin."""
    return b"".join(map(_line, headers)) + b"\n"


def _line(header: tuple[str, str]) -> bytes:
    name, value = header
    if "\n" in value or len(value) < 70:
        return f"{name}: {value}\n".encode()
    folded = textwrap.wrap(value, 76, break_long_words=False, break_on_hyphens=False)
    return (f"{name}: " + "\n ".join(folded) + "\n").encode()


def crlf(raw: bytes) -> bytes:
    """End every line as mail on the wire does."""
    return re.sub(rb"\r?\n", b"\r\n", raw)
