"""
What became of judged mail, as JSON and as lines: for poll, deliver and inbox.

Rule 1: the fields of JSON are a contract; they are named here once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcenter.gateway import Judged

DISPOSITIONS = ("accepted", "held", "discarded", "failed")


def fields(mail: Judged) -> dict[str, object]:
    """One mail as JSON has it."""
    return {
        "id": mail.id,
        "message_id": mail.message_id,
        "from": mail.sender,
        "disposition": mail.disposition,
        "rule": mail.rule,
        "effect": mail.effect,
        "thread": mail.thread,
        "message": mail.message,
    }


def counts(mails: Iterable[Judged]) -> dict[str, int]:
    """How many mails had each end, in the order of DISPOSITIONS."""
    ends = [mail.disposition for mail in mails]
    return {name: ends.count(name) for name in DISPOSITIONS}


def line(mail: Judged) -> str:
    """One mail for people: from whom, what became of it, and why or where."""
    if mail.message is not None:
        outcome = f"message {mail.message} in thread {mail.thread}"
    else:
        outcome = mail.rule or mail.effect or ""
    why = f" ({outcome})" if outcome else ""
    sender = mail.sender or "nobody that can be read"
    return f"Mail {mail.id} from {sender}: {mail.disposition}{why}"


def summary(counted: Mapping[str, int]) -> str:
    """One sentence with the counts that are not 0: "2 accepted, 1 held."."""
    told = [f"{number} {name}" for name, number in counted.items() if number]
    return f"{', '.join(told)}."
