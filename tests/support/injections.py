"""
Our secrets and people's addresses, in all the ways that clients write them.

`spellings` says one address in many ways; the others are what clients, hosts and
archives put around: header blocks, attributions, signatures, files.
"""

import html
from base64 import b64encode
from quopri import encodestring
from urllib.parse import quote

from tests.support.eml import part

US = "messages@market.example"


def spellings(address):
    """An address or Message-ID of ours, in every disguise, by the disguise's name."""
    local, _, domain = address.rpartition("@")
    middle = len(local) // 2
    first, last = address[:middle], address[middle:]
    percent = quote(address, safe="")
    return {
        "plain": address,
        "upper": address.upper(),
        "mixed": address.title(),
        "bracket": f"<{address}>",
        "percent": percent,
        "percent_lower": percent.lower(),
        "percent_twice": quote(percent, safe=""),
        "percent_all": "".join(f"%{ord(char):02X}" for char in address),
        "entity": address.replace("+", "&#43;").replace("@", "&#64;"),
        "entity_hex": address.replace("+", "&#x2b;").replace("@", "&#x40;"),
        "entity_name": address.replace("+", "&plus;").replace("@", "&commat;"),
        "entity_all": "".join(f"&#{ord(char)};" for char in address),
        "entity_all_hex": "".join(f"&#x{ord(char):X};" for char in address),
        "quoted_printable": address.replace("+", "=2B").replace("@", "=40"),
        "soft_break": f"{first}=\n{last}",
        "proofpoint": "https://u.example/v2/url?u=mailto-3A"
        + address.replace("+", "-2B").replace("@", "-40").replace(".", "-2E"),
        "safelink": "https://nam.safelinks.example/?url="
        + quote(f"mailto:{percent}", safe="")
        + "&data=05%7C01%7C",
        "wrapped": f"{first}\n{last}",
        "wrapped_quoted": f"> {first}\n> {last}",
        "wrapped_deep": f"> > {first}\n> > {last}",
        "wrapped_flowed": f"{first} \n{last}",
        "wrapped_crlf_indent": f"{first}\n    {last}",
        "wrapped_thrice": f"{address[:5]}\n{address[5:20]}\n{address[20:]}",
        "wrapped_at_sign": f"{local}\n> @{domain}",
        "soft_hyphen": "\xad".join([address[:9], address[9:17], address[17:]]),
        "zero_width": "\u200b".join(address),
        "word_joiner": address.replace("@", "\u2060@\u2060"),
        "byte_order_mark": f"{first}\ufeff{last}",
        "wbr": f"{first}<wbr>{last}",
        "span": f"<span>{local}</span><span>@{domain}</span>",
        "local": local,
        "token": local[-26:],
        "token_upper": local[-26:].upper(),
        "token_wrapped": f"{local[-26:-9]}\n> {local[-9:]} wrote",
        "at": f"{local} at {domain}",
        "at_bracket": f"{local} (at) {domain.replace('.', ' [dot] ')}",
        "link": f"mailto:{address}?subject=Re%3A%20it",
        "link_bracket": f"Shop [mailto:{address}]",
        "link_angle": f"{US}<mailto:{address}>",
        "markdown": f"[Shop](mailto:{address})",
        "display_name": f'"{address} via Example Market" <{US}>',
        "anchor": f'<a href="mailto:{percent}" title="{html.escape(address)}">us</a>',
        "data_attribute": f'<b data-token="{local[-26:]}" alt="{address}">us</b>',
        "mid": f"mid:{percent}",
        "json": '{"to":"\\u003c' + address + '\\u003e"}',
        "base64": b64encode(f"On Monday <{address}> wrote:".encode()).decode(),
        "base64_lines": _lines(b64encode((f"To: {address}\n" * 3).encode()).decode()),
        "base64_in_url": "https://track.example/"
        + b64encode(f"r={address}".encode(), altchars=b"-_").decode(),
        "encoded_word": f"=?utf-8?B?{b64encode(address.encode()).decode()}?=",
        "encoded_word_q": f"=?utf-8?Q?{address.replace('+', '=2B')}?=",
        "markup": f"*{address}*",
        "list": f"a@list.example;{address};b@list.example",
        "url": f"https://archive.example/u/{address}/7",
        "query": f"https://u.example/?r={local[-26:]}&x=1",
    }


def links(url):
    """A link of ours that ends with a secret, in every disguise, by its name."""
    middle, percent = len(url) - 13, quote(url, safe="")
    first, last = url[:middle], url[middle:]
    return {
        "plain": url,
        "upper": url.upper(),
        "bracket": f"<{url}>",
        "percent": percent,
        "percent_all": "".join(f"%{ord(char):02X}" for char in url),
        "entity_all": "".join(f"&#{ord(char)};" for char in url),
        "quoted_printable": url.replace("/", "=2F"),
        "soft_break": f"{first}=\n{last}",
        "proofpoint": "https://u.example/v2/url?u="
        + url.replace(":", "-3A").replace("/", "_"),
        "safelink": f"https://nam.safelinks.example/?url={percent}&data=05%7C01",
        "wrapped": f"{first}\n{last}",
        "wrapped_quoted": f"> {first}\n> {last}",
        "zero_width": "\u200b".join(url),
        "wbr": f"{first}<wbr>{last}",
        "markdown": f"[No more mail]({url})",
        "anchor": f'<a href="{url}?a=1&amp;b=2">No more mail</a>',
        "base64": b64encode(f"On Monday <{url}> wrote:".encode()).decode(),
        "base64_lines": _lines(b64encode((f"To: {url}\n" * 3).encode()).decode()),
        "base64_in_url": "https://track.example/"
        + b64encode(f"r={url}&x=1".encode(), altchars=b"-_").decode(),
        "header": f"List-Unsubscribe: <{url}>\nList-Unsubscribe-Post: Yes",
    }


