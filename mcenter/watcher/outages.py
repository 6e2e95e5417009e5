"""
What follows from it that a server is away: wait longer each time, tell of it once, end.

Rule 1: only what nobody but an operator can mend is final.
Rule 2: the end of a good connection is not worth telling, if the next one is as good.
"""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING

from mcenter.errors import ConfigurationError

if TYPE_CHECKING:
    from mcenter.errors import McenterError
    from mcenter.watcher.pace import Pace

# What Microsoft's servers say to those who ask too much.
_ASKED_FOR = re.compile(r"Backoff Time: ([0-9]{1,7}) milliseconds")
_MOST_DOUBLINGS = 20


class Outages:
    """How it went with one server lately."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._count = 0
        self._told = False
        self._worked_before = False
        self._refused_since: float | None = None

    def worked(self) -> bool:
        """Note that all is well; whether that is to be told, since the outage was."""
        told, self._told = self._told, False
        self._worked_before, self._refused_since = True, None
        return told

    def is_final(self, error: McenterError) -> bool:
        """Whether we are not let in: in the beginning, or for so long."""
        if not isinstance(error, ConfigurationError):
            return False
        now = time.monotonic()
        self._refused_since = self._refused_since or now
        return not self._worked_before or now - self._refused_since >= (
            self._pace.refused
        )

    def failed(self, *, lasted: float) -> bool:
        """
        Note that a connection ended, or was none, after so many seconds.

        True when that is to be told, which is so once an outage.
        """
        self._count = 1 if lasted > self._pace.steady else self._count + 1
        news = not self._told and (self._count > 1 or not self._worked_before)
        self._told = self._told or news
        return news

    def delay(self, said: str) -> float:
        """Seconds until it is worth trying again."""
        longest = self._pace.first * 2 ** min(self._count - 1, _MOST_DOUBLINGS)
        longest = min(longest, self._pace.longest)
        found = _ASKED_FOR.search(said)
        asked_for = min(int(found[1]) / 1000, self._pace.patience) if found else 0
        # Half of it by chance, so that not all who were cut off come back at once.
        return asked_for + random.SystemRandom().uniform(longest / 2, longest)
