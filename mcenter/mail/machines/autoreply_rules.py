"""The signs of responders, robots and mailing lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.machines import machine_words as words
from mcenter.mail.machines import robot_words
from mcenter.mail.machines.plain_words import plain

if TYPE_CHECKING:
    from mcenter.mail.machines.signs import Signs


_DENIALS = frozenset({"no", "none", "false", "0"})


def auto_submitted(signs: Signs) -> bool:
    """RFC 3834: anything but `no` came from a machine."""
    return signs.automatic not in {"", "no"} and not auto_forwarded(signs)


def auto_forwarded(signs: Signs) -> bool:
    """Marked as a machine's, but an answer, or passed on by somebody's rule."""
    answers = signs.has("in-reply-to") and bool(words.ANSWER.match(signs.words))
    if signs.automatic == "auto-replied":
        # Responders answer so, too; only what was resent is in doubt (RFC 5322 3.6.6).
        return answers and signs.has(*words.RESENT_HEADERS)
    forwarded = signs.has(*words.FORWARD_HEADERS)
    return signs.automatic == "auto-generated" and (answers or forwarded)


def autoreply_header(signs: Signs) -> bool:
    """What responders sent before RFC 3834, and still do."""
    return (
        _has_autoreply_header(signs)
        or signs.precedence in {"auto_reply", "auto-reply"}
        or bool(robot_words.ROBOT_MAILER.search(signs.headers.raw("x-mailer").lower()))
    )


def autoreply_subject(signs: Signs) -> bool:
    """Automatic reply: in many languages; without a colon it may be asked about."""
    if signs.words.endswith("?") and ":" not in signs.words:
        return False
    if words.AUTOREPLY.match(signs.words) or words.AUTOREPLY_END.search(signs.words):
        return "?" not in signs.said or not words.AUTOREPLY_BARE.match(signs.words)
    name = plain(signs.sender_name)
    if not name:
        return False
    if signs.words.startswith(("auto: " + name, "auto:" + name)):
        # So Lotus Notes tells of one who is away, in any language.
        return True
    named = signs.words.startswith(name)
    return named and bool(words.OUT_OF.match(signs.words, len(name)))


def autoreply_text(signs: Signs) -> bool:
    """What a machine says of itself: twice, or in a mail that looks like one."""
    said = _says_it_is_one(signs)
    # Who asks what a machine told him repeats its words.
    alone = said > 1 and "?" not in signs.said
    return alone or bool(
        said and (robot_words.TICKET.match(signs.words) or signs.from_robot)
    )


def no_reply_sender(signs: Signs) -> bool:
    """An address that takes no answer: whoever writes from it is a program."""
    return signs.from_no_reply


def suppressed_and_more(signs: Signs) -> bool:
    """X-Auto-Response-Suppress, which people's mail has too, and a second sign."""
    return signs.has("x-auto-response-suppress") and (
        signs.null_sender
        or bool(words.AUTOREPLY_WEAK.match(signs.words))
        or bool(robot_words.TICKET.match(signs.words))
        or _says_it_is_one(signs) > 0
        or (
            signs.has(*words.EXCHANGE_RULE_HEADERS)
            and not signs.has(*words.FORWARD_HEADERS)
        )
    )


def mailing_list(signs: Signs) -> bool:
    """RFC 2369 and RFC 2919, and what was before them."""
    return (
        signs.has(*words.LIST_HEADERS)
        or "list" in signs.precedence
        or (signs.precedence == "bulk" and signs.has("list-unsubscribe"))
    )


def precedence_bulk(signs: Signs) -> bool:
    """`bulk` and `junk`, which responders and newsletters send."""
    return signs.precedence in {"bulk", "junk"}


def _has_autoreply_header(signs: Signs) -> bool:
    """One of them is there, and does not say that this is none."""
    if not signs.has(*words.AUTOREPLY_HEADERS):
        return False
    there = filter(signs.has, words.AUTOREPLY_HEADERS)
    return any(
        signs.headers.raw(name).strip().lower() not in _DENIALS for name in there
    )


def _says_it_is_one(signs: Signs) -> int:
    """How many sentences of a machine about itself there are."""
    if not any(map(signs.said.__contains__, robot_words.SELF_HINTS)):
        return 0
    return len({found[0] for found in robot_words.SELF.finditer(signs.said)})
