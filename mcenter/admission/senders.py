"""
Rules on who wrote a mail, and whether the mail host vouches for that.

Rule 1: a secret lets nobody in without the person whom it was given to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcenter.admission.facts import Facts
    from mcenter.mail.parsing import ReceivedEmail


def unclear_sender(mail: ReceivedEmail, _: Facts) -> bool:
    """From is not exactly one plain mailbox (RFC 5322 section 3.6.2)."""
    return mail.sender_defects or len(mail.senders) != 1


def sender_mismatch(_: ReceivedEmail, facts: Facts) -> bool:
    """The From is neither the holder's nor a current colleague's."""
    return facts.fits == 0


def authentication_failed(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host does not confirm the From, or says that it is forged."""
    return facts.authentication == "fail"


def authentication_contradicts(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host's results say both: one of them was forged."""
    return facts.authentication == "contradiction"


def not_authenticated(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host does not vouch for the From."""
    unasked = facts.authentication == "unasked"
    return facts.authentication == "none" or (unasked and facts.carried_by == "contact")


def message_id_alone(_: ReceivedEmail, facts: Facts) -> bool:
    """Without a mail host's word, only the reply address carries."""
    return facts.carried_by == "message_id" and facts.authentication == "unasked"


def no_right(_: ReceivedEmail, facts: Facts) -> bool:
    """The author has no side in the thread any more."""
    return not facts.may_post


def own_vendor(_: ReceivedEmail, facts: Facts) -> bool:
    """Who works for a vendor cannot be its customer."""
    return facts.contact_problem == "own_vendor"


def alias_denied(_: ReceivedEmail, facts: Facts) -> bool:
    """The answer to a question about an address is no clear yes."""
    return facts.denies
