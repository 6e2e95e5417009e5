"""
What a mail is written to in place of a thread: an errand's address, or a digest.

Rule 1: only where no reply address names anybody: a mail that has one is an answer.
Rule 2: an errand's address counts in To and Cc alone: what was written to somebody
else, and only brought here, does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import errands
from mcenter.errands import digest_answers
from mcenter.reply_address import Carrier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.models import Errand, Person
    from mcenter.reply_address import Scheme


@dataclass(frozen=True, kw_only=True)
class Addressed:
    """
    A mail's carrier, with the errands or the digest that it names.

    `digest_of` is whose digest it answers as a whole.
    """

    carrier: Carrier
    errands: tuple[Errand, ...] = ()
    digest_of: Person | None = None


def find(
    carrier: Carrier,
    scheme: Scheme,
    *,
    visible: Sequence[str],
    hidden: Sequence[str],
    answers: Sequence[str],
) -> Addressed:
    """Find what a mail names that the carrier, as reply_address found it, does not."""
    if carrier.problem == "no_carrier":
        digest_of = digest_answers.by_message_id(answers)
        return _answering(digest_of) if digest_of else Addressed(carrier=carrier)
    if carrier.problem != "unknown_token":
        return Addressed(carrier=carrier)
    shown = errands.find(scheme.tokens(visible))
    digest_of = digest_answers.by_address(shown)
    if digest_of is not None:
        return _answering(digest_of)
    if shown:
        return Addressed(carrier=Carrier(by="errand"), errands=shown)
    if errands.find(scheme.tokens(hidden)):
        return Addressed(carrier=Carrier(problem="hidden_token"))
    return Addressed(carrier=carrier)


def _answering(digest_of: Person) -> Addressed:
    carrier = Carrier(problem=digest_answers.RULE)
    return Addressed(carrier=carrier, digest_of=digest_of)