def bare(address):
    """Somebody's address as clients write it, which goes wherever it stands."""
    return {
        "bracket": f"Boss <{address}>",
        "bracket_upper": f"Boss <{address.upper()}>",
        "bracket_entity": f"Boss &lt;{address}&gt;",
        "bracket_link": f"Boss [mailto:{address}]",
        "bracket_percent": f"<mailto:{quote(address, safe='')}>",
        "bracket_wrapped": f"Boss <{address[:6]}\n> {address[6:]}>",
        "message_id": f"In-Reply-To: <x.7@{address.partition('@')[2]}> <{address}>",
    }


def header_blocks(people):
    """Header blocks of several clients and languages, with bare addresses, by name."""
    first, *rest = people
    others = ", ".join(rest) or first
    return {
        "english": f"From: {first}\nSent: Monday, 4 May 2026 10:00\nTo: {others}\n"
        f"Cc: {others}; {first}\nSubject: Hello",
        "bold": f"*From:* {first}\n*Date:* Monday, 4 May 2026\n*To:* {others}\n"
        "*Subject:* Hello",
        "german": f"Von: {first}\nGesendet: Montag, 4. Mai 2026 10:00\nAn: {others}\n"
        "Betreff: Hallo",
        "quoted": f"> From: {first}\n> Sent: Monday, 4 May 2026 10:00\n> To: {others}\n"
        "> Subject: Hello",
        "unknown_language": f"Mula: Ann via Example Market <{US}>\n"
        f"Petsa: 4 Mayo 2026 10:00\nPara: {others}\nPaksa: Kumusta {first}",
        "original": f"-----Original Message-----\nFrom: {first} [mailto:{first}]\n"
        f"Sent: Monday, 4 May 2026 10:00\nTo: {others}\nSubject: Hello",
        "folded": f"From: Ann <{US}>\nDate: Mon, 4 May 2026 10:00:00 +0200\n"
        f"To: {first},\n {others},\n {first}\nSubject: Hello",
    }


def attributions(address):
    """Lines that lead in a quote, by name; readers know some of the languages."""
    return {
        "english": f"On Mon, 4 May 2026 at 10:00, Boss <{address}> wrote:",
        "bare": f"On Mon, 4 May 2026 at 10:00, {address} wrote:",
        "wrapped": f"On Mon, 4 May 2026 at 10:00, Boss\n<{address}> wrote:",
        "german": f"Am Mo., 4. Mai 2026 um 10:00 Uhr schrieb Boss <{address}>:",
        "unknown_language": f"4 Mayo 2026 10:00, Boss <{address}> kirjadi:",
        "unknown_order": f"Boss <{address}>, 2026-05-04 10:00 sorratu zuen:",
    }


def signatures(address):
    """What stands below a text, with a secret that a program put there."""
    return {
        "signature": f"-- \nBob\nAcme\nReply to {address}",
        "footer": f"________________________________\nSent to {address}. Leave:"
        f" mailto:leave+{quote(address, safe='')}",
        "card": f"BEGIN:VCARD\nVERSION:3.0\nFN:Shop\nEMAIL:{address}\nEND:VCARD",
        "headers": f"X-Original-To: {address}\nDelivered-To: {address}\n"
        f"In-Reply-To: <{address}>\nReferences: <{address}>\n <{address}>",
    }


def files(texts, address):
    """Files that clients make or people attach, with these texts in them, by name."""
    text = "\n".join(texts)
    page = f'<p><a href="mailto:{address}" title="{address}">{html.escape(text)}</a>'
    calendar = f"BEGIN:VCALENDAR\nORGANIZER;CN=Shop:mailto:{address}\nEND:VCALENDAR\n"
    history = f"From: {US}\nTo: {address}\nReply-To: {address}\n\n{text}\n"
    return {
        "history.txt": part(text, 'text/plain; name="history.txt"'),
        "history8.txt": part(
            text.encode("utf-8") + b"\xe4\xff", 'text/plain; name="history8.txt"'
        ),
        "wide.txt": part(
            b64encode(b"\xff\xfe" + text.encode("utf-16-le")),
            'text/plain; name="wide.txt"',
            Content_Transfer_Encoding="base64",
        ),
        "page.html": part(page, 'text/html; name="page.html"'),
        "page.htm": part(
            encodestring(page.encode()),
            'application/octet-stream; name="page.htm"',
            Content_Transfer_Encoding="quoted-printable",
        ),
        "table.csv": part(f"who,mail\nshop,{address}\n", 'text/csv; name="table.csv"'),
        "invite.ics": part(calendar, 'text/calendar; name="invite.ics"'),
        "card.vcf": part(f"EMAIL:{address}\n", 'text/vcard; name="card.vcf"'),
        "history.eml": part(history, 'application/octet-stream; name="history.eml"'),
        "mail.eml": part(history, 'message/rfc822; name="mail.eml"'),
        "forwarded.eml": part(
            f"From: x@other.example\nTo: y@other.example\n\n{text}\n",
            'message/rfc822; name="forwarded.eml"',
        ),
        "data.json": part(
            f'{{"to": "{address}"}}', 'application/json; name="data.json"'
        ),
        "named": part("Nothing.", f'text/plain; name="{address}.txt"'),
        "named_bare": part(
            "Nothing.", f'application/pdf; name="{address.partition("@")[0]}.pdf"'
        ),
    }


def _lines(letters):
    return "\n".join(letters[at : at + 40] for at in range(0, len(letters), 40))
