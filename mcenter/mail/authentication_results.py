"""
Authentication-Results headers (RFC 8601 2.2), read as their grammar has them.

Rule 1: comments, quoted strings, folding, version and case are what the RFC says.
Rule 2: linear in values of at most 8 KB; what cannot be read is None, never half read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MICROSOFT = "microsoft"

_LONGEST = 8 * 1024
_MOST_RESULTS = 200
_TOKEN = re.compile(
    r'(?P<space>[ \t\r\n]+)|(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<mark>[;=()])'
    r'|(?P<word>[^\s;=()"]+)|(?P<bad>.)',
    re.DOTALL,
)
_IN_COMMENT = re.compile(r"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Result:
    """One `method=result` with its `ptype.property=value` pairs, all lower case."""

    method: str
    result: str
    properties: dict[str, str]

    def domain(self, name: str) -> str:
        """The domain of the property `name`, which may be an address."""
        value = self.properties.get(name, "").strip("<>")
        return value.rpartition("@")[2].rstrip(".")


def read(value: str, authserv_id: str) -> list[Result] | None:
    """The results in one header; none of another host's; None if it is malformed."""
    if len(value) > _LONGEST:
        return None
    if not _may_be_of(value, authserv_id):
        return []
    segments = _segments(value)
    if segments is None:
        return None
    if authserv_id == MICROSOFT:
        if "=" not in segments[0]:
            return []
    else:
        if not segments[0] or segments[0][0].lower() != authserv_id:
            return []
        segments = segments[1:]
    read = [_result(segment) for segment in segments[:_MOST_RESULTS] if segment]
    return [result for result in read if result is not None]


def _may_be_of(value: str, authserv_id: str) -> bool:
    """Headers of other hosts are passed over, however they are written."""
    return authserv_id == MICROSOFT or authserv_id in value.lower()


def _segments(value: str) -> list[list[str]] | None:
    """Words and "=" between the semicolons, without comments; None if unbalanced."""
    segments: list[list[str]] = [[]]
    at, joins = 0, False
    while match := _TOKEN.match(value, at):
        at = match.end()
        if match["bad"] or match["mark"] == ")":
            return None
        if match["mark"] == "(":
            at = _after_comment(value, at)
            if at < 0:
                return None
            joins = False
        elif match["mark"] == ";":
            segments.append([])
            joins = False
        elif match["mark"]:
            segments[-1].append("=")
            joins = False
        elif match["space"]:
            joins = False
        else:
            word = match["word"] or _ESCAPED.sub(r"\1", match["quoted"][1:-1])
            if joins:
                segments[-1][-1] += word
            else:
                # An "=" that was quoted is part of a word, and is no mark.
                segments[-1].append(word if word != "=" else '"="')
            joins = True
    return segments


def _after_comment(value: str, at: int) -> int:
    """Where the comment ends whose "(" stands before `at`; -1 if it does not."""
    depth = 1
    for match in _IN_COMMENT.finditer(value, at):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return match.end()
    return -1


def _result(words: list[str]) -> Result | None:
    """`method/version = result reason="…" ptype . property = value …`."""
    pairs: list[tuple[str, str]] = []
    key, at = "", 0
    while at < len(words):
        if words[at] == "=" and at + 1 < len(words):
            pairs.append((key.lower(), words[at + 1].lower()))
            key, at = "", at + 2
        else:
            key, at = key + words[at], at + 1
    if not pairs:
        return None
    method, result = pairs[0]
    properties: dict[str, str] = {}
    for name, text in pairs[1:]:
        if properties.setdefault(name, text) != text:
            return Result(
                method=method.partition("/")[0], result="twice", properties={}
            )
    return Result(method=method.partition("/")[0], result=result, properties=properties)
