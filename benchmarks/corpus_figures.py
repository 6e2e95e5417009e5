"""What the reader makes of one corpus, beside the goals."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks import goals, mail_corpus, reply_judge
from benchmarks.goals import Figure
from benchmarks.reading_speed import per_second
from mcenter.mail import parsing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONGEST = 1.0
_FAILURES = frozenset({"bounce", "delay"})
# What labels are called, and the kinds that are right for each.
_KINDS = {
    "bounce": _FAILURES,
    "delay": _FAILURES,
    "autoreply": {"auto-reply"},
    "auto-reply": {"auto-reply"},
    "feedback-report": {"feedback"},
    "feedback": {"feedback"},
    "human": {"person", "empty"},
    "person": {"person", "empty"},
    "calendar": {"calendar"},
    "challenge": {"challenge"},
    "list": {"list"},
    "loop": {"loop"},
    "reaction": {"reaction"},
    "recall": {"recall"},
    "receipt": {"receipt"},
}
_NAMES = (
    ("bounces recognised", {"bounce", "delay"}, 99),
    ("auto-replies recognised", {"autoreply", "auto-reply"}, 100),
    ("abuse reports recognised", {"feedback-report", "feedback"}, 0),
    (
        "receipts, calendars and the like recognised",
        {"calendar", "challenge", "list", "loop", "reaction", "recall", "receipt"},
        0,
    ),
)


def report(name: str, folder: Path) -> list[Figure]:
    """Print the figures of a corpus, and give them."""
    cases = mail_corpus.cases(folder)
    mails = mail_corpus.mails(folder)
    parts = [
        ("answers", _replies(folder, cases)),
        ("machines", _machines(mail_corpus.labels(folder))),
        ("any mail of it", [*_ends(mails), _speed(list(mails.values()))]),
    ]
    goals.table(name, parts)
    return [figure for _, figures in parts for figure in figures]


def _replies(folder: Path, cases: Sequence[mail_corpus.Case]) -> list[Figure]:
    if not cases:
        return []
    score = reply_judge.score(folder, cases)
    return [
        goals.share("reply text exact", score.exact, score.total, least=92),
        goals.share("a written word lost", score.lost, score.total, most=2),
        goals.share("something else left in", score.leak, score.total),
    ]


def _machines(labelled: Sequence[tuple[Path, str]]) -> list[Figure]:
    told = [(label, parsing.read(path.read_bytes()).kind) for path, label in labelled]
    found = []
    for name, labels, least in _NAMES:
        kinds = [(label, kind) for label, kind in told if label in labels]
        right = sum(kind in _KINDS[label] for label, kind in kinds)
        if kinds:
            found.append(goals.share(name, right, len(kinds), least=least))
    people = [kind for label, kind in told if label in {"human", "person"}]
    if people:
        wrong = sum(kind not in _KINDS["person"] for kind in people)
        name = f"people taken for machines, of {len(people)}"
        found.append(Figure(name=name, value=wrong, most=0))
    return found


def _ends(mails: dict[str, bytes]) -> list[Figure]:
    """How many are read to an end, and how long the slowest takes."""
    ended, slowest, slowest_name = 0, 0.0, ""
    for name, raw in mails.items():
        begin = time.process_time()
        ended += _is_read(raw)
        taken = time.process_time() - begin
        if taken > slowest:
            slowest, slowest_name = taken, name
    return [
        goals.share("end in an answer", ended, len(mails), least=100),
        Figure(
            name="the slowest of them",
            value=slowest,
            unit="s",
            most=LONGEST,
            note=slowest_name,
        ),
    ]


def _is_read(raw: bytes) -> bool:
    try:
        parsing.read(raw)
    except Exception:  # noqa: BLE001  (that it never raises is what is measured)
        return False
    return True


def _speed(mails: Sequence[bytes]) -> Figure:
    return Figure(
        name="read in a second of one core",
        value=per_second(mails),
        unit="mails",
        least=1000,
    )
