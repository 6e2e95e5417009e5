"""How old something is, in words that fit a column."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from mcenter.commands import ages

NOW = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=47), "1 d"),
        (timedelta(days=400), "400 d"),
    ],
)
def test_since(passed, expected):
    """The largest unit that fits; a clock that went back says now."""
    assert expected == ages.since(NOW - passed, NOW)


def test_moment(monkeypatch):
    """A time is told in the zone of whoever reads."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC-1")
        time.tzset()
        assert "2026-02-01 00:30" == ages.moment(NOW)
    time.tzset()
