"""
Mail that no person wrote: the signs, each a named rule, and the kind each means.

Rule 1: a person's mail is never a machine's: words alone count only where no person
would begin a subject with them, weak signs only together.
Rule 2: the first rule of RULES that matches gives the kind; all that match are told.
Rule 3: nothing here reads a row; whether a mail is ours is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail import machine_words as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcenter.mail.signs import Signs

_HEAD = 2000


def own_loop(signs: Signs) -> bool:
    """A mail of ours, or of another installation, comes back."""
    return signs.has("x-mcenter-loop")


def feedback_report(signs: Signs) -> bool:
    """An abuse report (RFC 5965)."""
    return (
        signs.report_type == "feedback-report"
        or "message/feedback-report" in signs.types
        or bool(words.FEEDBACK.match(signs.subject))
    )


def read_receipt(signs: Signs) -> bool:
    """A message disposition notification (RFC 8098)."""
    return (
        signs.report_type == "disposition-notification"
        or "message/disposition-notification" in signs.types
    )


def recall_notice(signs: Signs) -> bool:
    """The sender would like to have a mail back (Outlook)."""
    by_class = "recall" in signs.headers.raw("content-class").lower()
    return by_class or bool(
        words.RECALL.match(signs.subject)
        and words.RECALL_TEXT.search(signs.text[:_HEAD])
    )


def reaction(signs: Signs) -> bool:
    """A thumb, and no words."""
    return any("reaction+json" in name for name in signs.types) or bool(
        words.REACTION.search(signs.text[:_HEAD])
    )


def challenge_response(signs: Signs) -> bool:
    """Somebody's spam filter wants us to prove that we are a person."""
    return signs.has(*words.CHALLENGE_HEADERS) or bool(
        words.CHALLENGE.search(signs.subject)
        and words.CHALLENGE_TEXT.search(signs.text[:_HEAD])
    )


def status_report(signs: Signs) -> bool:
    """A delivery status notification (RFC 3464)."""
    return signs.report_type in {"delivery-status", "global-delivery-status"} or any(
        name in {"message/delivery-status", "message/global-delivery-status"}
        for name in signs.types
    )


def failed_recipients(signs: Signs) -> bool:
    """Exim's and others' own header of a bounce."""
    return signs.has("x-failed-recipients")


def daemon_sender(signs: Signs) -> bool:
    """A mail system's own address."""
    return signs.from_mailer


def bounce_subject(signs: Signs) -> bool:
    """Words of a returned mail; the ones people use only with a second sign."""
    if words.BOUNCE.match(signs.subject):
        return True
    second = (
        signs.envelope_sender == ""
        or signs.from_daemon
        or signs.automatic not in {"", "no"}
    )
    return second and bool(words.BOUNCE_WEAK.search(signs.subject))


def bounce_text(signs: Signs) -> bool:
    """The words of a mail system, sent by one."""
    sent_by_one = signs.from_daemon or signs.has(*words.NOTICE_HEADERS)
    return (sent_by_one or signs.envelope_sender == "") and bool(
        words.BOUNCE_TEXT.search(signs.text[:_HEAD])
    )


def auto_submitted(signs: Signs) -> bool:
    """RFC 3834: anything but `no` came from a machine."""
    return signs.automatic not in {"", "no"}


def autoreply_header(signs: Signs) -> bool:
    """What responders sent before RFC 3834, and still do."""
    return signs.has(*words.AUTOREPLY_HEADERS) or signs.headers.raw(
        "precedence"
    ).lower() in {"auto_reply", "auto-reply"}


def autoreply_subject(signs: Signs) -> bool:
    """Automatic reply: in many languages."""
    return bool(words.AUTOREPLY.match(signs.subject))


def suppressed_and_more(signs: Signs) -> bool:
    """X-Auto-Response-Suppress, which people's mail has too, and a second sign."""
    return signs.has("x-auto-response-suppress") and (
        signs.envelope_sender == ""
        or bool(words.AUTOREPLY_WEAK.search(signs.subject))
        or signs.has("x-ms-exchange-inbox-rules-loop")
    )


def calendar(signs: Signs) -> bool:
    """An invitation or an answer to one (RFC 5546), but no attached file."""
    return any(
        part.content_type == "text/calendar"
        and part.disposition != "attachment"
        and any(key == "method" for key, _ in part.parameters)
        for part in signs.parts
    )


def mailing_list(signs: Signs) -> bool:
    """RFC 2369 and RFC 2919, and what was before them."""
    return signs.has(*words.LIST_HEADERS) or "list" in signs.precedence


def precedence_bulk(signs: Signs) -> bool:
    """`bulk` and `junk`, which responders and newsletters send."""
    return signs.precedence in {"bulk", "junk"}


def null_return_path(signs: Signs) -> bool:
    """The null envelope sender is for mail that wants no answer (RFC 5321 4.5.5)."""
    return signs.envelope_sender == ""


RULES: tuple[tuple[Callable[[Signs], bool], str], ...] = (
    (own_loop, "loop"),
    (feedback_report, "feedback"),
    (read_receipt, "receipt"),
    (status_report, "bounce"),
    (failed_recipients, "bounce"),
    (daemon_sender, "bounce"),
    (bounce_subject, "bounce"),
    (recall_notice, "recall"),
    (reaction, "reaction"),
    (challenge_response, "challenge"),
    (calendar, "calendar"),
    (autoreply_header, "auto-reply"),
    (autoreply_subject, "auto-reply"),
    (bounce_text, "bounce"),
    (auto_submitted, "auto-reply"),
    (suppressed_and_more, "auto-reply"),
    (mailing_list, "list"),
    (precedence_bulk, "auto-reply"),
    (null_return_path, "bounce"),
)


def judge(signs: Signs) -> tuple[str, tuple[str, ...]]:
    """The kind of a mail, and the names of all rules that match it."""
    matching = [(rule.__name__, kind) for rule, kind in RULES if rule(signs)]
    if not matching:
        return "person", ()
    return matching[0][1], tuple(name for name, _ in matching)
