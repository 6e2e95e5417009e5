"""
SIGTERM and SIGINT as a wish that something long come to its end.

Rule 1: the wish is noted always, and raised as Stopped only where whoever is at work
said that it may be interrupted anywhere.
Rule 2: the second signal does what it did before us.
"""

from __future__ import annotations

import os
import select
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Stopped(BaseException):
    """The work was interrupted; no failure, so no handler of failures takes it."""


class Stop:
    """A context of the main thread within which those signals are heard."""

    def __init__(self) -> None:
        self.asked = False
        """Whether one came."""
        self._interruptible = False

    def __enter__(self) -> Self:
        # A signal during `poll` is seen by what it wrote, however short it came before.
        self._ear, self._mouth = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._before = {
            number: signal.signal(number, self._hear) for number in _SIGNALS
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._deafen()
        os.close(self._ear)
        os.close(self._mouth)

    def _hear(self, *_: object) -> None:
        self.asked = True
        self._deafen()
        os.write(self._mouth, b"!")
        if self._interruptible:
            raise Stopped

    def _deafen(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Work that Stopped may end anywhere, as a kill could: Rule 1."""
        self._interruptible = True
        try:
            if self.asked:
                raise Stopped
            yield
        finally:
            self._interruptible = False

    def sleep(self, seconds: float, descriptor: int | None = None) -> bool:
        """
        Wait until one is asked to stop, or for the time, or for the descriptor.

        True when the descriptor can be read, or is at its end. Never interrupted.
        """
        lines = select.poll()
        lines.register(self._ear, select.POLLIN)
        if descriptor is not None:
            lines.register(descriptor, select.POLLIN)
        interruptible, self._interruptible = self._interruptible, False
        try:
            return any(line == descriptor for line, _ in lines.poll(seconds * 1000))
        finally:
            self._interruptible = interruptible
