"""
Answers as well-known mail clients write them.

Each builder takes the bytes of a notification as its receiver got them and
returns the answer's bytes: to the Reply-To, threaded, with the notification
quoted in that client's way, and with headers, boundaries, encodings and a
Message-ID of that client's shape.  The answer is dated seven minutes later.
"""

import string
import textwrap
import uuid
from email.utils import formataddr

from tests.support.answers import (
    Notification,
    alternative,
    both,
    clock,
    crlf,
    date_of,
    encoded,
    encoded_words,
    escape,
    flowed,
    header_block,
    in_8bit,
    in_base64,
    lines,
    quote,
    random_text,
    read,
    subject_of,
    threading_of,
)


def gmail(notification: bytes, text: str, *, sender: str, sender_name: str) -> bytes:
    """Gmail's web page: gmail_quote, `On … wrote:` wrapped, UTF-8 as needed."""
    original = read(notification)
    # Gmail parts time and PM by a narrow no-break space.
    when = clock(original.at, "%a, %b {d}, %Y at {h}:%M\u202f%p")
    attribution = f"On {when} {original.author} wrote:"
    plain = "\n".join(
        [text, "", *textwrap.wrap(attribution, 78), "", quote(original.plain), ""]
    )
    link = f'<a href="mailto:{original.author_address}">{original.author_address}</a>'
    rich = (
        f'<div dir="ltr">{lines(text)}</div><br>'
        '<div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">On {when} {escape(original.author_name)}'
        f" &lt;{link}&gt; wrote:<br></div>"
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
        'border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{original.html}</blockquote></div>\n"
    )
    token = random_text(string.ascii_letters + string.digits + "-_=+", 48)
    headers = [
        ("MIME-Version", "1.0"),
        *threading_of(original),
        ("From", formataddr((sender_name, sender))),
        ("Date", date_of(original)),
        ("Message-ID", f"<CA{token}@mail.gmail.com>"),
        ("Subject", subject_of(original)),
        ("To", original.answer_to),
    ]
    parts = [encoded(kind, "UTF-8", body) for kind, body in both(plain, rich)]
    boundary = f"000000000000{random_text('0123456789abcdef', 16)}"
    return alternative(headers, parts, boundary)


def outlook(notification: bytes, text: str, *, sender: str, sender_name: str) -> bytes:
    """Outlook on the web: a header block for an attribution, no quote marks."""
    original = read(notification)
    block = [
        ("From", original.author),
        ("Sent", clock(original.at, "%A, %B {d}, %Y {h}:%M %p")),
        ("To", original.receiver),
        ("Subject", original.subject),
    ]
    shown = "\n".join(f"{name}: {value}" for name, value in block)
    plain = f"{text}\n\n{'_' * 32}\n{shown}\n\n{original.plain}\n"
    rich_block = "<br>\n".join(
        f"<b>{name}:</b> {escape(value)}" for name, value in block
    )
    rich = (
        '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; '
        'charset=utf-8">\n<style type="text/css" style="display:none;"> P {margin-top:'
        "0;margin-bottom:0;} </style>\n</head>\n"
        '<body dir="ltr">\n<div class="elementToProof" style="font-family: Aptos, '
        'Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);">\n'
        f'{lines(text)}</div>\n<div id="appendonsend"></div>\n'
        '<hr style="display:inline-block;width:98%" tabindex="-1">\n'
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" '
        f'style="font-size:11pt" color="#000000">{rich_block}</font>\n'
        f"<div>&nbsp;</div>\n</div>\n<div>{original.html}</div>\n</body>\n</html>\n"
    )
    host = f"AS8PR{random_text(string.digits, 2)}MB{random_text(string.digits, 4)}"
    token = random_text(string.digits + "ABCDEF", 32)
    headers = [
        ("From", formataddr((sender_name, sender))),
        ("To", original.answer_to),
        ("Subject", subject_of(original)),
        ("Thread-Topic", encoded_words(original.subject)),
        (
            "Thread-Index",
            f"AQH{random_text(string.ascii_letters + string.digits, 24)}=",
        ),
        ("Date", date_of(original)),
        ("Message-ID", f"<{host}{token}@{host}.eurprd04.prod.outlook.com>"),
        *threading_of(original),
        ("Accept-Language", "en-US"),
        ("Content-Language", "en-US"),
        ("X-MS-Has-Attach", ""),
        ("X-MS-TNEF-Correlator", ""),
        ("MIME-Version", "1.0"),
    ]
    parts = [in_base64(kind, body) for kind, body in both(plain, rich)]
    boundary = f"_000_{host}{token}{host}eurp_"
    return alternative(headers, parts, boundary)


