"""
Hand forged results in as a stranger would, and see what the mail host makes of them.

Rule 1: one mail, only where inbound.mx says where the world's mail comes in.
Rule 2: that it could not be tried is advice; a forged result that is believed, a fault.
"""

from __future__ import annotations

import contextlib
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from mcenter import secret
from mcenter.doctor import arrival, servers
from mcenter.doctor.finding import Finding, advice, fault, ok
from mcenter.doctor.forgery import Forgery, Seen
from mcenter.errors import ConfigurationError, McenterError
from mcenter.mail.imap import Session
from mcenter.mail.smtp.outside import Outside
from mcenter.reply_address import Scheme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcenter.config import Config
    from mcenter.mail.smtp import Reply

NAME = "forgery"
# How long the host may take to take the mail: many are slow with strangers.
SMTP_PATIENCE = timedelta(seconds=60)
# How long the mail may then be on its way.
PATIENCE = timedelta(seconds=60)
TRANSIENT = 4
# Clocks are whole seconds in the store.
SLACK = timedelta(seconds=2)


def forged_results(config: Config, now: datetime) -> Iterator[Finding]:
    """Whether forged results come through, and whether the host gives true ones."""
    outside, believed = config.inbound.outside, config.inbound.authentication
    if outside is None or believed in {"", "none"}:
        return
    if not config.marketplace.reply_address:
        # The first check has told of it.
        return
    mx = config.inbound.mx
    forgery = Forgery(config, Scheme(config.marketplace))
    try:
        reply, header = _tried(config, outside, forgery, now)
    except McenterError as error:
        yield advice(NAME, f"Forged results could not be tried. {error}")
        return
    if not reply.accepted:
        yield advice(NAME, _refused(mx, reply))
    elif header is None:
        yield advice(
            NAME,
            f"{mx} took a mail for {forgery.recipient}, and it did not come within"
            f" {PATIENCE.total_seconds():.0f} seconds: does that address reach us, or"
            " does it lie in a mailbox for junk that imap.junk does not name?",
        )
    else:
        seen = forgery.seen(header)
        yield _stripping(mx, believed, seen, len(forgery.spellings))
        yield _vouching(believed, seen)


def _tried(
    config: Config, outside: tuple[str, int], forgery: Forgery, now: datetime
) -> tuple[Reply, bytes | None]:
    """Hand the mail in and wait for it: the host's answer, and the header block."""
    whole = servers.PATIENCE + SMTP_PATIENCE + PATIENCE
    with contextlib.ExitStack() as stack:
        end = time.monotonic() + whole.total_seconds()
        places = list(_places(config, now, stack, end))
        deadline = time.monotonic() + SMTP_PATIENCE.total_seconds()
        with Outside(*outside, deadline=deadline) as mx:
            reply = mx.hand_in(forgery.recipient, forgery.mail(now))
        if not reply.accepted:
            return reply, None
        until = time.monotonic() + PATIENCE.total_seconds()
        return reply, arrival.wait(places, forgery.is_this, until)


def _places(
    config: Config, now: datetime, stack: contextlib.ExitStack, deadline: float
) -> Iterator[arrival.Place]:
    imap = config.imap
    if imap.host:
        session = Session(imap, lambda: secret.password(imap), deadline=deadline)
        names = list(filter(None, (imap.mailbox, imap.junk)))
        yield arrival.Mailboxes(stack.enter_context(session), names)
    try:
        kept = arrival.Store(config, now - SLACK)
    except McenterError:
        # Without a store the mail can still be found on the server.
        if not imap.host:
            raise
    else:
        yield kept


def _refused(mx: str, reply: Reply) -> str:
    passing = reply.code // 100 == TRANSIENT
    what = "is not known yet, try again later" if passing else "could not be tried"
    said = f"{reply.code} {reply.text}"
    return f"What becomes of forged results {what}: {mx} answered to the mail: {said}"


def _stripping(mx: str, believed: str, seen: Seen, tried: int) -> Finding:
    if seen.believed:
        told = (
            f"{mx} lets forged results of {believed} through, and they are believed"
            f" ({', '.join(seen.believed)}): anybody can write that they are who they"
            " are not. See the README, What the mail host must do."
        )
        return fault(NAME, ConfigurationError(told))
    told = f"{mx} removes forged results of {believed}: {tried} spellings were tried"
    if seen.left:
        told += f"; what it left ({', '.join(seen.left)}) is not believed"
    return ok(NAME, f"{told}.")


def _vouching(believed: str, seen: Seen) -> Finding:
    if seen.vouches:
        return ok("vouching", f"{believed} gave a result of its own for that mail.")
    told = f"{believed} gave no result of its own for that mail"
    if seen.others:
        told += f", but there are those of {', '.join(seen.others[:3])}"
    told += ". Unless it does so for mail from this machine alone, all mail is held."
    return advice("vouching", told)
