"""
What the gateway logs while it works, told on standard error.

Rule 1: a traceback is for -v alone; without it each event is one line.
Rule 2: what a mail wrote into an error is cleaned like any other text.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcenter.commands import output
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.commands.invocation import Invocation

LONGEST = 500  # Characters of one event without its traceback.


class _Talk(logging.Handler):
    def __init__(self, invocation: Invocation) -> None:
        super().__init__()
        self._invocation = invocation

    def emit(self, record: logging.LogRecord) -> None:
        if self._invocation.verbosity > 0:
            told = self.format(record)
        else:
            told = one_line(_in_short(record), LONGEST)
        output.complain(self._invocation.masked(told))


def _in_short(record: logging.LogRecord) -> str:
    message = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    return message if error is None else f"{message} ({type(error).__name__}: {error})"


@contextmanager
def told(invocation: Invocation) -> Iterator[None]:
    """Tell what mcenter's own modules log, from warnings on."""
    logger, handler = logging.getLogger("mcenter"), _Talk(invocation)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
