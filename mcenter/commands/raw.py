"""Mail as it is, byte for byte, but for a terminal, which is shown it harmlessly."""

from __future__ import annotations

import click

from mcenter.commands import output


def print_mail(content: bytes) -> None:
    """Print a mail: its bytes to a pipe or file, its visible text to a terminal."""
    if output.width() is not None:  # Then it is a terminal.
        text = content.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        output.print_lines(text.split("\n"))
    else:
        click.echo(content, nl=False)
