"""`mcenter delete`: delete a thread for good."""

from __future__ import annotations

import sys

import click

from mcenter import threads
from mcenter.changes import deletion
from mcenter.commands import access, options, status
from mcenter.commands.invocation import Invocation, pass_invocation


@click.command()
@click.argument("thread_id", metavar="THREAD", type=options.THREAD)
@click.option("-y", "--yes", is_flag=True, help="Ask nothing on a terminal.")
@options.json_option
@pass_invocation
def command(
    invocation: Invocation, thread_id: int, *, yes: bool, as_json: bool
) -> None:
    """
    Delete a thread with all its messages, files and mails, for good.

    For operators.  On a terminal it asks before.
    """
    with access.opened(invocation):
        person = access.operator(invocation)
        thread = threads.find(thread_id, person)
        if not (yes or as_json) and sys.stdin is not None and sys.stdin.isatty():
            _ask(thread_id, thread.messages)
        deletion.delete(thread, person, now=invocation.clock())
    status.tell(thread_id, "deleted", as_json=as_json)


def _ask(thread_id: int, messages: int) -> None:
    of = "1 message" if messages == 1 else f"{messages} messages"
    click.confirm(f"Delete thread {thread_id} with {of}?", abort=True, err=True)
