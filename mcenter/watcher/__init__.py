"""
Watch a mailbox: work through it, wait until mail comes, and so on until asked to stop.

Rule 1: while it waits it holds nothing: no lease, no transaction, no open store. A run
beside it is harmless.
Rule 2: what passes ends no watch: it comes back later and later, and says so once.
Rule 3: an end is asked for and is no failure: what waits says goodbye, what works is
interrupted as a kill would, and taken up again by the next run.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

from mcenter import poller
from mcenter.errors import ConfigurationError, McenterError, TryAgain
from mcenter.watcher.outages import Outages
from mcenter.watcher.stopping import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcenter.config import Config
    from mcenter.mail.imap import Session
    from mcenter.poller import Run
    from mcenter.watcher.pace import Pace
    from mcenter.watcher.sd_notify import Supervisor
    from mcenter.watcher.stopping import Stop


class Teller(Protocol):
    """Where it is told what goes on."""

    def found(self, run: Run) -> None:
        """A round is at its end."""

    def away(self, why: str) -> None:
        """It cannot be worked now, and will be tried again; said once."""

    def back(self) -> None:
        """It can be worked again; said when `away` was."""


class Watch:
    """One watch over the configured mailbox, from beginning to end."""

    def __init__(
        self,
        config: Config,
        work: Callable[[Session], Run],
        teller: Teller,
        *,
        stop: Stop,
        supervisor: Supervisor,
        pace: Pace,
    ) -> None:
        self._config = config
        self._work = work
        self._teller = teller
        self._stop = stop
        self._supervisor = supervisor
        self._pace = pace
        self._deadline = float("inf")
        self._outages = Outages(pace)

    def run(self) -> None:
        """
        Watch until asked to stop.

        Raises ConfigurationError when we are not let in: at first at once, later
        when it stays so.
        """
        try:
            while not self._stop.asked:
                self._connect()
        except Stopped:
            pass
        except Exception:
            # An interruption can make what it interrupts fail while that is undone.
            if not self._stop.asked:
                raise
        finally:
            self._supervisor.stopping()

    def _connect(self) -> None:
        """Work and wait on one connection until it ends, and a while after that."""
        connected, self._deadline = time.monotonic(), float("inf")
        try:
            with ExitStack() as stack:
                with self._stop.interruptible():
                    deadline = connected + self._longest_round
                    session = poller.new_session(self._config, deadline=deadline)
                    stack.enter_context(session)
                while not self._stop.asked:
                    self._wait(session, self._round(session))
        except (TryAgain, ConfigurationError) as error:
            if self._outages.is_final(error):
                raise
            self._supervisor.ready()
            self._recover(error, lasted=time.monotonic() - connected)

    @property
    def _longest_round(self) -> float:
        return self._config.limits.deadline.total_seconds()

    def _round(self, session: Session) -> Run:
        self._supervisor.alive()
        self._deadline = time.monotonic() + self._longest_round
        with self._stop.interruptible():
            run = self._work(session)
        self._deadline = float("inf")
        self._teller.found(run)
        if self._outages.worked():
            self._teller.back()
        self._supervisor.ready()
        return run

    def _wait(self, session: Session, run: Run) -> None:
        """Return when there is mail, when it is time to look anyway, or to stop."""
        name, pace = self._config.imap.mailbox, self._pace
        begun = time.monotonic()
        session.renew(begun + max(pace.renewal, pace.interval) + pace.answer)
        with self._stop.interruptible():
            if run.busy:
                self._pause(pace.busy, session)
            elif not session.can_idle(name):
                self._pause(pace.interval, session)
            else:
                self._idle(session, name, end=begun + pace.renewal)

    def _idle(self, session: Session, name: str, *, end: float) -> None:
        """Wait for news; whatever else the server says, wait on."""

        def pause(line: int) -> None:
            self._pause(end - time.monotonic(), session, line)

        wait = 0.0
        while session.can_idle(name) and not session.has_news(name):
            # What comes meanwhile, the server says as soon as it is listened to again.
            if wait:
                self._pause(wait, session)
            begun = time.monotonic()
            if self._stop.asked or begun >= end:
                return
            session.idle(pause)
            wait = self._pace.calm if time.monotonic() - begun < self._pace.calm else 0
            if self._stop.asked or time.monotonic() >= end:
                return

    def _pause(
        self, seconds: float, session: Session | None = None, line: int | None = None
    ) -> None:
        """Do nothing until the time is over, something can be read, or to stop."""
        if session is not None:
            self._supervisor.status(f"Waiting for mail in {self._config.imap.mailbox}.")
        end = time.monotonic() + seconds
        heard = False
        while not (heard or self._stop.asked) and (left := end - time.monotonic()) > 0:
            self._supervisor.alive()
            # Half of the time that it allows, as sd_watchdog_enabled(3) recommends.
            left = min(left, self._supervisor.alive_within / 2)
            heard = self._stop.sleep(left, line)
        if self._stop.asked:
            self._supervisor.stopping()
            if session is not None:
                session.renew(time.monotonic() + self._pace.goodbye)

    def _recover(self, error: McenterError, *, lasted: float) -> None:
        """Wait before the next connection, the longer the more often this failed."""
        if self._stop.asked:
            return
        if time.monotonic() >= self._deadline:
            # More was to be done than a round can do: no fault of the server's.
            self._pause(self._pace.calm)
            return
        if self._outages.failed(lasted=lasted):
            self._teller.away(str(error))
        self._supervisor.status(f"Trying again: {error}")
        self._pause(self._outages.delay(str(error)))
