"""
Check that all is well: the configuration, the store, the servers, what waits.

Rule 1: CHECKS names them all; each gives findings, and a failure it raises is one too.
Rule 2: nothing is changed: no mailbox or store is made, no mail of others is sent,
moved or marked. TRIALS send one mail of their own, and remove it from the mailbox;
where that cannot be, or it was recorded by then, it is discarded as ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.doctor import configured, servers, stored, trial
from mcenter.doctor.finding import Finding, fault
from mcenter.errors import McenterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mcenter.config import Config

    Check = Callable[[Config, datetime], Iterator[Finding]]

__all__ = ["Finding", "examine", "fault"]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("configuration", configured.configuration),
    ("authentication", configured.authentication),
    ("store", stored.stored),
    ("imap", servers.imap),
    ("smtp", servers.smtp),
    ("scan", configured.scan),
    ("locale", configured.locale),
    ("templates", configured.templates),
)
# What needs a mail.
TRIALS: tuple[tuple[str, Check], ...] = ((trial.NAME, trial.forged_results),)


def examine(config: Config, now: datetime, *, mail: bool) -> Iterator[Finding]:
    """Make every check of CHECKS, in its order, and with `mail` those of TRIALS."""
    for name, check in CHECKS + (TRIALS if mail else ()):
        try:
            yield from check(config, now)
        except McenterError as error:
            yield fault(name, error)
