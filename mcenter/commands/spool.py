"""
Output that waits in a file until all of it is there.

Rule 1: nothing reaches standard output before the last piece is made: a failure leaves
no half of it.
Rule 2: however many pieces there are, one is in memory at a time.
"""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import click

from mcenter.commands import output
from mcenter.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_BLOCK = 65_536


def emit(name: str, items: Iterable[Mapping[str, object]]) -> None:
    """Print one JSON object that has these items as its list `name`."""

    def pieces() -> Iterable[str]:
        yield f'{{"schema": {output.SCHEMA}, "{name}": ['
        for number, item in enumerate(items):
            yield ", " * bool(number) + output.encoded(item)
        yield "]}\n"

    _print(pieces())


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as `output` does; where nobody looks, out of the file."""
    if output.width() is None:
        _print(visible(line) + "\n" for line in lines)
    else:
        output.print_lines(lines)


def _print(pieces: Iterable[str]) -> None:
    with TemporaryFile("w+", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(pieces)
        file.seek(0)
        while block := file.read(_BLOCK):
            click.echo(block, nl=False)
