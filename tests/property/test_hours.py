"""Any clock, any moment: never in quiet hours, never later than need be."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import assume, example, given
from hypothesis import strategies as st

from mcenter.people import hours
from mcenter.people.preferences import AT_ONCE, BUNDLED, DAILY, Preference

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# Clocks that are changed by an hour, by half of one, at midnight, far from Greenwich.
CHANGED = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago"),
    *("Africa/Cairo", "Asia/Beirut", "Pacific/Chatham", "America/St_Johns"),
    *("Africa/Casablanca", "America/Havana", "Atlantic/Azores", "Antarctica/Troll"),
)
ZONES = st.sampled_from(CHANGED) | st.sampled_from(sorted(available_timezones()))
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001  (made UTC)
    lambda moment: moment.replace(tzinfo=UTC)
)
QUIET = st.none() | st.tuples(CLOCKS, CLOCKS).filter(lambda both: both[0] != both[1])
BERLIN = ZoneInfo("Europe/Berlin")


def preference(frequency=AT_ONCE, *, quiet=None, zone=BERLIN, **others):
    """One person's choices."""
    given = {"window": timedelta(minutes=30), "digest_at": time(8), "body": "full"}
    return Preference(
        frequency=frequency, quiet=quiet, zone=zone, **{**given, **others}
    )


PREFERENCES = st.builds(
    preference,
    st.sampled_from((AT_ONCE, BUNDLED, DAILY)),
    quiet=QUIET,
    zone=ZONES.map(ZoneInfo),
    window=st.timedeltas(timedelta(0), 2 * DAY),
    digest_at=CLOCKS,
)


def is_quiet(wanted, moment):
    """Whether the clock on the wall is in the quiet hours, worked out in minutes."""
    if wanted.quiet is None:
        return False
    begin, end = (each.hour * 60 + each.minute for each in wanted.quiet)
    clock = moment.astimezone(wanted.zone)
    return (clock.hour * 60 + clock.minute - begin) % 1440 < (end - begin) % 1440


def time_left(wanted):
    """How long it is not quiet from a digest on, by a clock that is not changed."""
    begin, end = wanted.quiet or (wanted.digest_at, wanted.digest_at)
    since = datetime(2026, 1, 1)  # noqa: DTZ001  (any day will do)
    at, begin, end = (
        datetime.combine(since, each) for each in (wanted.digest_at, begin, end)
    )
    is_in = (at - begin) % DAY < (end - begin) % DAY
    return (begin - (end if is_in else at)) % DAY or DAY


def minutes(begin, end):
    """Whole minutes from one moment on, without the other one: clocks know no less."""
    moment = begin.replace(second=0, microsecond=0)
    while moment < end:
        if moment >= begin:
            yield moment
        moment += MINUTE


@given(PREFERENCES, MOMENTS, st.timedeltas(timedelta(0), 3 * DAY))
def test_never_in_quiet_hours(wanted, since, late):
    """Whenever it is looked at, what is ready is so outside the quiet hours."""
    at = hours.ready_at(wanted, since, since + late)
    assert not is_quiet(wanted, at)
    assert at >= since + late
    assert hours.Ready(at=at) == hours.ready(wanted, since, at)


@given(PREFERENCES.filter(lambda each: each.frequency != DAILY), MOMENTS)
def test_never_later_than_need_be(wanted, since):
    """Between the moment it would go and the one it goes, all is quiet."""
    window = wanted.window if wanted.frequency == BUNDLED else timedelta(0)
    at = hours.ready_at(wanted, since, since)
    assert at - (since + window) < DAY + timedelta(hours=3)
    waits = list(minutes(since + window, at))
    assert waits == [moment for moment in waits if is_quiet(wanted, moment)]


@given(PREFERENCES.filter(lambda each: each.frequency == DAILY), MOMENTS)
@example(
    preference(DAILY, quiet=(time(22), time(7)), digest_at=time(23)),
    datetime(2026, 3, 28, 22, 30, tzinfo=UTC),
)
def test_a_digest_a_day(wanted, since):
    """Within ten days, no more digests than days, each as soon as its clock says so."""
    digests = []
    for number in range(10 * 24):
        at = hours.ready_at(wanted, since + number * timedelta(hours=1), since)
        if at not in digests:
            digests.append(at)
    assert sorted(digests) == digests
    assert len(digests) in {10, 11}
    apart = [after - before for before, after in pairwise(digests)]
    assert all(timedelta(hours=19) < each < timedelta(hours=29) for each in apart)


@given(
    PREFERENCES.filter(lambda each: each.frequency == DAILY),
    MOMENTS,
    st.timedeltas(timedelta(0), 3 * DAY),
    st.timedeltas(MINUTE, timedelta(hours=1)),
)
def test_no_two_digests_are_near_each_other(wanted, begin, outage, every):
    """Whenever runs begin again, and however often they come: six hours are between."""
    # Else a run may come too late, and find all quiet.
    assume(time_left(wanted) > 3 * every)
    waiting = {begin + number * timedelta(hours=5): None for number in range(30)}
    digests, now = [], begin + outage
    while waiting and now < begin + outage + 10 * DAY:
        ripe = []
        for since in [each for each in waiting if each <= now]:
            if (waiting[since] or since) <= now:
                at = hours.ready_at(wanted, since, now, waiting[since])
                waiting[since] = at
                ripe += [since] if at <= now else []
        for since in ripe:
            del waiting[since]
        digests += [now] if ripe else []
        # Nothing changes until something is due, or written.
        soonest = min((waiting[each] or each for each in waiting), default=now)
        now += every * max(1, (soonest - now) // every)
    assert not waiting
    apart = [after - before for before, after in pairwise(digests)]
    assert all(each > hours.NEAR - every for each in apart)


@given(
    PREFERENCES.filter(lambda each: each.frequency == DAILY and not each.quiet), MOMENTS
)
def test_a_digest_is_due_when_the_clock_says_so(wanted, since):
    """Without quiet hours it is the first minute from then on that shows the hour."""
    at = hours.ready_at(wanted, since, since)
    clock = at.astimezone(wanted.zone)
    before = (at - timedelta(microseconds=1)).astimezone(wanted.zone)
    said = clock.time() == wanted.digest_at
    skipped = (
        before.time() < wanted.digest_at < clock.time() or clock.date() > before.date()
    )
    assert said or skipped
    assert at - since <= timedelta(hours=26)
