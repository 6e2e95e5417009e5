"""
What values must agree on with each other, each on its own being well.

Rule 1: every such rule is in RULES, and gives a sentence for each mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

LOGINS = ("imap", "smtp")
Values = Mapping[str, Any]


def one_secret(values: Values) -> Iterator[str]:
    """A login has a password or a command, not both."""
    for section in LOGINS:
        if values.get(f"{section}.password") and values.get(
            f"{section}.password_command"
        ):
            yield (
                f"{section}.password: expected either it or"
                f" {section}.password_command, not both"
            )


def encrypted(values: Values) -> Iterator[str]:
    """Only what stays on this host may go in the clear."""
    for section in LOGINS:
        host = values.get(f"{section}.host", "")
        if values.get(f"{section}.tls") == "none" and host and not loopback(host):
            yield f'{section}.tls: expected "none" only for a loopback host'


def loopback(host: str) -> bool:
    """Whether this host is this machine itself."""
    import ipaddress  # noqa: PLC0415  # Only a connection in the clear needs it.

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def own_tag(values: Values) -> Iterator[str]:
    """An answer and a bounce are told apart by the address they come to."""
    reply = values.get("marketplace.reply_address", "").replace("{token}", "{}")
    bounce = values.get("marketplace.bounce_address", "").replace("{tag}", "{}")
    if reply and reply.lower() == bounce.lower():
        yield "marketplace.bounce_address: expected another than reply_address"


def filed_elsewhere(values: Values) -> Iterator[str]:
    """Mail that was filed where it is fetched from would be fetched for ever."""
    fetched = {
        values.get("imap.mailbox", "INBOX").lower(),
        values.get("imap.junk", "").lower(),
    }
    for key in ("imap.accepted", "imap.held", "imap.discarded"):
        if values.get(key, "-").lower() in fetched | {""}:
            yield f"{key}: expected a mailbox that nothing is fetched from"


def mailbox_named(values: Values) -> Iterator[str]:
    """There is no mailbox without a name."""
    if values.get("imap.mailbox") == "":
        yield "imap.mailbox: expected a name"


RULES: tuple[Callable[[Values], Iterator[str]], ...] = (
    one_secret,
    encrypted,
    own_tag,
    mailbox_named,
    filed_elsewhere,
)


def mistakes(values: Values) -> list[str]:
    """Every way in which these values, by key, do not agree."""
    return [mistake for rule in RULES for mistake in rule(values)]
