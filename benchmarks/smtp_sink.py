"""Postfix's own SMTP server and client for tests: the quickest there are."""

from __future__ import annotations

import contextlib
import getpass
from typing import TYPE_CHECKING

from tests.support import ports, servers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BACKLOG = "100"


@contextlib.contextmanager
def running(folder: Path) -> Iterator[int]:
    """Run a server that takes every mail and keeps none; the value is its port."""
    port = ports.free(1)[0]
    # It does not run as root.
    user = ["-u", "nobody"] if servers.IS_ROOT else ["-u", getpass.getuser()]
    command = [servers.program("smtp-sink"), *user, f"127.0.0.1:{port}", _BACKLOG]
    process = servers.start(command, folder / "smtp-sink.log")
    try:
        servers.wait_until(lambda: servers.listening(port), "smtp-sink")
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def source(port: int, count: int, *content: str) -> list[str]:
    """
    Give the words that send one mail so many times over one kept connection.

    `content` is ("-l", its length), or ("-F", a file with lines ended by LF).
    """
    return [
        *(servers.program("smtp-source"), "-d", "-s", "1", "-m", str(count)),
        *("-f", "bounce@market.example", "-t", "customer@customer.example"),
        *(*content, f"127.0.0.1:{port}"),
    ]
