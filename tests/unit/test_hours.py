"""When somebody is told: windows, digests and quiet hours, on clocks that change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mcenter.people import hours
from mcenter.people.preferences import AT_ONCE, BUNDLED, DAILY, Preference

BERLIN, CAIRO = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo")
NIGHT = (time(22), time(7))


def preference(frequency=AT_ONCE, *, quiet=None, zone=BERLIN, digest_at="08:00"):
    """Somebody's choices, with a window of half an hour."""
    return Preference(
        frequency=frequency,
        window=timedelta(minutes=30),
        digest_at=time.fromisoformat(digest_at),
        body="full",
        quiet=quiet,
        zone=zone,
    )


def utc(day, clock):
    """A moment of 2026."""
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=UTC)


def test_at_once():
    """Without quiet hours it is now, for no reason at all."""
    now = utc("03-04", "05:06")
    assert hours.Ready(at=now) == hours.ready(preference(), now, now)


@pytest.mark.parametrize(
    ("now", "expected", "reason"),
    [
        ("05:06", "05:30", "window"),
        ("05:29", "05:30", "window"),
        ("05:30", "05:30", ""),
        ("09:00", "09:00", ""),
    ],
)
def test_window(now, expected, reason):
    """A bundle goes half an hour after its first message; later, when it was missed."""
    ready = hours.ready(preference(BUNDLED), utc("03-04", "05:00"), utc("03-04", now))
    assert hours.Ready(at=utc("03-04", expected), reason=reason) == ready


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        # In Berlin it is an hour later, from the 29th of March on two.
        (("03-04", "06:59"), ("03-04", "07:00")),
        (("03-04", "07:00"), ("03-04", "07:00")),
        (("03-04", "07:01"), ("03-05", "07:00")),
        (("03-28", "07:01"), ("03-29", "06:00")),
        (("10-24", "06:01"), ("10-25", "07:00")),
    ],
)
def test_digest(since, expected):
    """The digest comes at eight, whatever is done to the clock."""
    ready = hours.ready(preference(DAILY), utc(*since), utc(*since))
    reason = "" if since == expected else "digest"
    assert hours.Ready(at=utc(*expected), reason=reason) == ready


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (("03-04", "20:59"), ("03-04", "20:59")),
        (("03-04", "21:00"), ("03-05", "06:00")),
        (("03-05", "05:59"), ("03-05", "06:00")),
        (("03-05", "06:00"), ("03-05", "06:00")),
        (("03-28", "21:00"), ("03-29", "05:00")),
        (("10-24", "20:00"), ("10-25", "06:00")),
    ],
)
def test_quiet_hours_over_midnight(now, expected):
    """From ten to seven no mail goes; the night of the change is as long as it is."""
    ready = hours.ready(preference(quiet=NIGHT), utc(*now), utc(*now))
    reason = "" if now == expected else "quiet hours"
    assert hours.Ready(at=utc(*expected), reason=reason) == ready


def test_quiet_hours_that_end_in_a_skipped_hour():
    """Half past two is never shown: it is over when the clock shows three."""
    wanted = preference(quiet=(time(22), time(2, 30)))
    now = utc("03-28", "22:00")
    assert utc("03-29", "01:00") == hours.ready_at(wanted, now, now)


def test_quiet_hours_that_are_shown_twice():
    """At half past two they end, begin again with the second two, and end again."""
    wanted = preference(quiet=(time(22), time(2, 30)))
    first, second = utc("10-25", "00:30"), utc("10-25", "01:30")
    assert first == hours.after_quiet(wanted, utc("10-24", "22:00"))
    assert utc("10-25", "00:59") == hours.after_quiet(wanted, utc("10-25", "00:59"))
    assert second == hours.after_quiet(wanted, utc("10-25", "01:00"))


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (("03-04", "12:00"), ("03-05", "06:00")),
        (("03-04", "22:30"), ("03-05", "06:00")),
        (("03-05", "06:01"), ("03-06", "06:00")),
    ],
)
def test_digest_in_quiet_hours(since, expected):
    """One for eleven at night comes at seven, with all that was written until then."""
    wanted = preference(DAILY, quiet=NIGHT, digest_at="23:00")
    assert utc(*expected) == hours.ready_at(wanted, utc(*since), utc(*since))


