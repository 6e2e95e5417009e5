"""
What our mail host says about who sent a mail (RFC 8601).

Rule 1: only results under the configured authserv-id count; all of them count together,
for where a header stands says nothing about who wrote it.
Rule 2: DMARC decides where it has a verdict; else an aligned DKIM or SPF pass does.
Rule 3: whatever cannot be read as RFC 8601 has it vouches for nobody.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mcenter.mail import authentication_results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.authentication_results import Result

# No DMARC policy is published: what SPF and DKIM found decides.
_NO_POLICY = frozenset({"none", "bestguesspass"})


class Verdict(StrEnum):
    """What all results together say about the domain of From."""

    PASS = "pass"  # noqa: S105 - RFC 8601's word, no password.
    FAIL = "fail"
    NONE = "none"
    CONTRADICTION = "contradiction"


def verdict(results: Sequence[str], *, domain: str, authserv_id: str) -> Verdict:
    """
    Whether the host `authserv_id` vouches for mail from `domain`.

    `results` are the unfolded values of all Authentication-Results headers; the id
    "microsoft" stands for the form without one.
    """
    domain = domain.lower().rstrip(".")
    found: list[Result] = []
    for value in results:
        one = authentication_results.read(value, authserv_id.lower())
        if one is None:
            return Verdict.CONTRADICTION
        found += one
    if not found:
        return Verdict.NONE
    return _judge(found, domain) if domain else Verdict.FAIL


def aligned(one: str, other: str) -> bool:
    """Equal, or one a subdomain of the other; a bare top-level domain is neither."""
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return "." in short and long.endswith(f".{short}")


def _judge(found: list[Result], domain: str) -> Verdict:
    dmarc = [result for result in found if result.method == "dmarc"]
    if len({result.result for result in dmarc}) > 1:
        return Verdict.CONTRADICTION
    if dmarc and dmarc[0].result not in _NO_POLICY:
        from_us = all(result.domain("header.from") == domain for result in dmarc)
        passed = dmarc[0].result == "pass" and from_us
    elif _spf_differs(found):
        return Verdict.CONTRADICTION
    else:
        passed = any(_vouches(result, domain) for result in found)
    return Verdict.PASS if passed else Verdict.FAIL


def _vouches(result: Result, domain: str) -> bool:
    """An aligned pass of DKIM or SPF."""
    if result.result != "pass":
        return False
    if result.method == "spf":
        return aligned(result.domain("smtp.mailfrom"), domain)
    # Some hosts, Gmail's among them, give i= alone, which lies at or below d= (RFC 6376
    # section 3.5): whoever may sign with it may sign for the domain.
    signed = result.domain("header.d") or result.domain("header.i")
    return result.method == "dkim" and aligned(signed, domain)


def _spf_differs(found: list[Result]) -> bool:
    """Two SPF results for one envelope sender cannot both be the host's."""
    seen: dict[str, str] = {}
    return any(
        seen.setdefault(result.domain("smtp.mailfrom"), result.result) != result.result
        for result in found
        if result.method == "spf" and "smtp.mailfrom" in result.properties
    )
