"""
How the steps of a demo look, on a terminal or in a pipe.

Rule 1: nothing is longer than the screen is wide, but for what commands print.
Rule 2: colour says nothing that the words do not; a pipe gets none.
"""

from __future__ import annotations

import shlex
import shutil
import sys
import textwrap
from functools import singledispatchmethod
from typing import TYPE_CHECKING

import click

from mcenter.demo.steps import Chapter, Mail, Suggested, Told, Typed
from mcenter.text import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.demo.steps import Step

NARROWEST, WIDEST_TEXT = 40, 80
MARGIN = "  "
PROMPT = "$ "
CONTINUED = " \\"
PLAIN = str.maketrans({"─": "-", "│": "|", "…": ".", "·": "-", "●": "*"})


class DemoScreen:
    """Prints steps as they come."""

    def __init__(self) -> None:
        """Measure the terminal; a pipe counts as one of 80 columns."""
        self.columns = max(shutil.get_terminal_size().columns, NARROWEST)
        self._width = min(self.columns, WIDEST_TEXT)
        self._plain = "utf" not in (sys.stdout.encoding or "").lower()
        self._tight = False

    @property
    def inside(self) -> int:
        """How wide what a command prints may be."""
        return self.columns - len(MARGIN)

    @singledispatchmethod
    def show(self, step: Step) -> None:
        """Print one step."""
        raise TypeError(f"{type(step).__name__} is no step")

    @show.register
    def _chapter(self, step: Chapter) -> None:
        number = "" if step.number is None else f"{step.number} · "
        title = f"── {number}{step.title} "
        self._print("", click.style(title.ljust(self._width, "─"), bold=True))

    @show.register
    def _told(self, step: Told) -> None:
        self._print("", *textwrap.wrap(visible(step.text), self._width))

    @show.register
    def _typed(self, step: Typed) -> None:
        gap = [] if self._tight else [""]
        lines = step.output.splitlines()
        self._print(*gap, *self._command(step.words))
        self._print(*(f"{MARGIN}{line}".rstrip() for line in lines))
        # As on a terminal, but for what one has to look for the end of.
        self._tight = len(lines) <= 1

    @show.register
    def _suggested(self, step: Suggested) -> None:
        self._print("")
        for words in step.commands:
            self._print(*self._command(words))

    @show.register
    def _mail(self, step: Mail) -> None:
        self._print("", *self._frame(step))

    def _command(self, words: Sequence[str]) -> Iterator[str]:
        """A command line as one may type it, over as many lines as it needs."""
        line = f"{PROMPT}mcenter"
        for phrase in _phrases(words):
            if len(line) + len(phrase) + len(CONTINUED) >= self._width:
                yield click.style(line + CONTINUED, fg="cyan")
                line = f"{MARGIN * 2}{phrase}"
            else:
                line = f"{line} {phrase}"
        yield click.style(line, fg="cyan")

    def _frame(self, mail: Mail) -> Iterator[str]:
        names = max(len(name) for name, _ in mail.fields)
        yield click.style(f"{MARGIN}┌ {mail.where}", dim=True)
        for name, value in mail.fields:
            yield self._framed(value, name.ljust(names))
        yield self._framed("")
        yield from map(self._framed, mail.lines)
        if mail.more:
            yield self._framed(f"… {mail.more} more lines")

    def _framed(self, line: str, label: str = "") -> str:
        bar = f"{MARGIN}│ {label}{MARGIN}" if label else f"{MARGIN}│ "
        room = self._width - len(bar)
        if not line:
            bar = bar.rstrip()
        return click.style(bar, dim=True) + one_line(line, room)

    def _print(self, *lines: str) -> None:
        self._tight = False
        for line in lines:
            click.echo(line.translate(PLAIN) if self._plain else line)


def _phrases(words: Sequence[str]) -> Iterator[str]:
    """The words, quoted for a shell; an option and what follows it are not parted."""
    option = ""
    for word in map(shlex.quote, words):
        if word.startswith("-"):
            if option:
                yield option
            option = word
        else:
            yield f"{option} {word}".lstrip()
            option = ""
    if option:
        yield option
