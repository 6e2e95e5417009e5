"""
Reports on mails of ours: what bounced has failed, what is late is noted.

Rule 1: only a secret of ours says which mail: the tag in the envelope sender, then the
returned Message-ID.
Rule 2: the report's Action decides (RFC 3464 section 2.3.3), not its status code.
Rule 3: a null envelope sender alone is no report: responders write so, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import deliveries
from mcenter.models import OutboundEmail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.parsing import ReceivedEmail

# What no person's mail has. Words, and who seems to write, are no such sign: an answer
# names our mail as well, and may well speak of a delivery that failed.
STRUCTURE = frozenset({"status_report", "failed_recipients", "daemon_sender"})


def carry_out(received: ReceivedEmail, tags: Sequence[str]) -> OutboundEmail | None:
    """
    Note a report on the mail it is about; None when that is none of ours.

    Part of the transaction that gives the report its verdict.
    """
    if not set(received.rules) - {"null_return_path"}:
        return None
    mail = _by_tag(tags) or _by_message_id(received)
    if mail is None:
        return None
    words = f"{effect(received)}: {_status(received)}"
    columns = {"last_reply": words}
    if effect(received) == "bounce":
        columns["status"] = "failed"
        deliveries.settle(mail, "failed", words)
    this = (OutboundEmail.id == mail.id) & (OutboundEmail.status != "cancelled")
    OutboundEmail.update(columns).where(this).execute()
    return mail


def effect(received: ReceivedEmail) -> str:
    """Say what a report does: a bounce fails its mail, a delay is only noted."""
    report = received.report
    action = report.action if report else ""
    failed = received.kind == "bounce" and action in {"", "failed"}
    return "bounce" if failed else "delay"


def _by_tag(tags: Sequence[str]) -> OutboundEmail | None:
    return OutboundEmail.get_or_none(OutboundEmail.tag.in_(list(tags)[:20]))


def _by_message_id(received: ReceivedEmail) -> OutboundEmail | None:
    report = received.report
    ids = [report.returned_message_id] if report else []
    if STRUCTURE & set(received.rules):
        ids += [*received.in_reply_to, *received.references[-20:]]
    return OutboundEmail.get_or_none(OutboundEmail.message_id.in_(ids))


def _status(received: ReceivedEmail) -> str:
    report = received.report
    return (report.status if report else "") or "no status given"
