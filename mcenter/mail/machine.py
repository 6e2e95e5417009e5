"""
Mail that no person wrote: the signs, each a named rule, and the kind each means.

Rule 1: a person's mail is never a machine's: words alone count only where no person
would begin a subject with them, or where they are all that was said.
Rule 2: the first rule of RULES that matches gives the kind; all that match are told.
Rule 3: nothing here reads a row; whether a mail is ours is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.machines import autoreply_rules, bounce_rules, notice_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcenter.mail.machines.signs import Signs

RULES: tuple[tuple[Callable[[Signs], bool], str], ...] = (
    (notice_rules.own_loop, "loop"),
    (notice_rules.feedback_report, "feedback"),
    (notice_rules.read_receipt, "receipt"),
    (bounce_rules.status_report, "bounce"),
    (bounce_rules.failed_recipients, "bounce"),
    (bounce_rules.service_notice, "bounce"),
    (bounce_rules.daemon_sender, "bounce"),
    (bounce_rules.bounce_subject, "bounce"),
    (bounce_rules.list_refusal, "bounce"),
    (notice_rules.receipt_words, "receipt"),
    (notice_rules.recall_notice, "recall"),
    (notice_rules.reaction, "reaction"),
    (notice_rules.challenge_response, "challenge"),
    (notice_rules.calendar, "calendar"),
    (autoreply_rules.autoreply_header, "auto-reply"),
    (autoreply_rules.autoreply_subject, "auto-reply"),
    (bounce_rules.bounce_text, "bounce"),
    (bounce_rules.bounce_opening, "bounce"),
    (bounce_rules.forwarded_bounce, "bounce"),
    (autoreply_rules.auto_submitted, "auto-reply"),
    (autoreply_rules.auto_forwarded, "auto-reply"),
    (autoreply_rules.suppressed_and_more, "auto-reply"),
    (autoreply_rules.autoreply_text, "auto-reply"),
    (autoreply_rules.no_reply_sender, "auto-reply"),
    (autoreply_rules.mailing_list, "list"),
    (autoreply_rules.precedence_bulk, "auto-reply"),
    (bounce_rules.null_return_path, "bounce"),
)


def judge(signs: Signs) -> tuple[str, tuple[str, ...]]:
    """The kind of a mail, and the names of all rules that match it."""
    matching = [(rule.__name__, kind) for rule, kind in RULES if rule(signs)]
    if not matching:
        return "person", ()
    return matching[0][1], tuple(name for name, _ in matching)
