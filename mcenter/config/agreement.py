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


def own_contact(values: Values) -> Iterator[str]:
    """What begins a thread is no answer, no bounce, and not the plain address."""
    key = "contact_by_mail.address"
    plain = values.get("marketplace.address", "")
    contact = values.get(key, "")
    if not contact and values.get("contact_by_mail.enabled"):
        contact = f"contact+{{vendor}}@{plain.rpartition('@')[2]}"
    others = (
        ("reply_address", "{token}"),
        ("bounce_address", "{tag}"),
        ("address", ""),
    )
    for other, mark in others:
        pattern = values.get(f"marketplace.{other}", "")
        if contact and pattern and _overlap(_ends(contact, "{vendor}"), pattern, mark):
            yield f"{key}: expected none that marketplace.{other} may be, too"


def _overlap(ends: tuple[str, str], pattern: str, mark: str) -> bool:
    """Whether one address could be of both patterns, what they mark being anything."""
    begin, end = ends
    other_begin, other_end = _ends(pattern, mark)
    shortest = min(len(begin), len(other_begin))
    last = min(len(end), len(other_end))
    return begin[:shortest] == other_begin[:shortest] and (
        end[len(end) - last :] == other_end[len(other_end) - last :]
    )


def _ends(pattern: str, mark: str) -> tuple[str, str]:
    """What stands before and after the mark, lowered; without one, all is both."""
    lowered = pattern.lower()
    if not mark:
        return lowered, lowered
    begin, _, end = lowered.partition(mark)
    return begin, end


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
    own_contact,
    mailbox_named,
    filed_elsewhere,
)


def mistakes(values: Values) -> list[str]:
    """Every way in which these values, by key, do not agree."""
    return [mistake for rule in RULES for mistake in rule(values)]
