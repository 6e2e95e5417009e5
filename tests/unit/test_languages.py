"""What we say in each language: sentences, plurals, dates and spans of time."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from babel import dates, units

from mcenter.languages import LANGUAGES, Plural, Sentence, language

# The English of ours has the day before the month.
CLDR = {"en": "en_GB", "zh": "zh_Hans_CN"}
ZONES = {
    "UTC": "UTC",
    "Europe/Berlin": "CET",
    "America/Los_Angeles": "PST",
    "America/Sao_Paulo": "UTC-03:00",
    "Asia/Shanghai": "CST",
    "Asia/Kathmandu": "UTC+05:45",
}
AT = datetime(2026, 11, 22, 23, 3, 59, tzinfo=UTC)


def blanks(text):
    """The text with plain spaces, of which CLDR knows several kinds."""
    return re.sub(r"\s", " ", text)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("tag", LANGUAGES)
def test_dates_are_written_as_cldr_has_them(tag, month):
    """On the first, on a day of one digit, and on a late one."""
    locale = CLDR.get(tag, tag)
    for day in (1, 9, 28):
        at = datetime(2026, month, day, 12, tzinfo=UTC)
        expected = dates.format_date(at, "long", locale=locale)
        assert blanks(expected) == blanks(language(tag).day(at))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_moments_are_written_as_cldr_has_them(tag, zone):
    """By 24 hours, in the zone of whoever reads, with the zone's name or offset."""
    locale = CLDR.get(tag, tag)
    joined = dates.get_datetime_format("long", locale)
    for hour in (0, 1, 9, 12, 23):
        at, there = AT.replace(hour=hour), ZoneInfo(zone)
        day = dates.format_date(at.astimezone(there), "long", locale=locale)
        time = dates.format_time(at, "HH:mm", tzinfo=there, locale=locale)
        expected = joined.format(f"{time} {ZONES[zone]}", day)
        assert blanks(expected) == blanks(language(tag).moment(at, there))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "22 November 2026, 23:03 UTC"),
        ("de", "22. November 2026, 23:03 UTC"),
        ("fr", "22 novembre 2026, 23:03 UTC"),
        ("es", "22 de noviembre de 2026, 23:03 UTC"),
        ("ru", "22 ноября 2026\xa0г., 23:03 UTC"),  # noqa: RUF001 - it is Cyrillic.
        ("zh", "2026年11月22日 23:03 UTC"),
    ],
)
def test_moment(tag, expected):
    """One moment, as each language writes it."""
    assert expected == language(tag).moment(AT)


def test_zone_that_has_no_name():
    """How far it is from UTC, to the minute."""
    zone = timezone(-timedelta(hours=3, minutes=30))
    assert "22 November 2026, 19:33 UTC-03:30" == language("en").moment(AT, zone)


def test_zone_on_a_host_that_has_none():
    """Slim hosts have no time zones: they come with what mcenter requires."""
    told = (
        "from datetime import UTC, datetime; from zoneinfo import TZPATH, ZoneInfo;"
        "from mcenter.languages import ENGLISH;"
        "at = datetime(2026, 7, 1, 12, tzinfo=UTC);"
        "print(TZPATH, ENGLISH.moment(at, ZoneInfo('Europe/Berlin')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONTZPATH": ""},
    )
    assert "() 1 July 2026, 14:00 CEST\n" == done.stdout


@pytest.mark.parametrize("unit", ["day", "hour", "minute"])
@pytest.mark.parametrize("tag", LANGUAGES)
def test_durations_are_written_as_cldr_has_them(tag, unit):
    """With the right form of the word for each number."""
    locale = CLDR.get(tag, tag)
    most = {"day": 200, "hour": 23, "minute": 59}[unit]
    # Chinese has no longer form than the short one.
    length = "short" if tag == "zh" else "long"
    for number in range(0 if unit == "minute" else 1, most + 1):
        span = timedelta(**{f"{unit}s": number})
        expected = units.format_unit(number, f"duration-{unit}", length, locale=locale)
        assert blanks(expected) == blanks(language(tag).duration(span))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(seconds=-5), "0 minutes"),
        (timedelta(seconds=59), "0 minutes"),
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(hours=1, minutes=59), "1 hour"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_duration(span, expected):
    """Whole units alone, and none that is longer than the span."""
    assert expected == language("en").duration(span)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_number_has_a_form(tag):
    """The number itself stands in each."""
    say = language(tag)
    for number in range(201):
        said = say.plural("%(number)d day", "%(number)d days", number)
        assert re.match(rf"{number}\W?\w", said)


@pytest.mark.parametrize(
    ("tag", "default", "expected"),
    [
        ("de", "en", "de"),
        ("de-AT", "en", "de"),
        ("es_MX", "en", "es"),
        ("zh-Hant-TW", "en", "zh"),
        ("zh_TW", "en", "zh"),
        ("ZH", "en", "zh"),
        (None, "fr", "fr"),
        ("", "fr", "fr"),
        ("tlh", "ru-RU", "ru"),
        ("tlh", "tlh", "en"),
    ],
)
def test_language_of_a_tag(tag, default, expected):
    """The one that is asked for, the marketplace's, English."""
    assert expected == language(tag, default).tag


def test_values_are_said_in_the_same_language():
    """A sentence within a sentence, and a number's; names stay as they are."""
    expected = {
        "en": "%(x)s: it is too large",
        "de": "%(x)s: sie ist zu groß",
        "ru": "%(x)s: оно слишком велико",
    }
    values = {"marketplace": "%(x)s", "subject": Sentence("it is too large")}
    said = Sentence("%(marketplace)s: %(subject)s", values)
    assert expected == {tag: language(tag).sentence(said) for tag in expected}
    values["subject"] = AT
    assert "%(x)s: 22. November 2026, 23:03 UTC" == language("de").sentence(said)
    values["subject"] = Plural("%(number)d day", "%(number)d days", 3)
    assert "%(x)s: 3 Tage" == language("de").sentence(said)
