"""
Answers to a notification, each as one mail client writes it.

Rule 1: what makes a client's mail hard to read is kept: where it quotes, how it says
so, and what it marks up; what nobody reads is left out.
"""

from __future__ import annotations

import html as markup
import secrets
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

from mcenter.demo import wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcenter.demo.letters import Letter

    Client = Callable[["Author", Letter, str, datetime], bytes]

_LONG_DAY = "%A, %B %-d, %Y %-I:%M %p"


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who writes: the name and the address their client is set up with."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"


def gmail(author: Author, letter: Letter, words: str, at: datetime) -> bytes:
    """Gmail in a browser: text and HTML, the quote in a gmail_quote."""
    day = f"{letter.at:%a, %b %-d, %Y at %-I:%M\u202f%p}"
    who = f"{letter.sender_name} &lt;{letter.sender_address}&gt;"
    text = (
        f"{words}\n\nOn {day} {letter.sender_name} <\n{letter.sender_address}> wrote:"
        f"\n\n{_marked(letter.text)}"
    )
    html = (
        f'<div dir="ltr">{_lines(words)}</div><br>'
        '<div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">On {day} {who} wrote:<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{_body(letter.html)}</blockquote></div>"
    )
    fields = [
        ("MIME-Version", "1.0"),
        ("References", letter.answer_references),
        ("In-Reply-To", letter.message_id),
        ("From", str(author)),
        ("Date", format_datetime(at)),
        ("Message-ID", f"<CA+{secrets.token_hex(24)}@mail.gmail.com>"),
        ("Subject", _subject("Re: ", letter)),
        ("To", letter.reply_to),
    ]
    return wire.alternative(fields, "000000000000" + secrets.token_hex(8), text, html)


def outlook(author: Author, letter: Letter, words: str, at: datetime) -> bytes:
    """Outlook with Exchange: the quote unmarked, below a header block."""
    block = (
        ("From", letter.sender),
        ("Sent", f"{letter.at:{_LONG_DAY}}"),
        ("To", f"{author.name} <{author.address}>"),
        ("Subject", letter.subject),
    )
    text = f"{words}\n\n{'_' * 32}\n" + "".join(f"{k}: {v}\n" for k, v in block)
    rows = "<br>".join(f"<b>{k}:</b> {markup.escape(v)}" for k, v in block)
    html = (
        '<html><head><style type="text/css" style="display:none;">'
        " P {margin-top:0;margin-bottom:0;} </style></head>"
        f'<body dir="ltr"><div class="elementToProof">{_lines(words)}</div>'
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{rows}</font>'
        f"<div>&nbsp;</div></div>{_body(letter.html)}</body></html>"
    )
    fields = [
        ("From", str(author)),
        ("To", f"{letter.sender_name} <{letter.reply_to}>"),
        ("Subject", _subject("RE: ", letter)),
        ("Thread-Topic", letter.subject),
        ("Thread-Index", "AQHc" + secrets.token_urlsafe(18)),
        ("Date", format_datetime(at)),
        ("Message-ID", f"<{secrets.token_hex(16).upper()}@{author.domain}>"),
        ("References", letter.answer_references),
        ("In-Reply-To", letter.message_id),
        ("Accept-Language", "en-GB, en-US"),
        ("X-MS-Has-Attach", ""),
        ("MIME-Version", "1.0"),
    ]
    boundary = f"_000_{secrets.token_hex(16).upper()}_"
    return wire.alternative(fields, boundary, f"{text}\n{letter.text}", html)


def apple_mail(author: Author, letter: Letter, words: str, at: datetime) -> bytes:
    """Apple Mail: plain text, the quote marked and led in by a day and a time."""
    lead = f"On {letter.at:%-d %b %Y}, at {letter.at:%H:%M}, {letter.sender} wrote:"
    fields = [
        ("From", str(author)),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
        ("Mime-Version", r"1.0 (Mac OS X Mail 16.0 \(3826.700.81\))"),
        ("Subject", _subject("Re: ", letter)),
        ("Date", format_datetime(at)),
        ("References", letter.answer_references),
        ("To", letter.reply_to),
        ("In-Reply-To", letter.message_id),
        ("Message-Id", f"<{secrets.token_hex(16).upper()}@{author.domain}>"),
        ("X-Mailer", "Apple Mail (2.3826.700.81)"),
    ]
    return (
        wire.head(fields)
        + b"\r\n"
        + wire.qp(f"{words}\n\n{lead}\n\n{_marked(letter.text)}")
    )


def thunderbird(author: Author, letter: Letter, words: str, at: datetime) -> bytes:
    """Thunderbird: flowed plain text, the quote above nothing, and a signature."""
    lead = f"On {letter.at:%d/%m/%Y %H:%M}, {letter.sender_name} wrote:"
    text = f"{words}\n\n{lead}\n{_marked(letter.text)}\n\n-- \n{author.name}\n"
    fields = [
        ("Message-ID", f"<{secrets.token_hex(16)}@{author.domain}>"),
        ("Date", format_datetime(at)),
        ("MIME-Version", "1.0"),
        ("User-Agent", "Mozilla Thunderbird"),
        ("Subject", _subject("Re: ", letter)),
        ("To", letter.reply_to),
        ("References", letter.answer_references),
        ("Content-Language", "en-GB"),
        ("From", str(author)),
        ("In-Reply-To", letter.message_id),
        ("Content-Type", "text/plain; charset=UTF-8; format=flowed"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    return wire.head(fields) + b"\r\n" + wire.qp(text)


def out_of_office(author: Author, letter: Letter, words: str, at: datetime) -> bytes:
    """Exchange's automatic reply (RFC 3834); its envelope sender is the null one."""
    fields = [
        ("From", str(author)),
        ("To", letter.reply_to),
        ("Subject", _subject("Automatic reply: ", letter)),
        ("Thread-Topic", letter.subject),
        ("Date", format_datetime(at)),
        ("Message-ID", f"<{secrets.token_hex(16)}@{author.domain}>"),
        ("References", letter.message_id),
        ("In-Reply-To", letter.message_id),
        ("X-Auto-Response-Suppress", "All"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=us-ascii"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]
    return wire.head(fields) + b"\r\n" + wire.qp(f"{words}\n")


def _subject(prefix: str, letter: Letter) -> str:
    bare = letter.subject.removeprefix("Re: ").removeprefix("RE: ")
    return f"{prefix}{bare}"


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _lines(words: str) -> str:
    return "".join(
        f"<div>{markup.escape(line) or '<br>'}</div>" for line in words.split("\n")
    )


def _body(html: str) -> str:
    """What a client puts into its quote: the inside of the body."""
    return html.partition("<body")[2].partition(">")[2].partition("</body>")[0] or html
