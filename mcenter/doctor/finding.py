"""What a check found: ok, advice or fault, in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcenter.errors import McenterError

OK, ADVICE, FAULT = "ok", "advice", "fault"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one check found: ok, advice or fault, in a sentence; a fault's status."""

    name: str
    status: str
    sentence: str
    exit_code: int = 0


def ok(name: str, sentence: str) -> Finding:
    """All is well here."""
    return Finding(name=name, status=OK, sentence=sentence)


def advice(name: str, sentence: str) -> Finding:
    """It works, and may be better."""
    return Finding(name=name, status=ADVICE, sentence=sentence)


def fault(name: str, error: McenterError) -> Finding:
    """Give the finding for a failure."""
    return Finding(
        name=name, status=FAULT, sentence=str(error), exit_code=error.exit_code
    )
