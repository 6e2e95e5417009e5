"""`mcenter contact`: begin a thread with a vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import people, threads
from mcenter.commands import access, content, options, posting
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.people import vendors
from mcenter.store import transaction

if TYPE_CHECKING:
    from pathlib import Path

    from mcenter.models import Message


@click.command()
@click.argument("slug", metavar="VENDOR")
@click.option("-s", "subject", metavar="SUBJECT", help="Without it, the first line is.")
@content.body_options
@options.about_option
@click.option("--name", metavar="NAME", help="What others call you.")
@content.attach_option
@posting.key_option
@options.json_option
@pass_invocation
def command(  # noqa: PLR0913  # Click hands over one by one what is given.
    invocation: Invocation,
    slug: str,
    *,
    subject: str | None,
    text: str | None,
    file: str | None,
    about: str | None,
    name: str | None,
    paths: tuple[Path, ...],
    key: str | None,
    as_json: bool,
) -> None:
    """
    Begin a thread with a vendor, as its customer.

    The message is -m TEXT, or -F FILE, or standard input, or written in $EDITOR.
    """
    address = access.address(invocation)
    access.refuse_own(invocation, address)
    with access.opened(invocation):
        vendor = vendors.find(slug)
        what = posting.written(text, file, paths, invocation.config, as_json=as_json)
        told = subject and posting.without_secrets(subject, invocation.config)
        now = invocation.clock()

        def start() -> Message:
            # A contact that fails leaves no person behind.
            with transaction():
                customer = people.ensure(address, name=name, now=now)
                return threads.start(
                    vendor,
                    customer,
                    what,
                    subject=told,
                    about=about,
                    key=key,
                    now=now,
                )

        posting.tell(posting.once(start), as_json=as_json)
