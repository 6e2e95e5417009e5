"""
What our mail host says about who sent a mail (RFC 8601).

Rule 1: only results under the configured authserv-id count; all of them count together,
for where a header stands says nothing about who wrote it.
Rule 2: DMARC decides where it has a verdict; else an aligned DKIM or SPF pass does.
Rule 3: whatever cannot be read as RFC 8601 has it vouches for nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

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
# No DMARC policy is published: what SPF and DKIM found decides.
_NO_POLICY = frozenset({"none", "bestguesspass"})


class Verdict(StrEnum):
    """What all results together say about the domain of From."""

    PASS = "pass"  # noqa: S105 - RFC 8601's word, no password.
    FAIL = "fail"
    NONE = "none"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, kw_only=True)
class _Result:
    """One `method=result` with its `ptype.property=value` pairs, all lower case."""

    method: str
    result: str
    properties: dict[str, str]

    def domain(self, name: str) -> str:
        """The domain of the property `name`, which may be an address."""
        value = self.properties.get(name, "").strip("<>")
        return value.rpartition("@")[2].rstrip(".")


def verdict(results: Sequence[str], *, domain: str, authserv_id: str) -> Verdict:
    """
    Whether the host `authserv_id` vouches for mail from `domain`.

    `results` are the unfolded values of all Authentication-Results headers; the id
    "microsoft" stands for the form without one.
    """
    domain = domain.lower().rstrip(".")
    found: list[_Result] = []
    for value in results:
        read = _read(value, authserv_id.lower())
        if read is None:
            return Verdict.CONTRADICTION
        found += read
    if not found:
        return Verdict.NONE
    if not domain or _spf_differs(found):
        return Verdict.CONTRADICTION if domain else Verdict.FAIL
    return _judge(found, domain)


def aligned(one: str, other: str) -> bool:
    """Equal, or one a subdomain of the other; a bare top-level domain is neither."""
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return "." in short and long.endswith(f".{short}")


def _judge(found: list[_Result], domain: str) -> Verdict:
    dmarc = [result for result in found if result.method == "dmarc"]
    if len({result.result for result in dmarc}) > 1:
        return Verdict.CONTRADICTION
    if dmarc and dmarc[0].result not in _NO_POLICY:
        from_us = all(result.domain("header.from") == domain for result in dmarc)
        passed = dmarc[0].result == "pass" and from_us
    else:
        passed = any(_vouches(result, domain) for result in found)
    return Verdict.PASS if passed else Verdict.FAIL


def _vouches(result: _Result, domain: str) -> bool:
    """An aligned pass of DKIM or SPF."""
    name = {"dkim": "header.d", "spf": "smtp.mailfrom"}.get(result.method)
    if name is None or result.result != "pass":
        return False
    return aligned(result.domain(name), domain)


def _spf_differs(found: list[_Result]) -> bool:
    """Two SPF results for one envelope sender cannot both be the host's."""
    seen: dict[str, str] = {}
    return any(
        seen.setdefault(result.domain("smtp.mailfrom"), result.result) != result.result
        for result in found
        if result.method == "spf" and "smtp.mailfrom" in result.properties
    )


def _read(value: str, authserv_id: str) -> list[_Result] | None:
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


def _result(words: list[str]) -> _Result | None:
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
            return _Result(
                method=method.partition("/")[0], result="twice", properties={}
            )
    return _Result(
        method=method.partition("/")[0], result=result, properties=properties
    )
