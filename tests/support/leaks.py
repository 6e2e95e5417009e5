"""
Looks for secrets in what somebody may see, through whatever hides them.

The ways to look are the standard library's own decoders, and none of mcenter's.
"""

import base64
import binascii
import html
import quopri
import re
from email import message_from_bytes
from functools import cache
from itertools import chain
from urllib.parse import unquote

_MARKS = re.compile(
    "[\x00\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
    r"|<U\+[0-9A-F]{4}>|</?wbr>"
)
_BREAKS = re.compile(r"[ \t]*=?\r?\n[\s>|]*")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}(?:={0,2}\r?\n[\s>|]*[A-Za-z0-9+/_-]{4,})*")


@cache
def views(text):
    """A text as it stands and as each decoder shows it, and as all of them do."""
    found = {text}
    for step in (_unwrapped, _in_quoted_printable, html.unescape, unquote, unquote):
        found |= {step(each) for each in found}
    found |= {_BREAKS.sub("", each) for each in found}
    found |= set(chain.from_iterable(map(_in_base64, found)))
    return "\n\n".join(found).lower()


def found(needles, *texts):
    """Which of these needles can be found in the texts, each lowered."""
    wanted = {needle.lower() for needle in needles}
    return {needle for text in texts for needle in wanted if needle in views(text)}


def parts(raw):
    """Each header, body and file of a mail, decoded, by a name for it."""
    mail = message_from_bytes(raw)
    for number, part in enumerate(mail.walk()):
        yield f"header {number}", "\n".join(f"{k}: {v}" for k, v in part.items())
        if not part.is_multipart():
            yield f"body {number}", text_of(part.get_payload(decode=True) or b"")


def text_of(content):
    """Bytes as text, whatever they are."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _unwrapped(text):
    return _MARKS.sub("", text)


def _in_quoted_printable(text):
    return text_of(quopri.decodestring(text.encode("utf-8", "replace")))


def _in_base64(text):
    for run in _BASE64.findall(text):
        letters = re.sub(r"[\s>|=]", "", run).replace("-", "+").replace("_", "/")
        for shift in range(4):
            piece = letters[shift:]
            with_end = piece[: len(piece) // 4 * 4]
            try:
                yield base64.b64decode(with_end).decode("latin-1")
            except binascii.Error:
                continue
