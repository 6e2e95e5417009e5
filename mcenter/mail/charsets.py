"""
Bytes to text, whatever the label says.

Rule 1: only codecs of the table are ever used: no zlib, no idna, no utf-7, no codec that
runs Python code on hostile bytes.
Rule 2: text that decodes as UTF-8 and is not plain ASCII is UTF-8, whatever its label.
Rule 3: what comes out holds no lone surrogate and no NUL, so that every store takes it.
"""

from __future__ import annotations

import re

_UTF8 = "utf-8"
_CODECS = frozenset(
    [
        "ascii",
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "iso8859-1",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-9",
        "iso8859-10",
        "iso8859-11",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp437",
        "cp850",
        "cp852",
        "cp866",
        "cp874",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "big5",
        "big5hkscs",
        "cp950",
        "gb18030",
        "hz",
        "shift_jis",
        "cp932",
        "euc_jp",
        "euc_kr",
        "cp949",
        "johab",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_jp_3",
        "iso2022_jp_ext",
        "iso2022_kr",
        "tis-620",
    ]
)
_ALIASES = {
    "utf8": _UTF8,
    "unicode-1-1-utf-8": _UTF8,
    "us-ascii": "ascii",
    "ansi_x3.4-1968": "ascii",
    "latin1": "iso8859-1",
    "latin-1": "iso8859-1",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-kr": "iso2022_kr",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "koi8r": "koi8-r",
    "tis-620": "cp874",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
}
# In these a byte below 0x80 is not always the ASCII character.
_NOT_ASCII = frozenset(
    name for name in _CODECS if name.startswith(("utf-16", "utf-32", "iso2022", "hz"))
)
_MULTI_BYTE = frozenset(
    name
    for name in _CODECS
    if name.startswith(("utf", "big5", "gb", "euc", "iso2022", "hz", "johab", "shift"))
) | {"cp932", "cp949", "cp950"}
_WIDE = re.compile(r"utf-?(16|32)[-_]?(le|be)?")
_SPELLING = re.compile(r"(?:x-|cs)?(?:windows|win|cp|ibm)[-_]?(\d{3,4})")
_ISO = re.compile(r"iso[-_]?8859[-_](\d{1,2})(?::\d{4})?")
_LONGEST_LABEL = 40


def decode(content: bytes, label: str) -> str:
    """Text of `content`: UTF-8 if it is, else as labelled, else cp1252, else latin-1."""
    codec = codec_of(label)
    if content.isascii() and codec not in _NOT_ASCII:
        text = content.decode("ascii")
    else:
        text = _decode_other(content, codec)
    return clean(text) if "\0" in text or not text.isascii() else text


def codec_of(label: str) -> str | None:
    """Name of the codec that a charset label stands for; None when it is none of ours."""
    name = label.strip().strip("'\"").lower()[:_LONGEST_LABEL].removeprefix("charset=")
    if found := _ALIASES.get(name):
        return found
    if match := _ISO.fullmatch(name):
        name = f"iso8859-{match[1]}"
    elif match := _WIDE.fullmatch(name):
        name = "-".join(filter(None, ("utf", match[1], match[2])))
    elif match := _SPELLING.fullmatch(name):
        name = f"cp{match[1]}"
    return name if name in _CODECS else None


def clean(text: str) -> str:
    """`text` without NUL and byte order marks at its start, surrogates as U+FFFD."""
    text = text.replace("\0", "").removeprefix("\ufeff")
    try:
        text.encode(_UTF8)
    except UnicodeEncodeError:
        return text.encode(_UTF8, "surrogatepass").decode(_UTF8, "replace")
    return text


def _decode_other(content: bytes, codec: str | None) -> str:
    if codec not in _NOT_ASCII:
        try:
            return content.decode(_UTF8)
        except UnicodeDecodeError:
            pass
    if codec in _MULTI_BYTE:
        return content.decode(codec or _UTF8, "replace")
    for name in (codec or "cp1252", "cp1252"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
