"""
Threads and messages as `--json` has them.

Rule 1: these fields are a contract with scripts: they are added to, never renamed.
Rule 2: nothing here is shortened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcenter.summaries import Summary
    from mcenter.threads.transcripts import Entry


def of_thread(summary: Summary) -> dict[str, object]:
    """Give one thread, as `threads` lists it and `show` begins with it."""
    return {
        "id": summary.id,
        "subject": summary.subject,
        "about": summary.about,
        "vendor": {"slug": summary.vendor_slug, "name": summary.vendor_name},
        "customer": {"name": summary.customer_name},
        "status": summary.status,
        "messages": summary.messages,
        "unread": summary.unread,
        "waiting_on": summary.waiting_on,
        "waiting_since": summary.waiting_since,
        "last_message_at": summary.last_message_at,
        "last_author": {
            "name": summary.last_author_name,
            "side": summary.last_author_side,
        },
        "excerpt": summary.excerpt,
    }


def of_message(entry: Entry, *, full: bool) -> dict[str, object]:
    """Give one message of a thread; what it quotes only when that is asked for."""
    return {
        "id": entry.id,
        "author": {"name": entry.author_name, "side": entry.author_side},
        "body": entry.body,
        "quoted": entry.quoted if full else None,
        "channel": entry.channel,
        "created_at": entry.created_at,
        "attachments": [
            {
                "name": file.name,
                "content_type": file.content_type,
                "size": file.size,
                "relayed": file.relayed,
            }
            for file in entry.attachments
        ],
        "deliveries": [
            {"name": told.name, "status": told.status, "reason": told.reason}
            for told in entry.deliveries
        ],
    }
