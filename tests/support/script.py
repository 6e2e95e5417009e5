"""
A server of one thread a connection that says what it was told to, and no more.

An answer is text, sent as it stands; or CUT, HANG or Drip, to be a bad server; or a
list of these, one for each time it is asked, of which the last one stays.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Self

CUT = object()
HANG = object()


@dataclass(frozen=True)
class Drip:
    """An answer sent byte by byte, a tenth of a second apart."""

    text: str


class _Over(Exception):
    """The connection is not to go on."""


class Script:
    """Listens on a free port of 127.0.0.1 within its context."""

    def __init__(
        self,
        answers: dict[str, object] | None = None,
        *,
        context: ssl.SSLContext | None = None,
        implicit: bool = False,
    ) -> None:
        self.commands: list[str] = []
        self.connections = 0
        self._answers = {
            name: deque(answer) if isinstance(answer, list) else deque([answer])
            for name, answer in (self.DEFAULTS | (answers or {})).items()
        }
        self._context = context
        self._implicit = implicit
        self._over = threading.Event()
        self._open: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for line in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                threading.Thread(
                    target=self._serve, args=(connection,), daemon=True
                ).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError, _Over):
            talk = _Talk(connection)
            if self._implicit:
                talk.encrypt(self._context)
            self.converse(talk)
        with contextlib.suppress(OSError):
            talk.line.shutdown(socket.SHUT_RDWR)
        talk.line.close()

    def converse(self, talk: "_Talk") -> None:
        """Speak the protocol until the connection ends."""
        raise NotImplementedError

    def say(self, talk: "_Talk", name: str, **values: str) -> str:
        """Give the answer for `name`, and return what was said."""
        prepared = self._answers[name]
        answer = prepared.popleft() if len(prepared) > 1 else prepared[0]
        if answer is CUT:
            raise _Over
        if answer is HANG:
            self._over.wait(60)
            raise _Over
        text = answer.text if isinstance(answer, Drip) else str(answer)
        for key, value in values.items():
            text = text.replace("{%s}" % key, value)  # noqa: UP031  # Braces stay.
        if isinstance(answer, Drip):
            for byte in text.encode():
                talk.line.sendall(bytes([byte]))
                time.sleep(0.1)
        else:
            talk.line.sendall(text.encode())
        return text


class _Talk:
    """One connection, read by lines."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.file = line.makefile("rb")

    def read(self) -> bytes:
        """Read one line; the connection's end ends the conversation."""
        line = self.file.readline()
        if not line.endswith(b"\n"):
            raise _Over
        return line

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Go on over TLS."""
        self.line = context.wrap_socket(self.line, server_side=True)
        self.file = self.line.makefile("rb")
