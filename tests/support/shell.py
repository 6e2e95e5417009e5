"""
The command line in this process, at a time that the test says.

Each call is one invocation: its own store connection, streams and clock.
"""

import io
import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mcenter import cli
from mcenter.commands.invocation import Invocation

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a call ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


@dataclass(kw_only=True)
class Shell:
    """A user's shell: `shell("threads", by="ann@acme.example")`."""

    home: Path
    capture: object
    patch: object
    now: datetime = NOON
    environ: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words, by=None, stdin=b"", tty=False):
        """Call the program and say how it ended; `by` is who acts."""
        arguments = [str(word) for word in ("--as", by, *words)[0 if by else 2 :]]
        environ = {"HOME": str(self.home), **self.environ}
        invocation = Invocation(clock=lambda: self.now, environ=environ)
        self.capture.readouterr()
        with self.patch.context() as patch:
            patch.setattr(sys, "stdin", _stdin(stdin, tty=tty))
            status = cli.main.main(arguments, standalone_mode=False, obj=invocation)
        written = self.capture.readouterr()
        return Ended(status=status, out=written.out, err=written.err)

    def ok(self, *words, **options):
        """Call what must end with 0; give what it printed."""
        ended = self(*words, **options)
        assert ended.status == os.EX_OK, ended.err
        return ended.out

    def json(self, *words, **options):
        """Call with --json what must end with 0; give the object."""
        found = json.loads(self.ok(*words, "--json", **options))
        assert found.pop("schema") == 1
        return found

    def later(self, **span):
        """Let time pass."""
        self.now += timedelta(**span)


def _stdin(content, *, tty):
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    stream.isatty = lambda: tty
    return stream
