"""
What our own rows say about a mail, and what may become of it.

Rule 1: facts are values: whoever gathers them has read the clock and the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """What becomes of a mail."""

    ACCEPTED = "accepted"
    HELD = "held"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """
    What our own rows say about a mail.

    `carrier_problem` and `carried_by` are those of reply_address.Carrier; `fits` counts
    the participants named whose person, or colleague, the From is; `authentication` is
    the mail host's word on that From: pass, fail, contradiction, none, or unasked
    where `[inbound] authentication = "none"`; `broken_limit` is the first limit of
    [attachments] that the files break, by the name of its rule.  A mail that does not
    post (`posts`) asks for something else, by an address made for that alone: then it
    need not say anything, but what it says may be no yes (`denies`).  A mail that
    begins a thread is `carried_by` "contact", and `contact_problem` is that of
    contacts.Contact; its writer may be not yet `known`.  An `errand` is asked for by
    an address of its own, by whoever has that: then `named` counts such addresses.
    """

    posts: bool = True
    errand: bool = False
    known: bool = True
    contact_problem: str | None = None
    denies: bool = False
    repeat: bool = False
    in_junk: bool = False
    own: bool = False
    carrier_problem: str | None = None
    carried_by: str | None = None
    named: int = 1
    fits: int = 1
    authentication: str = "pass"
    may_post: bool = True
    closed: bool = False
    braked: bool = False
    refrain: bool = False
    broken_limit: str | None = None
    unscanned: bool = False
