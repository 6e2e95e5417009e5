"""`mcenter reply`: post a message to a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import people, threads
from mcenter.commands import access, content, options, posting
from mcenter.commands.invocation import Invocation, pass_invocation

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("thread_id", metavar="THREAD", type=options.THREAD)
@content.body_options
@content.attach_option
@posting.key_option
@options.json_option
@pass_invocation
def command(
    invocation: Invocation,
    thread_id: int,
    *,
    text: str | None,
    file: str | None,
    paths: tuple[Path, ...],
    key: str | None,
    as_json: bool,
) -> None:
    """
    Post a message to a thread.

    The message is -m TEXT, or -F FILE, or standard input, or written in $EDITOR.
    """
    address = access.address(invocation)
    with access.opened(invocation):
        author = people.find(address)
        thread = threads.find(thread_id, author)
        what = posting.written(
            text,
            file,
            paths,
            invocation.config,
            key=key,
            as_json=as_json,
        )
        message = posting.once(
            lambda: threads.post(thread, author, what, now=invocation.clock())
        )
        posting.tell(message, as_json=as_json)