def test_digest_in_a_skipped_hour():
    """In Cairo the 24th of April has no first hour: the digest comes at its end."""
    wanted = preference(DAILY, zone=CAIRO, digest_at="00:30")
    since = utc("04-23", "12:00")
    assert utc("04-23", "22:00") == hours.ready_at(wanted, since, since)


def test_digest_in_an_hour_shown_twice():
    """It comes when the hour is shown first, and not again."""
    wanted = preference(DAILY, digest_at="02:30")
    first, after = utc("10-25", "00:30"), utc("10-25", "00:31")
    assert first == hours.ready_at(wanted, utc("10-24", "12:00"), utc("10-24", "12:00"))
    assert utc("10-26", "01:30") == hours.ready_at(wanted, after, after)


def test_a_digest_that_was_missed():
    """A run that comes late sends it then, or after the quiet hours."""
    wanted = preference(DAILY, quiet=NIGHT)
    since = utc("03-04", "06:00")
    noon, night = utc("03-04", "12:00"), utc("03-04", "22:00")
    assert hours.Ready(at=noon) == hours.ready(wanted, since, noon)
    early = preference(DAILY, quiet=(time(22), time(1)))
    late = hours.Ready(at=utc("03-05", "00:00"), reason="quiet hours")
    assert late == hours.ready(early, since, night)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # In Berlin it is an hour later; the digest of eight was missed.
        (("03-04", "22:50"), ("03-04", "22:50")),
        (("03-05", "01:00"), ("03-05", "01:00")),
        (("03-05", "01:01"), ("03-05", "07:00")),
        (("03-05", "06:55"), ("03-05", "07:00")),
        (("03-05", "07:00"), ("03-05", "07:00")),
        (("03-05", "07:01"), ("03-05", "07:01")),
        # The night of the 29th has an hour less, that of the 25th one more.
        (("03-29", "00:00"), ("03-29", "00:00")),
        (("03-29", "00:01"), ("03-29", "06:00")),
        (("03-29", "05:59"), ("03-29", "06:00")),
        (("10-25", "00:59"), ("10-25", "00:59")),
        (("10-25", "01:01"), ("10-25", "07:00")),
        (("10-25", "06:30"), ("10-25", "07:00")),
    ],
)
def test_a_digest_that_was_missed_waits_for_one_that_is_near(now, expected):
    """Within six hours before the next one, both are one, by whichever clock."""
    at = utc(*now)
    since = at - timedelta(days=1, hours=12)
    ready = hours.ready(preference(DAILY), since, at)
    reason = "" if now == expected else "digest"
    assert hours.Ready(at=utc(*expected), reason=reason) == ready


def test_a_digest_that_is_missed_again_waits_no_more():
    """Where nothing looks at the time that it waited for, it goes when it is seen."""
    wanted, since = preference(DAILY), utc("03-03", "12:00")
    waited, again = utc("03-05", "07:00"), utc("03-06", "06:55")
    assert waited == hours.ready_at(wanted, since, utc("03-05", "06:55"))
    assert hours.Ready(at=again) == hours.ready(wanted, since, again, waited)


def test_a_digest_near_the_end_of_quiet_hours():
    """What would go at their end is near the next one as well: they are one."""
    wanted = preference(DAILY, quiet=NIGHT)
    night = utc("03-04", "22:00")
    expected = hours.Ready(at=utc("03-05", "07:00"), reason="digest")
    assert expected == hours.ready(wanted, utc("03-04", "06:00"), night)