def apple_mail(
    notification: bytes, text: str, *, sender: str, sender_name: str
) -> bytes:
    """Apple Mail on a Mac: the attribution stands inside the quotation."""
    original = read(notification)
    when = clock(original.at, "%b {d}, %Y, at {h}:%M\u202f%p")
    attribution = f"On {when}, {original.author} wrote:"
    quotation = quote(f"{attribution}\n\n{original.plain}")
    plain = f"{text}\n\n{quotation}\n\n"
    rich = (
        '<html><head><meta http-equiv="content-type" content="text/html; '
        'charset=utf-8"></head><body style="overflow-wrap: break-word; '
        '-webkit-nbsp-mode: space; line-break: after-white-space;">'
        f'{lines(text)}<br id="lineBreakAtBeginningOfMessage"><div><br>'
        f'<blockquote type="cite"><div>{escape(attribution)}</div>'
        f'<br class="Apple-interchange-newline"><div>{original.html}</div>'
        "</blockquote></div><br></body></html>"
    )
    headers = [
        ("From", formataddr((sender_name, sender))),
        ("Mime-Version", r"1.0 (Mac OS X Mail 16.0 \(3826.700.81\))"),
        ("Subject", subject_of(original)),
        ("Date", date_of(original)),
        *reversed(threading_of(original)),
        ("To", original.answer_to),
        ("Message-Id", f"<{str(uuid.uuid4()).upper()}@{sender.partition('@')[2]}>"),
        ("X-Mailer", "Apple Mail (2.3826.700.81)"),
    ]
    parts = [encoded(kind, "utf-8", body) for kind, body in both(plain, rich)]
    return alternative(headers, parts, f"Apple-Mail=_{str(uuid.uuid4()).upper()}")


def thunderbird(
    notification: bytes, text: str, *, sender: str, sender_name: str
) -> bytes:
    """Thunderbird writing HTML: moz-cite-prefix, and 8bit as it stands."""
    original = read(notification)
    attribution = _thunderbird_attribution(original)
    plain = f"{text}\n\n{attribution}\n{quote(original.plain)}\n"
    rich = (
        "<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="
        '"Content-Type" content="text/html; charset=UTF-8">\n  </head>\n  <body>\n'
        f"    <p>{lines(text)}</p>\n"
        f'    <div class="moz-cite-prefix">{escape(attribution)}<br>\n    </div>\n'
        f'    <blockquote type="cite" cite="mid:{original.message_id[1:-1]}">\n'
        f"      {original.html}\n    </blockquote>\n  </body>\n</html>\n"
    )
    parts = [in_8bit(kind, body) for kind, body in both(flowed(plain), rich)]
    headers = _thunderbird_headers(original, sender, sender_name)
    return alternative(headers, parts, f"------------{random_text(string.digits, 24)}")


def thunderbird_plain(
    notification: bytes, text: str, *, sender: str, sender_name: str
) -> bytes:
    """Thunderbird writing plain text only, flowed (RFC 3676)."""
    original = read(notification)
    attribution = _thunderbird_attribution(original)
    plain = f"{text}\n\n{attribution}\n{quote(original.plain)}\n"
    headers = _thunderbird_headers(original, sender, sender_name)
    return crlf(header_block(headers)[:-1] + in_8bit("plain", flowed(plain)))


def _thunderbird_attribution(original: Notification) -> str:
    return f"On {original.at:%d/%m/%Y %H:%M}, {original.author_name} wrote:"


def _thunderbird_headers(
    original: Notification, sender: str, sender_name: str
) -> list[tuple[str, str]]:
    return [
        ("Message-ID", f"<{uuid.uuid4()}@{sender.partition('@')[2]}>"),
        ("Date", date_of(original)),
        ("MIME-Version", "1.0"),
        ("User-Agent", "Mozilla Thunderbird"),
        ("Subject", subject_of(original)),
        ("To", original.answer_to),
        *threading_of(original),
        ("Content-Language", "en-US"),
        ("From", formataddr((sender_name, sender))),
    ]
