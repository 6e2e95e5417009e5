"""
What a command prints: data on standard output, talk on standard error.

Rule 1: every text passes `text.visible`; nothing here trusts its caller.
Rule 2: JSON is one object, in ASCII, printed last, so a failure leaves no half of it.
Rule 3: colour, tables and the pager are for terminals; rich is imported for no other.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from mcenter.commands.invocation import current
from mcenter.text import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.table import Table
    from rich.text import Text

SCHEMA = 1
CELL_LENGTH = 500  # Characters of a cell; a terminal shows fewer.
NARROWEST = 20  # Columns for text, however narrow the terminal.


class Strong(str):
    """A text that a terminal shows in bold; its words say the same without."""

    __slots__ = ()


class Faint(str):
    """A text that a terminal shows dimly; a mark in it says the same without."""

    __slots__ = ()


def utc(at: datetime) -> str:
    """A time as JSON has it: RFC 3339, UTC, whole seconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def emit(data: Mapping[str, object]) -> None:
    """Print one JSON object; datetimes may stand in it as they are."""
    click.echo(encoded({"schema": SCHEMA, **data}))


def encoded(data: Mapping[str, object]) -> str:
    """Give JSON in ASCII, with no control in it."""
    import json  # noqa: PLC0415  # A call for people does without.

    # DEL is the one control that JSON lets stand.
    return json.dumps(data, default=_plain).replace("\x7f", "\\u007f")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def say(sentence: str) -> None:
    """Tell the user something on standard error, unless -q was given."""
    invocation = current()
    if invocation is None or invocation.verbosity >= 0:
        complain(sentence)


def explain(sentence: str) -> None:
    """Tell the user something on standard error when -v was given."""
    invocation = current()
    if invocation is not None and invocation.verbosity > 0:
        complain(sentence)


def complain(sentence: str) -> None:
    """Tell the user something on standard error that has to be told."""
    try:
        click.echo(visible(sentence), err=True)
    except (OSError, ValueError):
        # Standard error is full or closed: there is nobody left to tell.
        return


def print_lines(lines: Iterable[str]) -> None:
    """Print lines, through a pager where a terminal is too low for them."""
    if not _terminal():
        for line in lines:
            click.echo(visible(line))
        return
    _show("".join(_styled(line) + "\n" for line in lines))


def _styled(line: str) -> str:
    shown = visible(line)
    if isinstance(line, Strong) and not _undecorated():
        return click.style(shown, bold=True)
    if isinstance(line, Faint) and not _undecorated():
        return click.style(shown, dim=True)
    return shown


def width() -> int | None:
    """Give how many columns the terminal has; None when output goes elsewhere."""
    if not _terminal():
        return None
    import shutil  # noqa: PLC0415  # A pipe does without.

    return shutil.get_terminal_size().columns


def folded(line: str, *, margin: int) -> list[str]:
    """Give a line in parts that fit a terminal beside the margin; else as it is."""
    room = width()
    if room is None:
        return [line]
    from rich.console import Console  # noqa: PLC0415  # A pipe does without rich.
    from rich.text import Text  # noqa: PLC0415

    parts = Text(visible(line)).wrap(Console(), max(room - margin, NARROWEST))
    return [part.plain for part in parts] or [""]


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    flexible: Sequence[str] = (),
) -> None:
    """
    Print a table on a terminal, else its rows as lines of cells with tabs between.

    A Strong cell is bold on a terminal. Titles are for terminals only. Where there is
    not room enough, the flexible columns are cut first.
    """
    if not _terminal():
        for row in rows:
            click.echo("\t".join(one_line(cell, CELL_LENGTH) for cell in row))
        return
    from rich.console import Console  # noqa: PLC0415  # A pipe does without rich.

    console = Console(
        highlight=False,
        emoji=False,
        markup=False,
        color_system=None if _undecorated() else "auto",
    )
    with console.capture() as drawn:
        console.print(_table(columns, rows, flexible))
    _show(drawn.get())


def _table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], flexible: Sequence[str]
) -> Table:
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        # The cells never wrap; a column that might is what rich makes narrow first.
        fixed = column not in flexible
        table.add_column(_cell(column), no_wrap=fixed, overflow="ellipsis")
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(cell: str) -> Text:
    from rich.text import Text  # noqa: PLC0415

    # A Text, since rich reads a plain string as markup.
    style = "bold" if isinstance(cell, Strong) else ""
    text = one_line(cell, CELL_LENGTH)
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


def _terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _undecorated() -> bool:
    # https://no-color.org asks for no colour; who sets it seldom wants bold either.
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def _show(drawn: str) -> None:
    import shutil  # noqa: PLC0415  # A pipe does without.

    height = shutil.get_terminal_size().lines
    if drawn.count("\n") < height or not sys.stdin.isatty():
        click.echo(drawn, nl=False, color=True)
        return
    # The pager reads somebody else's words: it must run no command and open no file.
    os.environ["LESSSECURE"] = "1"
    os.environ.setdefault("LESS", "FRX")
    click.echo_via_pager(drawn, color=True)
