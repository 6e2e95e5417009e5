"""
Judge received mail.

Rule 1: every reason to refuse a mail is in RULES, in the order it is asked.
Rule 2: nothing here reads a clock, a row or a socket; facts come in as arguments.
Rule 3: the name of the rule is the reason that the operator sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.admission import carriers, circumstances, content, machines, senders
from mcenter.admission.facts import Disposition, Facts

if TYPE_CHECKING:
    from mcenter.admission.content import Rule
    from mcenter.mail.parsing import ReceivedEmail

__all__ = [
    "OF_THE_MAIL",
    "RULES",
    "Disposition",
    "Facts",
    "judge",
    "of_errands",
    "of_the_mail",
    "reason",
]

RULES: tuple[tuple[Rule, Disposition], ...] = (
    *((rule, Disposition.HELD) for rule in content.LIMIT_RULES),
    (circumstances.repeat, Disposition.DISCARDED),
    (machines.own_mail, Disposition.DISCARDED),
    (circumstances.in_junk, Disposition.HELD),
    (machines.unknown_bounce, Disposition.HELD),
    (machines.marked_automatic, Disposition.HELD),
    (machines.automatic, Disposition.DISCARDED),
    (senders.unclear_sender, Disposition.HELD),
    (carriers.no_carrier, Disposition.HELD),
    (carriers.unknown_token, Disposition.HELD),
    (carriers.revoked_token, Disposition.HELD),
    (carriers.hidden_token, Disposition.HELD),
    (carriers.carriers_disagree, Disposition.HELD),
    (carriers.answers_digest, Disposition.HELD),
    (carriers.several_tokens, Disposition.HELD),
    (carriers.several_vendors, Disposition.HELD),
    (carriers.unknown_vendor, Disposition.HELD),
    (carriers.hidden_vendor, Disposition.HELD),
    (senders.sender_mismatch, Disposition.HELD),
    (senders.authentication_failed, Disposition.HELD),
    (senders.authentication_contradicts, Disposition.HELD),
    (senders.not_authenticated, Disposition.HELD),
    (senders.message_id_alone, Disposition.HELD),
    (senders.no_right, Disposition.HELD),
    (senders.own_vendor, Disposition.HELD),
    (senders.alias_denied, Disposition.HELD),
    (circumstances.thread_closed, Disposition.HELD),
    (content.encrypted, Disposition.HELD),
    (content.tnef, Disposition.HELD),
    (content.partial, Disposition.HELD),
    (content.empty, Disposition.HELD),
    (content.attachment_count, Disposition.HELD),
    (content.attachment_size, Disposition.HELD),
    (content.attachment_type, Disposition.HELD),
    (circumstances.brake, Disposition.HELD),
    (circumstances.same_text, Disposition.HELD),
    # The last: a scan takes long, and is made only for what nothing else holds.
    (content.scan, Disposition.HELD),
)

# Only who posts has to say something.
_OF_THE_TEXT = (content.encrypted, content.tnef, content.partial, content.empty)
# What is asked of a mail to an errand's address: whoever has that may write.
_OF_ERRANDS = (
    *content.LIMIT_RULES,
    circumstances.repeat,
    machines.own_mail,
    circumstances.in_junk,
    machines.unknown_bounce,
    machines.marked_automatic,
    machines.automatic,
    carriers.several_tokens,
)
# What the mail alone decides, without any row of ours.
OF_THE_MAIL = (*content.LIMIT_RULES, senders.unclear_sender, *_OF_THE_TEXT)


def judge(mail: ReceivedEmail, facts: Facts) -> tuple[Disposition, str | None]:
    """The first rule that matches decides; no match means accepted."""
    for rule, disposition in RULES:
        if _is_asked(rule, facts) and rule(mail, facts):
            return disposition, rule.__name__
    return Disposition.ACCEPTED, None


def of_errands(rule: Rule) -> bool:
    """Tell whether a rule is asked of a mail that only has an errand done."""
    return rule in _OF_ERRANDS


def _is_asked(rule: Rule, facts: Facts) -> bool:
    if facts.errand:
        return of_errands(rule)
    return facts.posts or rule not in _OF_THE_TEXT


def of_the_mail(mail: ReceivedEmail) -> tuple[str, ...]:
    """Name the rules that hold this mail whatever our rows say of it."""
    return tuple(rule.__name__ for rule in OF_THE_MAIL if rule(mail, Facts()))


def reason(rule: str) -> str:
    """Say a rule in a sentence; its name where it is none of RULES."""
    sentences = {each.__name__: each.__doc__ for each, _ in RULES}
    return sentences.get(rule) or rule
