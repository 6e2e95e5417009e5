"""
Rules that part what machines write from what people write.

Rule 1: a weak mark on what reads as a participant's answer holds it; nothing of a
person is discarded for what a forwarder wrote on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcenter.admission.facts import Facts
    from mcenter.mail.parsing import ReceivedEmail

# Marks that a mailing list or a forwarder leaves on a person's mail, as mail.machine
# names them. Auto-Submitted alone is none: RFC 3834 has it say that no person wrote it;
# what passes an answer on may say so as well.
NO_REPLY = ("no_reply_sender",)
WEAK_MARKS = frozenset({"auto_forwarded", "mailing_list", "precedence_bulk", *NO_REPLY})
# Words that people use as well: with nothing beside them they prove no machine.
MERE_WORDS = frozenset(
    {
        "autoreply_subject",
        "autoreply_text",
        "calendar",
        "challenge_response",
        "reaction",
        "recall_notice",
        "receipt_words",
        "suppressed_and_more",
    }
)
# What a machine answers with. No answer of a person's comes to the address of an errand
# either, but what comes there and has these marks does nothing.
ANSWERS = frozenset(
    {
        "autoreply_header",
        "autoreply_subject",
        "autoreply_text",
        "calendar",
        "challenge_response",
        "read_receipt",
        "receipt_words",
        "recall_notice",
    }
)


def own_mail(mail: ReceivedEmail, facts: Facts) -> bool:
    """A mail of ours came back, or claims to be ours."""
    return facts.own or mail.kind == "loop"


def unknown_bounce(mail: ReceivedEmail, facts: Facts) -> bool:
    """A report on a mail that is not known as ours; the known ones are carried out."""
    # A null envelope sender alone is no report: apps that ask for an errand write so.
    only_null = facts.errand and mail.rules == ("null_return_path",)
    return mail.kind in {"bounce", "delay"} and not only_null


def marked_automatic(mail: ReceivedEmail, facts: Facts) -> bool:
    """A machine's mark, or one like it, on what reads as a participant's answer."""
    by_words = len(mail.rules) == 1 and mail.rules[0] in MERE_WORDS
    if facts.errand:
        return by_words and mail.rules[0] in ANSWERS
    weak = by_words or (bool(mail.rules) and set(mail.rules) <= WEAK_MARKS)
    person = facts.carrier_problem is None and facts.fits == 1 and facts.known
    vouched = facts.authentication in {"pass", "unasked"}
    written = bool(mail.reply.strip() or mail.wrapping)
    return weak and person and vouched and written


def automatic(mail: ReceivedEmail, facts: Facts) -> bool:
    """RFC 3834 and its relatives: no person wrote this."""
    if facts.errand:
        # Apps and mail providers ask for errands, in the name of people and marked.
        return bool(ANSWERS & set(mail.rules))
    # What another service writes to a participant's address, an operator looks at.
    named = facts.carrier_problem is None and facts.known
    sent_to_one = named and mail.rules == NO_REPLY
    return mail.kind not in {"person", "empty", "unreadable"} and not sent_to_one
