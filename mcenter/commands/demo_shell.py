"""
The shell of a demo: our own commands, run here, with what a terminal would show.

Rule 1: a command knows the demo's configuration alone: no environment, nobody who acts.
"""

from __future__ import annotations

import io
import os
import shlex
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter.commands import failure
from mcenter.commands.invocation import Invocation
from mcenter.errors import McenterError
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    import click

LONGEST = 500  # Characters of what a command said that failed.
LINES = "10000"  # Higher than any output here: the pager is for people at work.


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        """Whatever the demo's own output is, the story is of somebody at a terminal."""
        return True


@dataclass(frozen=True, kw_only=True)
class DemoShell:
    """Runs a command line of `program` on a screen of `width` columns."""

    program: click.Command
    config: Path
    clock: Callable[[], datetime]
    width: int

    def __call__(self, words: Sequence[str]) -> str:
        """What the command printed, both streams; McenterError unless it ends well."""
        screen = _Screen()
        with redirect_stdout(screen), redirect_stderr(screen), self._terminal():
            status = self.program.main(
                ["--config", str(self.config), *words],
                standalone_mode=False,
                obj=Invocation(clock=self.clock, environ={}),
            )
        if status == failure.INTERRUPTED:
            raise KeyboardInterrupt
        if status:
            said = one_line(screen.getvalue(), LONGEST)
            command = shlex.join(["mcenter", *words])
            raise McenterError(f"The demo ended at {command}: {said}")
        return screen.getvalue()

    @contextmanager
    def _terminal(self) -> Iterator[None]:
        before = {name: os.environ.get(name) for name in ("COLUMNS", "LINES")}
        os.environ.update(COLUMNS=str(self.width), LINES=LINES)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
