"""
Bytes to text, whatever the label says.

Rule 1: text that decodes as UTF-8 and is not plain ASCII is UTF-8, whatever its label.
Rule 2: what comes out holds no lone surrogate and no NUL, so that every store takes it.
"""

from __future__ import annotations

from mcenter.mail.mime import codecs

_UTF8 = "utf-8"


def decode(content: bytes, label: str) -> str:
    """Text of `content`: UTF-8 if it is, else as labelled, else cp1252, or latin-1."""
    codec = codecs.named(label) if label else None
    if content.isascii() and codecs.is_ascii_based(codec):
        return content.decode("ascii").replace("\0", "")
    return clean(_decode_other(content, codec))


def clean(text: str) -> str:
    """`text` without NUL and byte order marks at its start, surrogates as U+FFFD."""
    text = text.replace("\0", "").removeprefix("\ufeff")
    try:
        text.encode(_UTF8)
    except UnicodeEncodeError:
        return text.encode(_UTF8, "surrogatepass").decode(_UTF8, "replace")
    return text


def _decode_other(content: bytes, codec: str | None) -> str:
    if codecs.is_ascii_based(codec):
        try:
            return content.decode(_UTF8)
        except UnicodeDecodeError:
            pass
    if codecs.is_multi_byte(codec):
        return content.decode(codec or _UTF8, "replace")
    for name in (codec or "cp1252", "cp1252"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
