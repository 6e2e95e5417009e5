"""
How a preview is shown: its text, its HTML in a browser, or both as JSON.

Rule 1: on a terminal no text can do anything; a pipe gets the HTML as it is mailed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING

import click

from mcenter.commands import output

if TYPE_CHECKING:
    from mcenter.previews import Preview


def emit(preview: Preview) -> None:
    """Print one JSON object."""
    fields = {
        "thread": preview.thread,
        "to": preview.to,
        "subject": preview.subject,
        "text": preview.text,
        "html": preview.html,
    }
    output.emit({"preview": fields})


def show(preview: Preview, *, as_html: bool) -> None:
    """Print the text, or show the HTML; who would get it is told beside it."""
    output.say(f"To {preview.to}: {preview.subject}")
    if not as_html:
        output.print_lines(preview.text.rstrip("\n").split("\n"))
    elif output.width() is None:
        click.echo(preview.html, nl=False)
    elif not _open(preview.html):
        output.print_lines(preview.html.rstrip("\n").split("\n"))


def _open(html: str) -> bool:
    """Show HTML in a browser; False where there is none."""
    if not _has_browser():
        return False
    # Made 0600.  It stays: nobody knows when the browser has read it.
    file, path = tempfile.mkstemp(prefix="mcenter-", suffix=".html")
    with os.fdopen(file, "w", encoding="utf-8") as page:
        page.write(html)
    if click.launch(path) == 0:
        output.say(f"Opened {path}")
        return True
    os.unlink(path)  # noqa: PTH108  (a path as the system gave it)
    return False


def _has_browser() -> bool:
    """Tell whether somebody sits before a screen: over SSH there is none to open."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform == "darwin" or any(map(os.environ.get, screens))
