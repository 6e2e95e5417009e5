"""
An IMAP and SMTP server on loopback, started for a demo and stopped with it.

Rule 1: each address has its mailbox; the marketplace's own addresses share one.
Rule 2: it listens on free loopback ports, with a password made for this run.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mcenter.config import Imap, Smtp
from mcenter.errors import ConfigurationError, McenterError, TryAgain
from mcenter.mail.imap import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROGRAM = Path(__file__).with_name("mail_server.py")
HOST = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 5
_TRIES = 3
_PAUSE_SECONDS = 0.05
_FOREIGN_SETTINGS = ("MAIL_", "MCENTER_")


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where the server listens, and the one password of all its mailboxes."""

    imap_port: int
    smtp_port: int
    password: str = field(repr=False)

    def imap(self, owner: str) -> Imap:
        """How the owner of an address reaches their mailbox."""
        return Imap(
            host=HOST,
            port=self.imap_port,
            tls="none",
            username=owner,
            password=self.password,
        )

    def smtp(self, owner: str) -> Smtp:
        """How the owner of an address submits mail."""
        return Smtp(
            host=HOST,
            port=self.smtp_port,
            tls="none",
            username=owner,
            password=self.password,
        )


def require() -> None:
    """Raise ConfigurationError where the server's package is not installed."""
    if importlib.util.find_spec("mail_devel") is None:
        raise ConfigurationError(
            "The demo brings a mail server of its own, which is not installed:"
            ' pip install "mcenter[demo]"'
        )


@contextlib.contextmanager
def running(owner: str, aliases: Sequence[str]) -> Iterator[Server]:
    """
    Serve as long as the context lasts.

    Mail to `aliases` (shell patterns) comes to `owner`'s mailbox. Raises
    ConfigurationError without mail-devel, TryAgain when it does not start.
    """
    require()
    with tempfile.TemporaryFile() as journal:
        for _ in range(_TRIES):
            server = _somewhere_free()
            with _process(server, owner, aliases, journal) as process:
                # Between choosing a port and taking it, somebody else may take it.
                if _serves(process, server, owner):
                    yield server
                    return
        raise TryAgain(f"The demo's mail server does not start: {_last_line(journal)}")


def _somewhere_free() -> Server:
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind((HOST, 0))
        return Server(
            imap_port=one.getsockname()[1],
            smtp_port=other.getsockname()[1],
            password=secrets.token_urlsafe(16),
        )


@contextlib.contextmanager
def _process(
    server: Server, owner: str, aliases: Sequence[str], journal: IO[bytes]
) -> Iterator[subprocess.Popen[bytes]]:
    options = ["--host", HOST, "--no-http", "--multi-user", "--user", owner]
    options += ["--imap-port", str(server.imap_port)]
    options += ["--smtp-port", str(server.smtp_port)]
    for alias in aliases:
        options += ["--alias", f"{alias}:{owner}"]
    process = subprocess.Popen(  # noqa: S603  # Our own module, with our own words.
        # -P: the working directory is no place to import from.
        [sys.executable, "-P", str(PROGRAM), *options],
        env=_environment(server.password),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=journal,
        # Ctrl-C is for the demo, which then stops its server.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _stop(process)


def _environment(password: str) -> dict[str, str]:
    """The password goes by the environment: a command line is everybody's to read."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_FOREIGN_SETTINGS)
    }
    return kept | {"MAIL_PASSWORD": password}


def _serves(process: subprocess.Popen[bytes], server: Server, owner: str) -> bool:
    """Wait until both ports answer; False when the process has ended instead."""
    deadline = time.monotonic() + START_SECONDS
    imap = server.imap(owner)
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((HOST, server.smtp_port), 1).close()
            with Session(imap, lambda: server.password, deadline=deadline):
                return process.poll() is None
        except (OSError, McenterError):
            time.sleep(_PAUSE_SECONDS)
    return False


def _last_line(journal: IO[bytes]) -> str:
    journal.seek(0)
    lines = journal.read().decode("utf-8", "replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it said nothing")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    except BaseException:
        # A second Ctrl-C does not leave it behind either.
        process.kill()
        raise
