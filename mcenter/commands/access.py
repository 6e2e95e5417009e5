"""
What a command starts from: the store open, and who acts.

Rule 1: shell commands make the user's own store; the gateway's never make one, and
never fall back to the default.
Rule 2: without --as the host acts; what needs a person then is a usage error.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcenter import people, store
from mcenter.errors import NotAllowed, UsageMistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.commands.invocation import Invocation
    from mcenter.models import Person


@contextmanager
def opened(invocation: Invocation) -> Iterator[None]:
    """Open the configured store for a shell command, made where there is none."""
    with store.opened(_url(invocation), make=True):
        yield


@contextmanager
def opened_for_gateway(invocation: Invocation, *sections: str) -> Iterator[None]:
    """Open the configured store for a run that needs these sections, never made."""
    invocation.config.require("database", *sections)
    with store.opened(_url(invocation), make=False):
        yield


def actor(invocation: Invocation) -> Person | None:
    """Give who acts; None is the host.  Raises NotFound for an unknown address."""
    address = invocation.as_address
    return people.find(address) if address else None


def address(invocation: Invocation) -> str:
    """Give the address of who acts.  Raises UsageMistake when nobody is named."""
    if not invocation.as_address:
        raise UsageMistake("Who acts? Give --as ADDRESS, or MCENTER_AS.")
    return invocation.as_address


def operator(invocation: Invocation) -> Person | None:
    """Give the operator who acts; None is the host.  Raises NotAllowed for others."""
    person = actor(invocation)
    if person is not None and not person.is_operator:
        raise NotAllowed("That is for operators.")
    return person


def own_or_operator(
    invocation: Invocation, address: str
) -> tuple[Person, Person | None]:
    """
    Find a person for themselves, or for an operator; and who acts (None: the host).

    Raises NotAllowed for others, whoever's the address is, and NotFound for nobody's.
    """
    acts = actor(invocation)
    if acts is None or acts.is_operator:
        return people.find(address), acts
    person = people.known(address)
    if person != acts:
        raise NotAllowed("That is for operators.")
    return acts, acts


def refuse_own(invocation: Invocation, *addresses: str) -> None:
    """Raise UsageMistake for an address of the marketplace: it is nobody's."""
    from mcenter.reply_address import Scheme  # noqa: PLC0415  # Lists do without.

    config = invocation.config
    contact = config.contact_by_mail.pattern(config.marketplace)
    scheme = Scheme(config.marketplace, contact)
    for each in addresses:
        if scheme.is_own(each):
            raise UsageMistake(f"{each} is the marketplace's own address.")


def _url(invocation: Invocation) -> str:
    return f"sqlite:///{invocation.config.store_path}"
