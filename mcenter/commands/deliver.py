"""
`deliver`: take one mail from an MTA's pipe.

Rule 1: the status is 0 once the mail is recorded, whatever comes after, and 75 before;
an MTA bounces the mail on anything else (`mcenter.cli` sees to usage and the like).
Rule 2: whatever comes is recorded, be it empty or too large: to refuse a mail would
have the MTA bring it again, and to pass over it could lose one.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mcenter.commands import access, judged, options, output
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail.parsing import header_block
from mcenter.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

NULL_SENDERS = {"", "<>", "mailer-daemon"}
CHUNK = 1_000_000  # Bytes.


@click.command("deliver")
@click.option("--sender", metavar="A", help="The envelope sender.")
@click.option(
    "--recipient", "recipients", metavar="A", multiple=True, help="Whom it came to."
)
@click.option(
    "--original-recipient",
    "originals",
    metavar="A",
    multiple=True,
    help="Whom it was sent to, before aliases.",
)
@options.json_option
@pass_invocation
def command(
    invocation: Invocation,
    *,
    sender: str | None,
    recipients: Sequence[str],
    originals: Sequence[str],
    as_json: bool,
) -> None:
    """
    Take one mail from an MTA on stdin.

    Ends with 0 once the mail is recorded, whatever becomes of it, else with 75, and
    says nothing. The null sender may be given as MAILER-DAEMON. An empty mail is
    recorded too, and held.
    """
    with access.opened_for_gateway(invocation, "marketplace", "inbound"):
        raw, cut = _read(sys.stdin.buffer, invocation.config.limits.mail_size)
        mail = Fetched(
            raw=raw,
            cut=cut,
            envelope_sender=None if sender is None else _sender(sender),
            envelope_recipients=tuple(map(_text, (*recipients, *originals))),
        )
        mails = Gateway(invocation.config).deliver(mail, now=invocation.clock())
    if as_json:
        output.emit(
            {
                "collected": 1,
                **judged.counts(mails),
                "foreign": 0,
                "mails": [judged.fields(each) for each in mails],
            }
        )


def _read(stdin: BinaryIO, most: int) -> tuple[bytes, bool]:
    """Read one mail to its end; of one that is too large, keep the header block."""
    raw = stdin.read(most + 1)
    if len(raw) <= most:
        return raw, False
    # What is left is read all the same: to an MTA a pipe that closes early is broken.
    while stdin.read(CHUNK):
        pass
    return header_block(raw), True


def _sender(given: str) -> str:
    return "" if given.strip().lower() in NULL_SENDERS else _text(given)


def _text(given: str) -> str:
    # An argument is bytes: they need be no UTF-8, which no column would take.
    decoded = given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return visible(decoded, keep="")
