"""
What systemd is told of a service: ready, how it is, alive, stopping (sd_notify(3)).

Rule 1: where nobody supervises, or nobody listens, nothing happens.
"""

from __future__ import annotations

import contextlib
import os
import socket
from typing import TYPE_CHECKING

from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENCE_SECONDS = 1
_STATUS_LENGTH = 200


class Supervisor:
    """Whoever is named in NOTIFY_SOCKET, if anybody."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._socket = environ.get("NOTIFY_SOCKET", "")
        self._is_ready = False
        self.alive_within = _alive_within(environ)
        """Seconds after which it wants to hear that we are alive; or infinity."""

    def ready(self) -> None:
        """Started; said once."""
        if not self._is_ready:
            self._tell("READY=1")
        self._is_ready = True

    def status(self, sentence: str) -> None:
        """How it is, for people who ask `systemctl status`."""
        self._tell(f"STATUS={one_line(sentence, _STATUS_LENGTH)}")

    def alive(self) -> None:
        """It did not hang until now."""
        if self.alive_within != float("inf"):
            self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """It is about to end."""
        self._tell("STOPPING=1")

    def _tell(self, assignment: str) -> None:
        if not self._socket.startswith(("/", "@")):
            return
        # An abstract name begins with a NUL byte, and in the environment with an @.
        address = self._socket.replace("@", "\0", 1) if self._abstract else self._socket
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line,
        ):
            line.settimeout(_PATIENCE_SECONDS)
            line.sendto(assignment.encode(), address)

    @property
    def _abstract(self) -> bool:
        return self._socket.startswith("@")


def _alive_within(environ: Mapping[str, str]) -> float:
    """sd_watchdog_enabled(3): it may be meant for another process than ours."""
    microseconds = environ.get("WATCHDOG_USEC", "")
    ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    if not (ours and microseconds.isascii() and microseconds.isdecimal()):
        return float("inf")
    return int(microseconds) / 1_000_000 or float("inf")
