"""
What `contact` and `reply` have in common: a message that is posted once, and told.

Rule 1: a repeat of a call with the same --key says what the first one said.
Rule 2: what was typed in an editor and could not be posted is kept in a file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from mcenter import threads
from mcenter.commands import content, options, output

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mcenter.config import Config
    from mcenter.models import Message

key_option = click.option(
    "--key",
    metavar="KEY",
    # A variable of a shop's that is not set must not make all its calls one message.
    type=options.Matching("key", r"(?s).*\S.*", "a key that is not empty"),
    help="Makes a repeat of this call the same message.",
)


def written(
    text: str | None,
    file: str | None,
    paths: Sequence[Path],
    config: Config,
    *,
    key: str | None = None,
    as_json: bool,
) -> threads.Post:
    """Read what is to be posted; with `key`, as the same post each time."""
    # The files first: a wrong path must not cost what is typed in an editor.
    files = content.attachments(paths, config.attachments)
    body = without_secrets(content.body(text, file, as_json=as_json), config)
    what = threads.Post(body=body, files=files)
    if key is None:
        return what
    return replace(what, fingerprint=threads.fingerprint_of_key(key))


def without_secrets(text: str, config: Config) -> str:
    """
    Give a text without reply addresses and the like, which people paste with mails.

    Where no [marketplace] is configured, none was given out.
    """
    if not config.marketplace.reply_address:
        return text
    from mcenter import giveaways  # noqa: PLC0415  # Only where there may be any.
    from mcenter.reply_address import Scheme  # noqa: PLC0415

    return giveaways.without(text, Scheme(config.marketplace))


def once(post: Callable[[], Message]) -> Message:
    """Give the message that was posted now, or by the same call before."""
    try:
        return post()
    except threads.AlreadyPosted as before:
        output.explain(str(before))
        return before.message
    except BaseException:
        content.keep_edited()
        raise


def tell(message: Message, *, as_json: bool) -> None:
    """Print the keys of a message and of its thread."""
    if as_json:
        output.emit({"thread": message.thread_id, "message": message.id})
    else:
        output.print_lines([f"Thread {message.thread_id}, message {message.id}."])
