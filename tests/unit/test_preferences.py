"""What a person chose, and what [notify] says where they did not."""

from datetime import UTC, time, timedelta
from zoneinfo import ZoneInfo

from mcenter.config import Notify
from mcenter.models import Person
from mcenter.people import preferences

NOTIFY = Notify(
    frequency="bundled",
    window=timedelta(minutes=10),
    digest_at=time(18),
    body="excerpt",
    quiet_hours="22:00-07:00",
    timezone="Europe/Berlin",
)


def test_nothing_chosen():
    """All of it is [notify]'s."""
    assert preferences.Preference(
        frequency="bundled",
        window=timedelta(minutes=10),
        digest_at=time(18),
        body="excerpt",
        quiet=(time(22), time(7)),
        zone=ZoneInfo("Europe/Berlin"),
    ) == preferences.of(Person(), NOTIFY)


def test_all_chosen():
    """All but the digest's hour is theirs; no window and no quiet hours are choices."""
    person = Person(
        frequency="daily", window_seconds=0, body="hint", quiet_hours="", timezone="UTC"
    )
    assert preferences.Preference(
        frequency="daily",
        window=timedelta(0),
        digest_at=time(18),
        body="hint",
        quiet=None,
        zone=UTC,
    ) == preferences.of(person, NOTIFY)


def test_a_zone_that_is_known_no_more():
    """A name that the host's database lost is UTC."""
    person = Person(timezone="Atlantis/Capital")
    assert UTC == preferences.of(person, NOTIFY).zone


def test_reset():
    """Whoever is reset has chosen nothing."""
    person = Person(frequency="never", window_seconds=60, timezone="Asia/Tokyo")
    preferences.reset(person)
    assert preferences.of(Person(), NOTIFY) == preferences.of(person, NOTIFY)
