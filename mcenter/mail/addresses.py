"""
Addresses in From, To, Cc and trace headers (RFC 5322 3.4), read with suspicion.

Rule 1: From is trusted only when it is one header that holds one plain mailbox: `a@b`,
`<a@b>`, `Name <a@b>` or `"quoted" <a@b>`. Groups, comments, routes and second addresses
are how parsers are made to disagree; they are defects.
Rule 2: everything is linear in values of at most 8 KB; no form yields no address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mcenter import addr_spec
from mcenter.mail.mime import encoded_words, headers

_MOST = 500
_PLAIN = re.compile(
    r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"\s*|(?P<phrase>[^"()<>@,;:\\]*))'
    r"<(?P<angle>[^\s<>()\",;:]+)>|(?P<bare>[^\s<>()\",;:]+)"
)
_ESCAPED = re.compile(r"\\(.)")
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|\([^()]*\)|<[^<>]*>|[^\s"(<>,;:)]+|(?P<bad>[\"(])|.', re.DOTALL
)
_SEPARATORS = re.compile(r"[\s<>(),;:\"\[\]]+")
_NOT_IN_HEADERS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


@dataclass(frozen=True, kw_only=True)
class Senders:
    """What From says: the addr-specs in it, and whether it can be trusted to be one."""

    addresses: tuple[str, ...]
    name: str
    defects: bool


def senders(values: tuple[str, ...]) -> Senders:
    """Read all From headers of a mail."""
    if len(values) == 1 and (match := _PLAIN.fullmatch(values[0])):
        address = _address(match["angle"] or match["bare"])
        phrase = match["quoted"] or match["phrase"] or ""
        if "\\" in phrase:
            phrase = _ESCAPED.sub(r"\1", phrase)
        name = encoded_words.decode(phrase)
        if address:
            defects = bool(_NOT_IN_HEADERS.search(values[0] + name))
            return Senders(
                addresses=(address,), name=headers.one_line(name), defects=defects
            )
    return Senders(addresses=mailboxes(values), name="", defects=True)


def mailboxes(values: tuple[str, ...]) -> tuple[str, ...]:
    """The addr-specs in address lists, each once, in their order, at most 500."""
    found: dict[str, None] = {}
    for value in values:
        for candidate in _candidates(value):
            if "@" in candidate and (address := _address(candidate)):
                found.setdefault(address)
            if len(found) >= _MOST:
                break
    return tuple(found)


def _candidates(value: str) -> list[str]:
    """What may be an addr-spec: all but strings and comments, where they close."""
    match = _PLAIN.fullmatch(value)
    if match:
        return [match["angle"] or match["bare"]]
    found = []
    for token in _TOKEN.finditer(value):
        if token["bad"]:
            return _SEPARATORS.split(value)
        text = token[0]
        if text[0] == "<":
            # A route (RFC 5322 4.4) ends with its colon.
            found.append(text[1:-1].rpartition(":")[2].strip())
        elif text[0] not in '"(':
            found.append(text)
    return found


# Most addresses stand in several headers of a mail.
@lru_cache(maxsize=100)
def _address(candidate: str) -> str | None:
    try:
        return addr_spec.parse(candidate)
    except ValueError:
        return None
