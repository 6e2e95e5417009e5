"""
The mails of the day, each of a kind, with the ends that its kind may have.

An end is a disposition with a rule or an effect.  Answers are written by the builders
of tests/support/clients.py, to notifications that were really sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING

from benchmarks.configuration import AUTHSERV_ID
from mcenter.reply_address import mint
from tests.support import clients
from tests.support.mail_host import stamp

if TYPE_CHECKING:
    import random

    from benchmarks.day.post import Sent

ACCEPTED, REPEAT = ("accepted", "message"), ("discarded", "repeat")
FOREIGN = ("foreign", "")
CLIENTS = (
    clients.gmail,
    clients.outlook,
    clients.apple_mail,
    clients.thunderbird,
    clients.thunderbird_plain,
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A mail that comes in: its kind, who should post it, and with what words."""

    kind: str
    raw: bytes
    ends: tuple[tuple[str, str], ...]
    author: str = ""
    words: str = ""


def answer(rng: random.Random, told: Sent, words: str, *, sender: str = "") -> bytes:
    """Answer a notification as some mail client does; no host has vouched for it."""
    who = sender or told.recipient
    return rng.choice(CLIENTS)(told.raw, words, sender=who, sender_name="Somebody")


def holder(rng: random.Random, told: Sent, words: str) -> Written:
    """Whoever was told answers."""
    return _vouched("answer", answer(rng, told, words), told.recipient, words)


def colleague(rng: random.Random, told: Sent, words: str, who: str) -> Written:
    """Somebody beside them answers for them."""
    raw = answer(rng, told, words, sender=who)
    return _vouched("a colleague's answer", raw, who, words)


def again(first: Written) -> Written:
    """The same mail comes once more, by another way."""
    raw = b"Received: from relay.example\r\n" + first.raw
    return Written(kind="redelivered", raw=raw, ends=(REPEAT,))


def same_bytes(first: Written) -> Written:
    """The same bytes come once more."""
    return Written(kind="the same bytes", raw=first.raw, ends=(REPEAT,))


def stranger(rng: random.Random, told: Sent, words: str) -> Written:
    """Somebody nobody knows answers a mail that was passed on to them."""
    who = f"somebody{rng.randrange(10**6)}@elsewhere.example"
    raw = stamp(answer(rng, told, words, sender=who), "elsewhere.example")
    return Written(kind="a stranger's", raw=raw, ends=(("held", "sender_mismatch"),))


def alias(rng: random.Random, told: Sent, words: str) -> Written:
    """The holder writes from an address of theirs that nobody knows yet."""
    who = f"{told.recipient.replace('@', '.')}@home.example"
    raw = stamp(answer(rng, told, words, sender=who), "home.example")
    ends = (("held", "sender_mismatch"), ACCEPTED)
    return Written(
        kind="from an alias", raw=raw, ends=ends, author=told.recipient, words=words
    )


def confirmation(rng: random.Random, question: Sent) -> Written:
    """The holder answers the question whether that address is theirs."""
    raw = stamp(answer(rng, question, "Yes."), _domain(question.recipient))
    return Written(kind="a yes to an alias", raw=raw, ends=(("accepted", "alias"),))


def forged(rng: random.Random, told: Sent, words: str) -> Written:
    """Somebody writes in the holder's name; the mail host sees it."""
    raw = stamp(answer(rng, told, words), _domain(told.recipient), dmarc="fail")
    return Written(kind="forged", raw=raw, ends=(("held", "authentication_failed"),))


def unvouched(rng: random.Random, told: Sent, words: str) -> Written:
    """The mail host says nothing, and the sender brings a result of their own."""
    own = f"Authentication-Results: not-{AUTHSERV_ID}; dmarc=pass\r\n".encode()
    raw = own + answer(rng, told, words)
    return Written(kind="unvouched", raw=raw, ends=(("held", "not_authenticated"),))


def quote_only(rng: random.Random, told: Sent, _: str) -> Written:
    """An answer without a word of its own."""
    raw = stamp(answer(rng, told, ""), _domain(told.recipient))
    return Written(kind="only a quote", raw=raw, ends=(("held", "empty"),))


def unknown_token(rng: random.Random, told: Sent, words: str) -> Written:
    """Somebody guesses a reply address."""
    raw = stamp(answer(rng, told, words), _domain(told.recipient))
    reply_to = message_from_bytes(told.raw)["Reply-To"]
    token = reply_to.partition("+")[2].partition("@")[0]
    raw = raw.replace(token.encode(), mint().encode())
    return Written(kind="a guessed address", raw=raw, ends=(("held", "unknown_token"),))


def away(rng: random.Random, told: Sent, words: str) -> Written:
    """A machine says that somebody is away."""
    raw = b"Auto-Submitted: auto-replied\r\n" + answer(rng, told, words)
    raw = stamp(raw, _domain(told.recipient))
    return Written(
        kind="an absence notice", raw=raw, ends=(("discarded", "automatic"),)
    )


def report(told: Sent, action: str) -> Written:
    """A mail system reports on a mail of ours (RFC 3464), to its envelope sender."""
    status = {"failed": "5.2.2", "delayed": "4.4.1"}[action]
    raw = _REPORT.format(
        sender=told.sender,
        action=action,
        status=status,
        to=told.recipient,
        message_id=f"<{mint()}@relay.example>",
    )
    effect = {"failed": "bounce", "delayed": "delay"}[action]
    return Written(
        kind=f"a report: {action}",
        raw=raw.replace("\n", "\r\n").encode(),
        ends=(("accepted", effect),),
    )


def foreign(raw: bytes) -> Written:
    """Mail for somebody else in a mailbox that is shared."""
    return Written(kind="of the corpus, for others", raw=raw, ends=(FOREIGN,))


def misled(told: Sent, raw: bytes) -> Written:
    """Any mail there is, brought to somebody's reply address: it never posts."""
    to = message_from_bytes(told.raw)["Reply-To"].strip("<>")
    ends = tuple((end, "") for end in ("held", "discarded"))
    raw = f"Delivered-To: {to}\r\n".encode() + raw
    return Written(kind="of the corpus, to a reply address", raw=raw, ends=ends)


def _vouched(kind: str, raw: bytes, who: str, words: str) -> Written:
    raw = stamp(raw, _domain(who))
    return Written(kind=kind, raw=raw, ends=(ACCEPTED,), author=who, words=words)


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


_REPORT = """\
Return-Path: <>
Delivered-To: {sender}
From: Mail Delivery System <MAILER-DAEMON@relay.example>
To: {sender}
Subject: Undelivered Mail Returned to Sender
Message-ID: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"

--=_report

This is what became of your mail.

--=_report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}

--=_report--
"""
