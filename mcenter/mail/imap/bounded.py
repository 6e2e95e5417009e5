"""
imaplib's client, watched and bounded.

Rule 1: what a server may say to one command has an end; imaplib would read on for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mcenter.mail.imap.idle import Idling

if TYPE_CHECKING:
    import socket
    import ssl

    from _typeshed import ReadableBuffer

    from mcenter.mail.watchdog import Watchdog

_TALK = 16 * 2**20


class Bounded(Idling):
    """
    A client on a watched socket, which reads no more than it may.

    `too_large`: it broke off since one literal alone was more than that.
    """

    too_large = False

    def __init__(
        self,
        host: str,
        port: int,
        watchdog: Watchdog,
        wrapped: ssl.SSLContext | None,
        max_literal: int,
    ) -> None:
        self._watchdog = watchdog
        self._wrapped = wrapped
        self._max_literal = max_literal
        self._most = self._left = _TALK + 2 * max_literal
        super().__init__(host, port)

    def _create_socket(self, _timeout: float | None = None) -> socket.socket:
        plain = self._watchdog.connect(self.host, self.port)
        if self._wrapped is None:
            return plain
        return self._wrapped.wrap_socket(plain, server_hostname=self.host)

    def send(self, data: ReadableBuffer) -> None:
        """Speak; the answer may be as long as any again."""
        self._left = self._most
        super().send(data)

    def read(self, size: int) -> bytes:
        """Read a literal of `size` bytes."""
        if size > min(self._max_literal, self._left):
            self.too_large = size > self._max_literal
            raise self.abort(f"a literal of {size} bytes was announced")
        self._left -= size
        return super().read(size)

    def readline(self) -> bytes:
        """Read a line; imaplib's own limit cuts the UIDs of 150,000 mails short."""
        line = cast("bytes", self.file.readline(self._left + 1))
        self._left -= len(line)
        if self._left < 0:
            raise self.abort("an answer without end")
        return line
