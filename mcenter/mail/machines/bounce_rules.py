"""
The signs of a mail system that says what became of a mail.

Rule 1: words alone count only where a mail system begins with them.
Rule 2: a person who passes a bounce on, and says a word about it, is a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.machines import bounce_words as words
from mcenter.mail.machines.machine_words import (
    ANSWER,
    AUTOREPLY,
    AUTOREPLY_HEADERS,
    LIST_HEADERS,
)

if TYPE_CHECKING:
    from mcenter.mail.machines.signs import Signs


def status_report(signs: Signs) -> bool:
    """A delivery status notification (RFC 3464); one that a person encloses is none."""
    if signs.report_type in {"delivery-status", "global-delivery-status"}:
        return True
    enclosed = bool(signs.said) and bool(words.PASSED_ON.match(signs.words))
    return not enclosed and any(
        name in {"message/delivery-status", "message/global-delivery-status"}
        for name in signs.types
    )


def failed_recipients(signs: Signs) -> bool:
    """Exim's and others' own header of a bounce."""
    return signs.has("x-failed-recipients")


def service_notice(signs: Signs) -> bool:
    """What a relay tells its customers in JSON, sent on by mail."""
    return bool(notice_of_service(signs))


def daemon_sender(signs: Signs) -> bool:
    """A mail system's own address."""
    return signs.from_mailer


def bounce_subject(signs: Signs) -> bool:
    """Words of a returned mail; the ones people use only with a second sign."""
    if _is_named(signs):
        return True
    if _sent_by_one(signs) or signs.automatic not in {"", "no"}:
        # Responders send so, too, and answer mail about deliveries.
        certain = signs.from_daemon or (signs.tells_failure and not _responds(signs))
        return certain and bool(words.BOUNCE_WEAK.search(signs.words))
    if signs.from_no_reply:
        told = "@" in signs.said and bool(words.BOUNCE_WEAK.search(signs.words))
    else:
        prefix = words.BOUNCE_PREFIX.match(signs.words)
        told = bool(prefix and words.DIAGNOSTIC.search(signs.said))
    return told and signs.tells_failure


def bounce_text(signs: Signs) -> bool:
    """The words of a mail system, sent by one."""
    sent = _sent_by_one(signs) or words.LIST_SERVER.match(signs.local_part)
    return bool(sent) and signs.tells_failure


def bounce_opening(signs: Signs) -> bool:
    """A text that begins as only a mail system begins, and speaks of what failed."""
    return (
        not ANSWER.match(signs.words)
        and bool(words.BOUNCE_OPENING.match(signs.said))
        and signs.tells_failure
        and bool(
            words.BOUNCE_WEAK.search(signs.words) or words.DIAGNOSTIC.search(signs.said)
        )
    )


def forwarded_bounce(signs: Signs) -> bool:
    """A bounce passed on without a word of the one who did it."""
    if not words.FORWARDED.match(signs.words):
        return False
    return not signs.said or bool(
        words.FORWARD_MARK.match(signs.said) or words.BOUNCE_OPENING.match(signs.said)
    )


def list_refusal(signs: Signs) -> bool:
    """A list server that would not take a mail."""
    of_list = words.LIST_SENDER.match(signs.local_part) or signs.has(*LIST_HEADERS)
    return bool(of_list) and bool(words.LIST_REFUSAL.search(signs.words))


def null_return_path(signs: Signs) -> bool:
    """The null envelope sender is for mail that wants no answer (RFC 5321 4.5.5)."""
    return signs.null_sender


def notice_of_service(signs: Signs) -> str:
    """What kind of event a relay tells in JSON; empty where it is no such mail."""
    if not signs.is_json:
        return ""
    event = words.SERVICE_NOTICE.search(signs.head)
    return event[1] if event else ""


def _sent_by_one(signs: Signs) -> bool:
    return signs.null_sender or signs.from_daemon or signs.has(*words.NOTICE_HEADERS)


def _is_named(signs: Signs) -> bool:
    """The subject is a mail system's, and where people write such, more of the mail."""
    if words.BOUNCE_CERTAIN.match(signs.words):
        return True
    named = words.BOUNCE.match(signs.words) or words.BOUNCE_OF_ANSWER.match(signs.words)
    if not named:
        return False
    if _sent_by_one(signs) or signs.automatic not in {"", "no"} or signs.from_robot:
        return True
    # Who asks what a mail system told them repeats its words.
    asks = "?" in signs.words or "?" in signs.said
    told = signs.tells_failure or words.DIAGNOSTIC.search(signs.said)
    return bool(told) and not asks


def _responds(signs: Signs) -> bool:
    return signs.has(*AUTOREPLY_HEADERS) or bool(AUTOREPLY.match(signs.words))
