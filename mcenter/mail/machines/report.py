"""
Delivery status notifications (RFC 3464): what became of a mail of ours.

Rule 1: `Action` decides, not `Status`: real hosts say failed with 4.x.
Rule 2: of several recipients the one that failed is told, else the first.
Rule 3: a bounce without such a part has failed, unless its words say delayed.
Rule 4: a relay's notice in JSON says by its event what became of the mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter.mail import addresses, message_ids
from mcenter.mail.mime import headers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.mime.headers import Headers
    from mcenter.mail.mime.parts import Part

FAILED = "failed"
DELAYED = "delayed"
ACTIONS = frozenset({FAILED, DELAYED, "delivered", "relayed", "expanded"})

_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/rfc822-headers",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
    }
)
_GROUPS = re.compile(r"\n[ \t]*\r?\n")
_MOST_GROUPS = 100
_LONGEST = 64 * 1024
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_FIELD = re.compile(
    r"^([A-Za-z-]{1,40})[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE
)
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
    """What one DSN says; claims of a stranger until its tag is known to be ours."""

    action: str
    recipient: str
    status: str
    returned_message_id: str
    returned_references: tuple[str, ...]


def read(parts: Sequence[Part], *, subject: str, text: str) -> Report:
    """The report that a bounce makes, with or without a delivery-status part."""
    fields = _fields(parts) or _event(text[:_LONGEST])
    action = fields.get("action", "").split("(")[0].strip().lower()
    if action not in ACTIONS:
        action = DELAYED if _says_delayed(subject, text) else FAILED
    recipient = _recipient(fields)
    status = _STATUS.search(fields.get("status", "")) or _STATUS.search(text[:_LONGEST])
    returned = _returned(parts)
    message_id = message_ids.first(returned.raw("message-id"))
    if not message_id and (quoted := _RETURNED_ID.search(text[:_LONGEST])):
        message_id = quoted[1]
    return Report(
        action=action,
        recipient=recipient,
        status=status[1] if status else "",
        returned_message_id=message_id,
        returned_references=message_ids.every(
            (*returned.all("in-reply-to"), *returned.all("references"))
        ),
    )


def _says_delayed(subject: str, text: str) -> bool:
    if _DELAY.search(subject):
        return True
    head = text[:2000]
    return bool(_DELAY.search(head)) and not _FOR_GOOD.search(subject + head)


def _fields(parts: Sequence[Part]) -> dict[str, str]:
    """The fields of the first recipient that failed, else of the first at all."""
    groups: list[dict[str, str]] = []
    for part in parts:
        if part.content_type not in _STATUS_TYPES:
            continue
        text = part.text[:_LONGEST]
        for group in _GROUPS.split(text)[:_MOST_GROUPS]:
            found: dict[str, str] = {}
            for name, value in _FIELD.findall(group):
                found.setdefault(name.lower(), " ".join(value.split()))
            if "action" in found or "final-recipient" in found:
                groups.append(found)
    failed = [group for group in groups if group.get("action", "").lower() == FAILED]
    return (failed or groups or [{}])[0]


def _event(text: str) -> dict[str, str]:
    """The same fields of a relay's notice in JSON, none where it is no such notice."""
    event = _EVENT.search(text) if text.lstrip().startswith("{") else None
    if not event:
        return {}
    found = _EVENT_RECIPIENT.search(text)
    recipient = {"final-recipient": found[1]} if found else {}
    return {"action": _EVENTS.get(event[1].lower(), FAILED), **recipient}


def _recipient(fields: dict[str, str]) -> str:
    """`rfc822; a@b`: the address that we wrote to, where the host tells it."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = fields.get(name, "")
        found = addresses.mailboxes((value.rpartition(";")[2],))
        if found:
            return found[0]
    return ""


def _returned(parts: Sequence[Part]) -> Headers:
    """The headers of our mail, which a DSN gives back whole or in part."""
    for part in parts:
        if part.content_type in _RETURNED_TYPES:
            content = part.content
            begin, end, _ = headers.span(content)
            return headers.parse(content, begin, end)[0]
    return headers.Headers()
