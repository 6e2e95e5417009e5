"""
Digests that were made: mails of ours that tell one person of several threads.

Rule 1: a digest's bytes are kept only while each message in them is; what it told of
other threads stays owed, or told, as it was.
"""

from __future__ import annotations

from typing import Any

from mcenter import outbox
from mcenter.models import Delivery, OutboundEmail

KIND = "digest"


def forget(messages: Any) -> None:  # noqa: ANN401  (peewee's queries are untyped)
    """Let no digest tell of messages that are to be deleted: a query of their keys."""
    carried = Delivery.select(Delivery.outbound_email)
    telling = OutboundEmail.id.in_(carried.where(Delivery.message.in_(messages)))
    mails = list(OutboundEmail.select().where(telling & (OutboundEmail.kind == KIND)))
    outbox.recall([mail for mail in mails if mail.status == "pending"])
    outbox.wipe(mails)
