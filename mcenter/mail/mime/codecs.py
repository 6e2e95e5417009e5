"""
Charset labels, and the codecs that they may stand for.

Rule 1: only codecs of this table are ever used: no zlib, no idna, no utf-7, no codec
that runs Python code on hostile bytes.
Rule 2: a label stands for the codec that real mail means by it: gb2312 for gb18030,
iso-8859-1 for cp1252.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST_LABEL = 40
_CODEC = re.compile(
    r"ascii|utf-8(?:-sig)?|utf-(?:16|32)(?:-[lb]e)?"
    r"|iso8859-(?:[1-9]|1[0134-6])|cp(?:125[0-8]|437|85[02]|866|874|932|949|950)"
    r"|koi8-[ru]|mac-roman|big5|big5hkscs|gb18030|hz|shift_jis|euc_jp|euc_kr|johab"
    r"|iso2022_(?:jp(?:_[123]|_ext)?|kr)"
)
# In these a byte below 0x80 is not always the ASCII character.
_NOT_ASCII = ("utf-16", "utf-32", "iso2022", "hz")
_MULTI_BYTE = (
    *("utf", "big5", "gb", "euc", "iso2022", "hz", "johab", "shift"),
    *("cp932", "cp949", "cp950"),
)
_ALIASES = {
    "utf8": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
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
_WIDE = re.compile(r"utf-?(16|32)[-_]?(le|be)?")
_SPELLING = re.compile(r"(?:x-|cs)?(?:windows|win|cp|ibm)[-_]?(\d{3,4})")
_ISO = re.compile(r"iso[-_]?8859[-_](\d{1,2})(?::\d{4})?")


@lru_cache(maxsize=256)
def named(label: str) -> str | None:
    """The codec that a charset label stands for; None when it is none of ours."""
    name = label.strip().strip("'\"").lower()[:_LONGEST_LABEL].removeprefix("charset=")
    if found := _ALIASES.get(name):
        return found
    if match := _ISO.fullmatch(name):
        name = f"iso8859-{match[1]}"
    elif match := _WIDE.fullmatch(name):
        name = "-".join(filter(None, ("utf", match[1], match[2])))
    elif match := _SPELLING.fullmatch(name):
        name = f"cp{match[1]}"
    return name if _CODEC.fullmatch(name) else None


def is_ascii_based(codec: str | None) -> bool:
    """Bytes below 0x80 are ASCII in it."""
    return codec is None or not codec.startswith(_NOT_ASCII)


def is_multi_byte(codec: str | None) -> bool:
    """A character may take several bytes: what fails in one is damaged, not another."""
    return codec is not None and codec.startswith(_MULTI_BYTE)
