"""How long ago something was, and when, in the words of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta

UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def since(at: datetime, now: datetime) -> str:
    """Give the time that has passed, in its largest unit: `3 h`."""
    seconds = int((now - at).total_seconds())
    for length, unit in UNITS:
        if seconds >= length:
            return f"{seconds // length} {unit}"
    return "now"


def span(length: timedelta) -> str:
    """Give a time in whole units, the largest first: `1 h 30 min`."""
    seconds, parts = int(length.total_seconds()), []
    for size, unit in (*UNITS, (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


def moment(at: datetime) -> str:
    """Give a time in the zone of whoever reads: `2026-01-31 16:05`."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
