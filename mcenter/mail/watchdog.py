"""
A connection that ends at a deadline, whatever the other side does.

Rule 1: a socket's own timeout starts anew with each byte, so it is no deadline: a
thread shuts the connection down when the time is up, and the reader sees its end.
Rule 2: asking for a host's address has no timeout at all: a thread of its own asks, and
is left alone with it when the time is up.
Rule 3: it holds a duplicate of the descriptor, so neither TLS put around the socket nor
a number given to another file can lead it astray.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from typing import Any

SILENCE_SECONDS = 30.0
"""How long a single answer may be waited for."""


class Watchdog:
    """Watches one connection at a time; `deadline` is of `time.monotonic`."""

    def __init__(self, deadline: float) -> None:
        self._deadline = deadline
        self._line: socket.socket | None = None
        self._timer: threading.Timer | None = None

    @property
    def expired(self) -> bool:
        """Whether the deadline is over, and with it every connection."""
        return time.monotonic() >= self._deadline

    def renew(self, deadline: float) -> None:
        """Keep another deadline, for the connection there is and for what follows."""
        self._deadline = deadline
        if self._timer is not None and self._line is not None:
            self._timer.cancel()
            self._wind(self._line)

    def connect(self, host: str, port: int) -> socket.socket:
        """
        Open a connection to the first address of the host that answers.

        Raises OSError where there is none, TimeoutError once the deadline is over.
        """
        self.release()
        failure = OSError("the host has no address")
        found = _found(host, port, self._patience())
        for family, kind, protocol, _, address in found:
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(self._patience())
                connection.connect(address)
            except OSError as error:
                connection.close()
                failure = error
            else:
                self._watch(connection)
                return connection
        raise failure

    def _patience(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(left, SILENCE_SECONDS)

    def _watch(self, connection: socket.socket) -> None:
        self._line = connection.dup()
        self._wind(self._line)

    def _wind(self, line: socket.socket) -> None:
        left = max(0.0, self._deadline - time.monotonic())
        self._timer = threading.Timer(left, _shut, (line,))
        self._timer.daemon = True
        self._timer.start()

    def release(self) -> None:
        """Stop watching, and let go of the connection."""
        if self._timer is not None:
            self._timer.cancel()
        if self._line is not None:
            _shut(self._line)
            self._line.close()
        self._timer = self._line = None


def _found(host: str, port: int, seconds: float) -> list[Any]:
    """Give the addresses of a host as `socket.getaddrinfo` does, or TimeoutError."""
    answers: queue.SimpleQueue[list[Any] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _shut(line: socket.socket) -> None:
    # It may be closed by either side already.
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
