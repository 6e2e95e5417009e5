"""
How well new text is found in answers whose new text is known.

Rule 1: where a score_reply.py lies beside a corpus, it judges; else this module does,
by the same definitions.
Rule 2: of several accepted texts the nearest counts.

exact  the same text, but for white space and invisible characters
lost   a word of the accepted text is missing
leak   a word stays that is not in the accepted text
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.timing import timed
from mcenter.mail import parsing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.mail_corpus import Case

_READER = "mcenter.mail.parsing:reply_of"
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How one found text stands to one accepted text."""

    exact: bool
    lost: bool
    leak: bool
    likeness: float


@dataclass(frozen=True, kw_only=True)
class Score:
    """Of so many cases, so many are exact, lost a word, let one stay."""

    total: int
    exact: int
    lost: int
    leak: int


def score(folder: Path, cases: Sequence[Case]) -> Score:
    """Judge all cases of a corpus."""
    other = beside(folder)
    return judged(cases) if other is None else _told_by(other, folder)


def beside(folder: Path) -> Path | None:
    """Give the judge that lies beside a corpus, if one does."""
    path = folder.absolute().parent / "score_reply.py"
    return path if path.is_file() else None


def judged(cases: Sequence[Case]) -> Score:
    """Judge all cases by the definitions of this module."""
    verdicts = [judge(parsing.reply_of(case.raw), case.accepted) for case in cases]
    return Score(
        total=len(verdicts),
        exact=sum(verdict.exact for verdict in verdicts),
        lost=sum(verdict.lost for verdict in verdicts),
        leak=sum(verdict.leak for verdict in verdicts),
    )


def judge(found: str, accepted: Sequence[str]) -> Verdict:
    """Hold a found text against the accepted one that is nearest to it."""
    verdicts = [_judge(found, text) for text in accepted]
    return max(verdicts, key=lambda verdict: (verdict.exact, verdict.likeness))


def _judge(found: str, accepted: str) -> Verdict:
    got, wanted = Counter(_words(found)), Counter(_words(accepted))
    hit, all_words = (got & wanted).total(), got.total() + wanted.total()
    return Verdict(
        exact=_plain(found) == _plain(accepted),
        lost=hit < wanted.total(),
        leak=hit < got.total(),
        likeness=2 * hit / all_words if all_words else 1.0,
    )


def _plain(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", text).split())


def _words(text: str) -> list[str]:
    """Words in any case; each character of a script without spaces is one."""
    return _TOKEN.findall(_INVISIBLE.sub("", text).casefold())


def _told_by(other: Path, folder: Path) -> Score:
    command = [sys.executable, other, folder.absolute()]
    told = json.loads(timed([*command, "--module", _READER, "--json"]).output)["total"]
    return Score(
        total=told["n"], exact=told["exact"], lost=told["lost"], leak=told["leak"]
    )
