"""
Answers to the notifications of a store, as mail clients write and hosts deliver them.

Each is an answer to a mail that the store really sent, to its secret address, in the
shape of Gmail, Outlook or Apple Mail, 5 to 8 KB long, below the headers that the
hosts on its way have left.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parseaddr
from itertools import cycle, islice

from benchmarks import words
from mcenter.mail.composing import Notification, Post, compose
from mcenter.models import Blob, OutboundEmail, Person
from tests.support import clients, mail_host

CLIENTS = (clients.gmail, clients.outlook, clients.apple_mail)
_KEY_LENGTH = 344  # Of an RSA signature of 2,048 bits, in base64.
_LINE = 72
_CUSTOMER = "ann@customer.example"


def write(count: int) -> list[bytes]:
    """Write so many answers to the mails of the open store, thread after thread."""
    dice = random.Random(2)
    query = OutboundEmail.select(OutboundEmail, Blob, Person).join(Blob)
    sent = list(query.switch(OutboundEmail).join(Person).order_by(OutboundEmail.id))
    pairs = islice(zip(cycle(sent), cycle(CLIENTS), strict=False), count)
    return [
        _delivered(
            client(
                mail.blob.content,
                words.text(dice),
                sender=mail.address,
                sender_name=mail.person.name,
            ),
            mail.address,
            dice,
        )
        for mail, client in pairs
    ]


def write_without_store(count: int) -> list[bytes]:
    """Write so many answers to one notification each, of no store."""
    dice = random.Random(3)
    return [
        _delivered(
            client(
                compose(_notification(number, words.text(dice))),
                words.text(dice),
                sender=_CUSTOMER,
                sender_name="Ann Abbot",
            ),
            _CUSTOMER,
            dice,
        )
        for number, client in zip(range(count), cycle(CLIENTS), strict=False)
    ]


def _notification(number: int, body: str) -> Notification:
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    return Notification(
        marketplace="Example Market",
        address="messages@market.example",
        from_name="Bob",
        to_address=_CUSTOMER,
        to_name="Ann Abbot",
        reply_to=f"reply+{number:026d}@market.example",
        subject=words.subject(number),
        message_id=f"<{number}@market.example>",
        date=at,
        thread=number,
        vendor="Acme",
        posts=(Post(author="Bob", side="vendor", at=at, body=body),),
    )


def _delivered(raw: bytes, sender: str, dice: random.Random) -> bytes:
    """Put on top what the sender's host and the marketplace's have left."""
    domain = sender.partition("@")[2]
    recipient = parseaddr(message_from_bytes(raw)["To"])[1]
    above = (
        f"Return-Path: <{sender}>\r\n"
        f"Delivered-To: {recipient}\r\n"
        f"{_received('mx.market.example', f'out.{domain}', dice)}"
    ).encode()
    return above + mail_host.stamp(_signed(domain, dice) + raw, domain)


def _received(by: str, host: str, dice: random.Random) -> str:
    mail = f"{dice.getrandbits(64):016X}"
    return (
        f"Received: from {host} ({host} [192.0.2.{dice.randint(1, 254)}])\r\n"
        f"\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
        f"\tby {by} (Postfix) with ESMTPS id {mail}\r\n"
        f"\tfor <messages@market.example>; Mon, 5 Jan 2026 10:00:00 +0000 (UTC)\r\n"
    )


def _signed(domain: str, dice: random.Random) -> bytes:
    signature = "".join(dice.choices("abcdefghiABCDEFGHI0123456789+/", k=_KEY_LENGTH))
    lines = [signature[at : at + _LINE] for at in range(0, _KEY_LENGTH, _LINE)]
    folded = "\r\n\t ".join(lines)
    return (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=mail;\r\n"
        "\th=from:to:subject:date:message-id:in-reply-to:references:mime-version;\r\n"
        f"\tbh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=;\r\n\tb={folded}\r\n"
    ).encode()
