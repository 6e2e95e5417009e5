"""
A `poll --watch` that runs under a supervisor of the test's own.

The supervisor is a datagram socket, as systemd's is; what the watch prints is read by
threads, so that it never waits for its reader.
"""

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Self

from tests.support import servers

ROOT = Path(__file__).parents[2]


class Watching:
    """Runs within its context, and is killed where the test did not end it."""

    def __init__(self, command: list[str], here: Path, **environ: str) -> None:
        self.told: list[str] = []
        self.printed: queue.Queue = queue.Queue()
        self.errors: list[str] = []
        self._address = str(here / "notify")
        self._command = command
        self._environ = environ

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self._address)
        self.process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NOTIFY_SOCKET": self._address, **self._environ},
        )
        for read in (self._hear, self._read, self._read_errors):
            threading.Thread(target=read, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._socket.close()
        Path(self._address).unlink()

    def _hear(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.told.append(self._socket.recv(4096).decode())

    def _read(self) -> None:
        for line in self.process.stdout:
            self.printed.put(line)

    def _read_errors(self) -> None:
        for line in self.process.stderr:
            self.errors.append(line)

    def wait_until(self, condition, what, seconds=15):
        """Wait until something is so; fail when the watch ends before."""

        def met():
            assert self.process.poll() is None, (what, self.told, self.errors)
            return condition()

        try:
            servers.wait_until(met, what, seconds=seconds)
        except AssertionError as failure:
            raise AssertionError(failure, self.told, self.errors) from None

    def wait_told(self, assignment, count=1):
        """Wait until the supervisor was told that, so many times."""
        self.wait_until(lambda: self.told.count(assignment) >= count, assignment)

    def round(self, seconds=15):
        """The next JSON object that is printed."""
        return json.loads(self.printed.get(timeout=seconds))

    def end(self, number=signal.SIGTERM):
        """Ask it to stop; its exit status, and the seconds that it took."""
        begin = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(timeout=30)
        return status, time.monotonic() - begin
