"""`mcenter show`: print one thread, oldest message first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcenter import summaries, threads
from mcenter.commands import (
    access,
    options,
    output,
    thread_json,
    transcript,
)
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.commands.raw import print_mail
from mcenter.errors import UsageMistake
from mcenter.files import attachments
from mcenter.threads import transcripts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.models import Person, Thread
    from mcenter.threads.transcripts import Entry


@click.command()
@click.argument("thread_id", metavar="THREAD", type=options.THREAD)
@click.option("--full", is_flag=True, help="Shorten nothing; show what mails quote.")
@click.option("--peek", is_flag=True, help="Mark nothing as read.")
@click.option(
    "--raw",
    metavar="MESSAGE",
    type=options.ROW_ID,
    help="Only the mail that this message came by, as it came.",
)
@click.option(
    "--save",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Save the attached files there.",
)
@options.json_option
@pass_invocation
def command(
    invocation: Invocation,
    thread_id: int,
    *,
    full: bool,
    peek: bool,
    raw: int | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Print one thread, oldest message first, and mark it as read for who acts."""
    if raw is not None and (as_json or folder):
        raise UsageMistake("--raw prints a mail and nothing else.")
    with access.opened(invocation):
        viewer = access.actor(invocation)
        thread = threads.find(thread_id, viewer)
        if raw is not None:
            print_mail(transcripts.raw(thread, raw, viewer))
            return
        entries = transcripts.entries(thread, viewer)
        if folder is not None:
            _save(entries, folder)
        summary = summaries.one(thread, viewer)
        reader = None if peek else viewer
        if as_json:
            # Marked before it is printed: when that fails, nothing must be printed.
            _mark_read(thread, reader, entries)
            messages = [thread_json.of_message(each, full=full) for each in entries]
            output.emit(
                {"thread": thread_json.of_thread(summary), "messages": messages}
            )
        else:
            now = invocation.clock()
            output.print_lines(transcript.lines(summary, entries, now=now, full=full))
            _mark_read(thread, reader, entries)


def _save(entries: Sequence[Entry], folder: Path) -> None:
    for entry in entries:
        for file in entry.attachments:
            if file.row is None:
                output.say(f"Not saved: {file.name}, which may carry addresses.")
            else:
                output.say(f"Saved {attachments.save(file.row, folder)}.")


def _mark_read(thread: Thread, reader: Person | None, entries: Sequence[Entry]) -> None:
    if reader is not None and entries:
        threads.mark_read(thread, reader, entries[-1].id)
