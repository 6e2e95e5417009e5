"""
Waiting on an open connection until the server speaks (IDLE, RFC 2177).

Rule 1: a line is read whole, or the connection is over. IMAPClient's `idle_check` reads
without waiting: it loses half a line, and takes the connection's end for silence.
Rule 2: what the server says here is no news in itself; it is a reason to look.
"""

from __future__ import annotations

import contextlib
import imaplib
import socket
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import io
    from collections.abc import Callable

# Where an address translator forgets a silent connection, often after five minutes,
# both sides would go on waiting for each other.
_KEEPALIVE = (
    (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
    (socket.IPPROTO_TCP, "TCP_KEEPIDLE", 120),
    (socket.IPPROTO_TCP, "TCP_KEEPINTVL", 30),
    (socket.IPPROTO_TCP, "TCP_KEEPCNT", 4),
)


class Idling(imaplib.IMAP4):
    """imaplib's client, able to wait."""

    def wait(self, pause: Callable[[int], object]) -> bool:
        """
        Let `pause` wait by our descriptor, unless something was said already.

        False when the server refuses to; raises abort when it ends the connection.
        """
        tag = self._command("IDLE")
        self._keep_alive()
        spoken = False
        while self._get_response() is not None:
            self._check_bye()
            if self.tagged_commands[tag] is not None:
                del self.tagged_commands[tag]
                return False
            spoken = True
        if not spoken and not self._has_read_ahead():
            pause(self.sock.fileno())
        self.send(b"DONE\r\n")
        # It goes through the BYE that a server may say in place of an answer.
        self._get_tagged_response(tag)
        return True

    def _keep_alive(self) -> None:
        for level, name, value in _KEEPALIVE:
            # Not every system has them all.
            if hasattr(socket, name):
                with contextlib.suppress(OSError):
                    self.sock.setsockopt(level, getattr(socket, name), value)

    def _has_read_ahead(self) -> bool:
        """Whether our buffers hold something, which the descriptor does not show."""
        patience = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            # On a TLS connection that has nothing, it raises.
            with contextlib.suppress(OSError):
                return bool(cast("io.BufferedReader", self.file).peek(1))
            return False
        finally:
            self.sock.settimeout(patience)
