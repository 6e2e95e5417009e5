"""
The scan command of [attachments]: whether it lets a file through.

Rule 1: it is run without a shell, once a file, with the content on standard input; only
a status of 0 lets the file through.
Rule 2: it is told none of our settings: they may be secret.
Rule 3: no transaction is open while it runs, and the run's deadline ends it.
Rule 4: it leads a group of its own, so that what it starts ends with it, and what it
does to its group is not done to us.
"""

from __future__ import annotations

import contextlib
import math
import os
import shlex
import signal
import subprocess
import time
from typing import TYPE_CHECKING

from mcenter.config.file import PREFIX
from mcenter.errors import TryAgain, UnusableInput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SECONDS = 60.0


class OutOfTime(TryAgain):
    """The run's deadline came; `begun` when a scan was cut off by it."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("The deadline of this run is reached; files wait for a scan.")
        self.begun = begun


class NotScanned(TryAgain):
    """The command gave no verdict: it could not be run, or took too long."""


class Scanner:
    """A scan command, and the time that there is for it; without one, all passes."""

    def __init__(
        self,
        command: str,
        *,
        deadline: float = math.inf,
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """
        Take a command quoted as for a shell, and a deadline as time.monotonic counts.

        `before_each` is called before each file, and may end the run by raising.
        """
        self.command = shlex.split(command)
        self._deadline = deadline
        self._before_each = before_each

    def check(self, contents: Iterable[bytes]) -> None:
        """
        Have the content of each file scanned.

        Raises UnusableInput when the command does not let one through, NotScanned when
        it gave no verdict, OutOfTime at the deadline.
        """
        if not self.command:
            return
        for content in contents:
            if time.monotonic() >= self._deadline:
                raise OutOfTime(begun=False)
            self._before_each()
            self._scan(content)

    def _scan(self, content: bytes) -> None:
        left = self._deadline - time.monotonic()
        try:
            status = self._status(content, min(SECONDS, max(left, 0.1)))
        except subprocess.TimeoutExpired:
            if left < SECONDS:
                raise OutOfTime(begun=True) from None
            raise NotScanned(
                self._said(f"was still running after {SECONDS:.0f} s")
            ) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is no command"
            raise NotScanned(self._said(f"could not be run: {reason}")) from None
        if status < 0:
            raise NotScanned(self._said(f"was ended by signal {-status}"))
        if status:
            raise UnusableInput(self._said(f"ended with status {status}"))

    def _status(self, content: bytes, seconds: float) -> int:
        with subprocess.Popen(  # noqa: S603  # The command is the operator's own.
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        ) as process:
            try:
                process.communicate(content, timeout=seconds)
            finally:
                _end_group(process.pid)
        return process.returncode

    def _said(self, what: str) -> str:
        return f"The scan ({shlex.join(self.command)}) {what}."


def _end_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith(PREFIX)
    }
