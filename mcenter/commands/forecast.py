"""
How a rehearsal is told: what goes now first, then what does not, and why not.

Rule 1: a reason is one word in JSON, and a few for people; WORDS has them all.
Rule 2: people see counts first, and a screenful behind them; with -v, everything.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mcenter.commands import ages, output
from mcenter.commands.judged import summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.notifier import Run, Tried
    from mcenter.outbox.forecasts import Other

# Of each: what goes, and what does not.
SCREENFUL = 12
COLUMNS = ("To", "Thread", "Message", "When", "Why")
# What is cut first on a narrow terminal.
FLEXIBLE = ("To", "Why")
# In the order in which they are counted: what waits, then what will not be sent.
WORDS = {
    "retry": "the server put it off",
    "leased": "another run is at it",
    "turn": "behind the others",
    "pace": "the pace of [smtp]",
    "brake": "enough for this hour",
    "delay": "the delay of [notify]",
    "window": "waits for its bundle",
    "digest": "waits for the digest",
    "quiet hours": "quiet hours",
    "later": "looked at later",
    "read": "has read it",
    "muted": "muted the thread",
    "unsubscribed": "wants no mail",
    "unsent": "side is switched off",
    "suppressed": "no address takes mail",
    "cancelled": "their right has ended",
}


def fields(run: Run) -> dict[str, object]:
    """What a rehearsal has beside what a run has, as JSON has it."""
    return {
        "mails": [
            {
                "id": mail.id,
                "to": mail.to,
                "status": mail.status,
                "reply": mail.reply,
                "kind": mail.kind,
                "thread": mail.thread,
            }
            for mail in run.mails
        ],
        "others": [
            {
                "to": other.to,
                "thread": other.thread,
                "message": other.message,
                "mail": other.mail,
                "reason": other.reason,
                "until": other.until,
                "reply": other.reply,
            }
            for other in run.others
        ],
        "more": run.more,
    }


def show(run: Run, *, everything: bool) -> None:
    """Tell people: how many of each, then to whom."""
    if not run.mails and not run.others:
        output.say("Nothing is owed.")
        return
    output.print_lines(_counts(run))
    most = None if everything else SCREENFUL
    rows = [*map(_due, run.mails[:most]), *map(_other, run.others[:most])]
    output.print_table(COLUMNS, rows, flexible=FLEXIBLE)
    left = len(run.mails) + len(run.others) - len(rows)
    if left or run.more:
        output.say(f"{left + run.more} more: mcenter -v notify --dry-run tells of all.")


def _counts(run: Run) -> Iterator[str]:
    waiting = sum(other.until is not None for other in run.others)
    counted = {
        "due": run.count("due"),
        "unneeded": len(run.others) - waiting,
        "waiting": waiting,
        "not looked at": run.more,
    }
    yield summary(counted)
    reasons = Counter(other.reason for other in run.others)
    for reason in sorted(reasons, key=_rank):
        yield f"{reasons[reason]:6}  {_words(reason)}"
    yield ""


def _rank(reason: str) -> int:
    return list(WORDS).index(reason) if reason in WORDS else len(WORDS)


def _words(reason: str) -> str:
    return WORDS.get(reason, reason)


def _due(mail: Tried) -> Sequence[str]:
    when = output.Strong("now")
    return mail.to, _number(mail.thread), "", when, f"{mail.kind} goes out"


def _other(other: Other) -> Sequence[str]:
    why = _words(other.reason)
    return (
        other.to,
        _number(other.thread),
        _number(other.message),
        ages.moment(other.until) if other.until else "not sent",
        f"{why}: {other.reply}" if other.reply else why,
    )


def _number(key: int | None) -> str:
    return "" if key is None else str(key)
