"""
Rules on whom a mail names: by a reply address, a Message-ID, a contact address.

Rule 1: a mail that names nobody, or two who differ, is nobody's to post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcenter.admission.facts import Facts
    from mcenter.mail.parsing import ReceivedEmail


def no_carrier(_: ReceivedEmail, facts: Facts) -> bool:
    """Neither a reply address nor a Message-ID of ours is in the mail."""
    return facts.carrier_problem == "no_carrier"


def unknown_token(_: ReceivedEmail, facts: Facts) -> bool:
    """The reply address was never given out, or its thread is deleted."""
    return facts.carrier_problem == "unknown_token"


def revoked_token(_: ReceivedEmail, facts: Facts) -> bool:
    """The right that the reply address rests on has ended."""
    return facts.carrier_problem == "revoked_token"


def hidden_token(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail was written to somebody else and only brought here."""
    return facts.carrier_problem == "hidden_token"


def carriers_disagree(_: ReceivedEmail, facts: Facts) -> bool:
    """The reply address names one participant, In-Reply-To another."""
    return facts.carrier_problem == "carriers_disagree"


def answers_digest(_: ReceivedEmail, facts: Facts) -> bool:
    """It answers a digest as a whole, and names none of its threads."""
    return facts.carrier_problem == "answers_digest"


def several_tokens(_: ReceivedEmail, facts: Facts) -> bool:
    """Two of our reply addresses, and not exactly one that fits the From."""
    return facts.named > 1 and facts.fits != 1


def several_vendors(_: ReceivedEmail, facts: Facts) -> bool:
    """It would begin threads with more than one vendor."""
    return facts.contact_problem == "several_vendors"


def unknown_vendor(_: ReceivedEmail, facts: Facts) -> bool:
    """The contact address it was sent to is no vendor's."""
    return facts.contact_problem == "unknown_vendor"


def hidden_vendor(_: ReceivedEmail, facts: Facts) -> bool:
    """It was written to somebody else, and only brought to a contact address."""
    return facts.contact_problem == "hidden_vendor"
