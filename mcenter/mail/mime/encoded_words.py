"""
RFC 2047: text in headers beyond ASCII.

Rule 1: what looks like an encoded word but cannot be decoded stays as it stands.
Rule 2: encoded words beside each other are joined before the charset is applied, since
real clients cut a character in two.
"""

from __future__ import annotations

import binascii
import re

from mcenter.mail.mime import charsets, transfer

_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_MOST = 400


def decode(text: str) -> str:
    """`text` with its encoded words decoded; after 400 the rest as they are."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    pending: list[tuple[str, bytes]] = []
    end = 0
    for count, match in enumerate(_WORD.finditer(text)):
        if count == _MOST:
            break
        between = text[end : match.start()]
        if between.strip() or not pending:
            pieces += [_joined(pending), between]
            pending = []
        pending.append((match[1].lower(), _content(match[2].lower(), match[3])))
        end = match.end()
    return "".join([*pieces, _joined(pending), text[end:]])


def _joined(words: list[tuple[str, bytes]]) -> str:
    """Neighbours of one charset are decoded together."""
    texts: list[str] = []
    at = 0
    while at < len(words):
        label, stop = words[at][0], at
        while stop < len(words) and words[stop][0] == label:
            stop += 1
        content = b"".join(part for _, part in words[at:stop])
        texts.append(charsets.decode(content, label))
        at = stop
    return "".join(texts)


def _content(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if encoding == "q":
        return binascii.a2b_qp(content, header=True)
    return transfer.base64(content)
