"""
`inspect`: how the gateway reads a mail, without a store.

Rule 1: nothing is printed before every FILE is read: one that cannot be fails all.
Rule 2: of thousands, one mail is in memory at a time.
Rule 3: a configuration is used where there is one, and missed by nobody.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcenter.commands import mail_view, options, output, spool
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import ConfigurationError, UnusableInput
from mcenter.mail import authentication, parsing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from mcenter.config import Config
    from mcenter.mail.parsing import ReceivedEmail

STDIN = "-"


@click.command("inspect")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@options.json_option
@pass_invocation
def command(invocation: Invocation, *, files: Sequence[str], as_json: bool) -> None:
    """
    Show how the gateway reads mail: each FILE, or stdin.

    No store is opened and nothing is kept. In JSON, `authentication` has the
    `results` as they stand in the mail, and the `verdict` on its From (pass, fail,
    contradiction, none) where [inbound] authentication is configured, else null.
    """
    config = _configured(invocation)
    most = config.limits.mail_size
    read = ((name, _read(name, most)) for name in files or (STDIN,))
    if as_json:
        spool.emit("mails", (_fields(*mail, config) for mail in read))
        return
    spool.print_lines(
        line
        for number, (name, mail) in enumerate(read)
        for line in (
            *[""] * bool(number),
            output.Strong(f"==> {name} <==" if len(files) > 1 else name),
            *_lines(mail, config),
        )
    )


def _configured(invocation: Invocation) -> Config:
    """The configuration; where there is none, all of it the defaults."""
    from mcenter.config import Config  # noqa: PLC0415  # Only for want of a better.

    try:
        return invocation.config
    except ConfigurationError as error:
        if invocation.config_path:
            raise
        output.explain(f"Read without a configuration: {error}")
        return Config()


def _read(name: str, most: int) -> ReceivedEmail:
    try:
        if name == STDIN:
            return _parsed(sys.stdin.buffer, most)
        with Path(name).open("rb") as file:
            return _parsed(file, most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no name of a file"
        raise UnusableInput(f"{name}: {reason}.") from None


def _parsed(file: BinaryIO, most: int) -> ReceivedEmail:
    content = file.read(most + 1)
    if len(content) <= most:
        return parsing.read(content)
    # As the gateway does: of a mail that is too large the header alone is read.
    header = parsing.read(parsing.header_block(content))
    return replace(header, kind="unreadable", limits=(*header.limits, "mail_size"))


def _verdict(received: ReceivedEmail, authserv_id: str) -> str | None:
    if authserv_id in {"", "none"}:
        return None
    sender = received.senders[0] if received.senders else ""
    return authentication.verdict(
        received.authentication_results,
        domain=sender.rpartition("@")[2],
        authserv_id=authserv_id,
    )


def _fields(name: str, received: ReceivedEmail, config: Config) -> dict[str, object]:
    return {
        "file": name,
        **mail_view.fields(received, config.attachments),
        "authentication": {
            "results": list(received.authentication_results),
            "verdict": _verdict(received, config.inbound.authentication),
        },
    }


def _lines(received: ReceivedEmail, config: Config) -> Iterator[str]:
    verdict = _verdict(received, config.inbound.authentication)
    if verdict:
        yield f"Authentication:  {verdict}"
    yield from mail_view.head(received, config.attachments)
    yield from mail_view.said(received)
    yield from mail_view.quoted(received)
