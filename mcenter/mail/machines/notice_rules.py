"""The signs of receipts, calendars, recalls, reactions, challenges and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.machines import machine_words
from mcenter.mail.machines import notice_words as words
from mcenter.mail.machines.bounce_rules import notice_of_service
from mcenter.mail.machines.plain_words import plain
from mcenter.mail.mime import transfer

if TYPE_CHECKING:
    from mcenter.mail.machines.signs import Signs
    from mcenter.mail.mime.parts import Part


_SHORT = 200
_PART_HEAD = 4096


def own_loop(signs: Signs) -> bool:
    """A mail of ours, or of another installation, comes back."""
    return signs.has("x-mcenter-loop")


def feedback_report(signs: Signs) -> bool:
    """An abuse report (RFC 5965), or a wish for no more mail that an app sends."""
    return (
        signs.report_type == "feedback-report"
        or "message/feedback-report" in signs.types
        or signs.has("x-apple-unsubscribe", "x-hmxmroriginalrecipient")
        or bool(machine_words.FEEDBACK.match(signs.words))
        or notice_of_service(signs) in {"complaint", "spamcomplaint"}
    )


def read_receipt(signs: Signs) -> bool:
    """A message disposition notification (RFC 8098)."""
    return (
        signs.report_type == "disposition-notification"
        or "message/disposition-notification" in signs.types
    )


def receipt_words(signs: Signs) -> bool:
    """`Read:` and a text that says when, or Outlook's form of it (MS-OXOMSG)."""
    if not words.RECEIPT.match(signs.words):
        return False
    return bool(words.RECEIPT_TEXT.search(signs.head)) or any(
        _is_read_class(part)
        for part in signs.parts
        if part.content_type == "application/ms-tnef"
    )


def recall_notice(signs: Signs) -> bool:
    """The sender would like to have a mail back (Outlook)."""
    by_class = "recall" in signs.headers.raw("content-class").lower()
    return by_class or bool(
        words.RECALL.match(signs.words) and words.RECALL_TEXT.search(signs.head)
    )


def reaction(signs: Signs) -> bool:
    """A thumb, and no words."""
    if any("reaction+json" in name for name in signs.types):
        return True
    if words.TAPBACK.fullmatch(signs.said):
        return True
    if len(signs.said) >= _SHORT:
        return False
    wordless = not any(char.isalpha() for char in signs.said)
    said = signs.words.partition(":")[0] if wordless else signs.said
    hinted = any(hint in said for hint in words.REACTION_HINTS)
    return hinted and bool(words.REACTION.fullmatch(said))


def challenge_response(signs: Signs) -> bool:
    """Somebody's spam filter wants us to prove that we are a person."""
    return (
        signs.has(*words.CHALLENGE_HEADERS)
        or "tmda" in signs.headers.raw("x-delivery-agent").lower()
        or bool(
            words.CHALLENGE.search(signs.words)
            and words.CHALLENGE_TEXT.search(signs.head)
            and words.CHALLENGE_WAY.search(signs.head)
        )
    )


def calendar(signs: Signs) -> bool:
    """An invitation or an answer to one (RFC 5546), but no attached file."""
    return any(
        _has_method(part) and (part.disposition != "attachment" or not signs.said)
        for part in signs.parts
        if part.content_type == "text/calendar"
    )


def _begins(part: Part) -> bytes:
    """The first of a part's content, without decoding the rest of it."""
    content = part.raw[part.start : min(part.stop, part.start + _PART_HEAD)]
    encoding = part.headers.raw("content-transfer-encoding")
    return transfer.decoded(content, encoding)


def _is_read_class(part: Part) -> bool:
    content = _begins(part).lower()
    return any(name in content for name in words.READ_CLASSES)


def _has_method(part: Part) -> bool:
    if any(key == "method" for key, _ in part.parameters):
        return True
    return bool(words.CALENDAR_METHOD.search(plain(part.text[:_PART_HEAD])))
