"""
`deliver`: take one mail from an MTA's pipe.

Rule 1: the status is 0 once the mail is recorded, whatever comes after, and 75 before;
an MTA bounces the mail on anything else (`mcenter.cli` sees to usage and the like).
Rule 2: whatever comes is recorded, be it empty or too large: to refuse a mail would
have the MTA bring it again, and to pass over it could lose one.
Rule 3: what an option does not say of the envelope, the environment may: Postfix's
local(8) and Exim's pipe set SENDER, RECIPIENT and, the first, ORIGINAL_RECIPIENT.
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
from mcenter.mail.trace import is_null_sender
from mcenter.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

CHUNK = 1_000_000  # Bytes.
# Characters; RFC 5321 section 4.5.3.1.3 has a path end at 256 octets.
LONGEST_ADDRESS = 1000


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
    recorded too, and held. Where an option is not given, SENDER, RECIPIENT and
    ORIGINAL_RECIPIENT are read from the environment.
    """
    environ = invocation.environ
    sender = environ.get("SENDER") if sender is None else sender
    told = (
        *(recipients or _told(environ, "RECIPIENT")),
        *(originals or _told(environ, "ORIGINAL_RECIPIENT")),
    )
    with access.opened_for_gateway(invocation, "marketplace", "inbound"):
        raw, cut = _read(sys.stdin.buffer, invocation.config.limits.mail_size)
        mail = Fetched(
            raw=raw,
            cut=cut,
            envelope_sender=None if sender is None else _sender(sender),
            envelope_recipients=tuple(dict.fromkeys(map(_text, told))),
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


def _told(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    """One address of the environment, where there is any."""
    return tuple(filter(None, (environ.get(name),)))


def _sender(given: str) -> str:
    return "" if is_null_sender(given) else _text(given)


def _text(given: str) -> str:
    # An argument is bytes: they need be no UTF-8, which no column would take. What is
    # cut is longer than any address of ours, so it cannot become one.
    given = given[:LONGEST_ADDRESS]
    decoded = given.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return visible(decoded, keep="")
