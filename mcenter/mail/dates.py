"""The Date header (RFC 5322 3.3, and the obsolete forms of 4.3 still sent)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = re.compile(
    r"(?<!\d)(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{2,4})[ ,]{1,3}"
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s{0,5}(?:([+-])(\d{2})(\d{2})|([A-Z]{1,4}))?"
)
_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_HOURS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6}
_ZONES = {**_HOURS, "PST": -8, "PDT": -7}
_LONGEST = 200
_PIVOT = 50


def parse(value: str) -> datetime | None:
    """When a mail says it was sent, in UTC; None when it does not say so."""
    match = _DATE.search(" ".join(value[:_LONGEST].split()))
    if match is None or match[2].lower() not in _MONTHS:
        return None
    minutes = 60 * int(match[8] or _ZONES.get(match[10], 0)) + int(match[9] or 0)
    zone = timedelta(minutes=-minutes if match[7] == "-" else minutes)
    try:
        return datetime(
            _year(match[3]),
            _MONTHS.index(match[2].lower()) + 1,
            int(match[1]),
            int(match[4]),
            int(match[5]),
            min(int(match[6] or 0), 59),
            tzinfo=timezone(zone),
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _year(digits: str) -> int:
    """RFC 5322 4.3: two digits below 50 are of this century, three are since 1900."""
    year = int(digits)
    if len(digits) == len("2024"):
        return year
    return year + 2000 if year < _PIVOT else year + 1900
