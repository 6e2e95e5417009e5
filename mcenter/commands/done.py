"""`mcenter done`: mark a thread as done."""

from __future__ import annotations

import click

from mcenter import threads
from mcenter.commands import access, options, status
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.threads import progress


@click.command()
@click.argument("thread_id", metavar="THREAD", type=options.THREAD)
@options.json_option
@pass_invocation
def command(invocation: Invocation, thread_id: int, *, as_json: bool) -> None:
    """Mark a thread as done, until somebody posts to it."""
    with access.opened(invocation):
        person = access.actor(invocation)
        thread = threads.find(thread_id, person)
        progress.finish(thread, person, now=invocation.clock())
    status.tell(thread_id, "done", as_json=as_json)
