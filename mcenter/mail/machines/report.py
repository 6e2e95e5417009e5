"""
Delivery status notifications (RFC 3464): what became of a mail of ours.

Rule 1: `Action` decides, not `Status`: real hosts say failed with 4.x. Where a host
gives no action, a status of 2.x and 5.x speaks for itself, and of 4.x its words.
Rule 2: of several recipients the one that failed is told, else the first; who knows
whom the mail went to asks for that one.
Rule 3: a bounce without such a part has failed, unless its words say delayed.
Rule 4: a relay's notice in JSON says by its event what became of the mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter.mail import addresses, message_ids
from mcenter.mail.machines import fates
from mcenter.mail.machines.fates import DELAYED, FAILED, Fate
from mcenter.mail.mime import headers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.mime.headers import Headers
    from mcenter.mail.mime.parts import Part

_RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/rfc822-headers",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
    }
)
_LONGEST = 64 * 1024
_DELAY = re.compile(
    r"\bdelay|delivery (?:status )?warning|warning: (?:message|could not send)"
    r"|not yet been delivered|will (?:continue to|be) (?:try|retried|attempted)"
    r"|still being (?:re)?tried|no (?:need|requirement) to (?:resend|retransmit)"
    r"|do not need to resend|verz(?:ö|oe)ger|retard[ée]",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\"(?:notificationType|eventType|event|RecordType)\"\s{0,3}:\s{0,3}\"(\w{1,30})\"",
    re.IGNORECASE,
)
_EVENTS = {
    "delivery": "delivered",
    "delivered": "delivered",
    "deliverydelay": DELAYED,
    "deferred": DELAYED,
}
_EVENT_RECIPIENT = re.compile(
    r"\"(?:emailAddress|Email|recipient)\"\s{0,3}:\s{0,3}\"([^\"\s]{3,320})\"",
    re.IGNORECASE,
)
_FOR_GOOD = re.compile(
    r"giving up|permanent|\bfailed permanently|undeliverable", re.IGNORECASE
)
_RETURNED_ID = re.compile(
    r"^[ \t>]{0,8}Message-ID:[ \t]*(<[^<>\s]{1,990}>)", re.MULTILINE | re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Report:
    """
    What one DSN says; claims of a stranger until its tag is known to be ours.

    `action`, `recipient` and `status` are of one recipient, and may come from words;
    `fates` are what the status part says, of each.
    """

    action: str
    recipient: str
    status: str
    returned_message_id: str
    returned_references: tuple[str, ...]
    fates: tuple[Fate, ...] = ()

    def about(self, address: str) -> Fate:
        """What the status part says of this recipient; of the one told, by default."""
        named = [fate for fate in self.fates if fate.names_one(address)]
        return _telling(named or self.fates)


def read(parts: Sequence[Part], *, subject: str, text: str) -> Report:
    """The report that a bounce makes, with or without a delivery-status part."""
    every = fates.read(parts)
    told = _telling(every) if every else _event(text[:_LONGEST])
    said = DELAYED if _says_delayed(subject, text) else FAILED
    returned = _returned(parts)
    message_id = message_ids.first(returned.raw("message-id"))
    if not message_id and (quoted := _RETURNED_ID.search(text[:_LONGEST])):
        message_id = quoted[1]
    return Report(
        action=told.outcome or said,
        recipient=told.recipient,
        status=told.status or fates.status_in(text),
        returned_message_id=message_id,
        returned_references=message_ids.every(
            (*returned.all("in-reply-to"), *returned.all("references"))
        ),
        fates=every,
    )


def _says_delayed(subject: str, text: str) -> bool:
    if _DELAY.search(subject):
        return True
    head = text[:2000]
    return bool(_DELAY.search(head)) and not _FOR_GOOD.search(subject + head)


def _telling(every: Sequence[Fate]) -> Fate:
    """The first recipient that failed, else the first at all."""
    failed = [fate for fate in every if fate.outcome == FAILED]
    return (failed or [*every, Fate()])[0]


def _event(text: str) -> Fate:
    """The same of a relay's notice in JSON; an empty one where it is no such notice."""
    event = _EVENT.search(text) if text.lstrip().startswith("{") else None
    if not event:
        return Fate()
    found = _EVENT_RECIPIENT.search(text)
    names = (addresses.mailboxes((found[1],)),) if found else ()
    return Fate(action=_EVENTS.get(event[1].lower(), FAILED), names=names)


def _returned(parts: Sequence[Part]) -> Headers:
    """The headers of our mail, which a DSN gives back whole or in part."""
    for part in parts:
        if part.content_type in _RETURNED_TYPES:
            content = part.content
            begin, end, _ = headers.span(content)
            return headers.parse(content, begin, end)[0]
    return headers.Headers()
