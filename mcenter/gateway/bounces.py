"""
Reports on mails of ours: what bounced has failed, what is late is noted.

Rule 1: only a secret of ours says which mail: the tag in the envelope sender, then the
returned Message-ID, then what the report answers. What the returned mail answers is of
an earlier mail: it is noted there, for it does not say which one failed.
Rule 2: the report's Action decides (RFC 3464 section 2.3.3), not its status code; of
several recipients, what it says of ours.
Rule 3: a null envelope sender alone is no report: responders write so, too.
Rule 4: a Message-ID is seen by whoever gets an answer with it: a report by one fails
its mail and does no more, and from a sender that is no mail system's it is noted only.
Rule 5: a mail fails once: whatever comes later changes nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mcenter.changes import dead_addresses
from mcenter.mail.machines import status_words
from mcenter.mail.machines.fates import DELAYED, FAILED, Fate
from mcenter.models import OutboundEmail
from mcenter.outbox import deliveries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mcenter.mail.machines.report import Report
    from mcenter.mail.parsing import ReceivedEmail

# What no person's mail has. Words, and who seems to write, are no such sign: an answer
# names our mail as well, and may well speak of a delivery that failed.
STRUCTURE = frozenset({"status_report", "failed_recipients", "daemon_sender"})
# Some hosts put into Return-Path, for the null sender, who of theirs writes.
DAEMONS = frozenset({"mailer-daemon", "postmaster", "double-bounce"})
MOST_IDS = 20
SAID = {FAILED: "bounced", DELAYED: "delayed"}


@dataclass(frozen=True, kw_only=True)
class Found:
    """A mail of ours, and the way to it: tag, message_id, or references."""

    mail: OutboundEmail
    way: str


def carry_out(
    received: ReceivedEmail, tags: Sequence[str], *, now: datetime
) -> str | None:
    """
    Do what a report on a mail of ours asks for; None when it is on none.

    Gives the effect: "bounce" where its mail has failed, "delay" where it was noted.
    Part of the transaction that gives the report its verdict.
    """
    report = received.report
    if report is None or not set(received.rules) - {"null_return_path"}:
        return None
    found = _find(received, report, tags)
    if found is None or not _has_gone(found.mail):
        return None
    fate = report.about(found.mail.address)
    action = fate.outcome or report.action
    words = _words(action, fate.status or report.status)
    if action != FAILED or not _is_believed(received, found):
        _note(found, action, words)
        return "delay"
    if _fail(found.mail, words, now) and _is_hard(received, found, fate):
        dead_addresses.give_up(found.mail, now=now)
    return "bounce"


def _find(received: ReceivedEmail, report: Report, tags: Sequence[str]) -> Found | None:
    """Find the mail by each way in turn."""
    tagged = list(OutboundEmail.select().where(OutboundEmail.tag.in_(tags[:MOST_IDS])))
    if len(tagged) == 1:
        return Found(mail=tagged[0], way="tag")
    ids = [report.returned_message_id]
    if STRUCTURE & set(received.rules):
        # The last of References is what is answered (RFC 5322 section 3.6.4).
        ids += [*received.in_reply_to, *reversed(received.references)]
    if mail := _named(ids):
        return Found(mail=mail, way="message_id")
    older = _named(report.returned_references[::-1])
    return Found(mail=older, way="references") if older else None


def _named(message_ids: Sequence[str]) -> OutboundEmail | None:
    """Find the mail of ours that the first of these which is ours names."""
    ids = list(dict.fromkeys(message_ids))[:MOST_IDS]
    query = OutboundEmail.select().where(OutboundEmail.message_id.in_(ids))
    mails = {mail.message_id: mail for mail in query}
    return next((mails[each] for each in ids if each in mails), None)


def _has_gone(mail: OutboundEmail) -> bool:
    """Tell whether a server may have had it: of what never went nobody can report."""
    tried = mail.first_tried_at or mail.leased_until
    return mail.status not in {"pending", "cancelled"} or bool(tried)


def _is_believed(received: ReceivedEmail, found: Found) -> bool:
    """Tell whether a report that says failed may fail the mail."""
    if found.way != "message_id":
        return found.way == "tag"
    sender = (received.envelope_sender or "").partition("@")[0].lower()
    of_system = not sender or sender in DAEMONS
    return of_system or "daemon_sender" in received.rules


def _is_hard(received: ReceivedEmail, found: Found, fate: Fate) -> bool:
    """
    Tell whether a report proves that the address of its mail is dead.

    It must have come to the tag, and, as far as that is known, from the null sender,
    with a status part that says so of this address and of no other: what was forwarded
    says nothing of the address that forwards. A returned mail that is another of ours
    contradicts the tag.
    """
    mail = found.mail
    returned = received.report.returned_message_id if received.report else ""
    other = _named([returned]) not in {None, mail}
    return (
        found.way == "tag"
        and not received.envelope_sender
        and fate.action == FAILED
        and dead_addresses.is_named(mail, fate.status)
        and fate.names_no_other(mail.address)
        and not other
    )


def _fail(mail: OutboundEmail, words: str, now: datetime) -> bool:
    """Fail a mail that may have been sent; False where it is over already."""
    columns: dict[str, Any] = {
        "status": "failed",
        "last_reply": words,
        "first_tried_at": mail.first_tried_at or now,
        "leased_until": None,
        "leased_by": None,
    }
    this = (OutboundEmail.id == mail.id) & OutboundEmail.status.in_(["sent", "pending"])
    if not OutboundEmail.update(columns).where(this).execute():
        return False
    deliveries.settle(mail, "failed", words)
    return True


def _note(found: Found, action: str, words: str) -> None:
    """Write down what fails nothing, where nothing has failed yet."""
    mail, reason = found.mail, words if action == DELAYED else None
    if found.way == "references":
        words = f"a later mail: {words}"
    elif action == FAILED:
        words = f"{words} (by a sender who is no mail system)"
    elif mail.status == "sent":
        deliveries.settle(mail, "sent", reason)
    going = OutboundEmail.status.in_(["sent", "pending"])
    this = (OutboundEmail.id == mail.id) & going
    OutboundEmail.update(last_reply=words).where(this).execute()


def _words(action: str, status: str) -> str:
    said = SAID.get(action, action)
    return f"{said}: {status_words.told(status)}" if action in SAID else said
