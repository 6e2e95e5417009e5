"""What letters take from the store is the same, stocked for many or asked for alone."""

import pytest

from mcenter import errands
from mcenter.files import attachments
from mcenter.files.attachments import File
from mcenter.models import database
from mcenter.outbox import parcels
from mcenter.supplies import Supplies
from tests.support.domain import ANN, BOB, NOW, config

CONFIG = config()


@pytest.fixture
def packed(market):
    """Two threads: of one a mail was sent before, and its new message has files."""
    old, _ = market.contact("Old"), market.contact("New")
    market.sent(BOB, old)
    more = market.post(old.thread, ANN, "More")
    files = [File(name=name, content_type="x/y", content=b"!") for name in "ab"]
    attachments.keep(more, files)
    return parcels.due(NOW, CONFIG.notify, CONFIG.limits, most=10).packed


def taken(supplies, parcel):
    """All that a letter takes."""
    person, part = parcel.person, parcel.participant
    posts = [row.message for row in parcel.deliveries]
    return (
        supplies.references(part),
        [file.name for file in supplies.files(posts)],
        supplies.tag(person, errands.MUTE, part.thread_id, now=NOW),
        supplies.tag(person, errands.UNSUBSCRIBE, now=NOW),
    )


def test_stocked_or_not(packed):
    """For each letter the same; of four letters, one has a mail before it."""
    stocked = Supplies()
    stocked.stock(packed, now=NOW)
    found = [taken(stocked, parcel) for parcel in packed]
    assert found == [taken(Supplies(), parcel) for parcel in packed]
    assert [0, 0, 0, 1] == sorted(len(before) for before, *_ in found)
    assert [0, 0, 2, 2] == sorted(len(files) for _, files, *_ in found)


def test_stocked_asks_once(packed, monkeypatch):
    """What is stocked is not asked for again; nothing is stocked for nobody."""
    stocked, asked = Supplies(), []
    stocked.stock(packed, now=NOW)
    execute = database.obj.execute_sql
    monkeypatch.setattr(
        database.obj, "execute_sql", lambda *call: asked.append(call) or execute(*call)
    )
    stocked.stock([], now=NOW)
    for parcel in packed:
        taken(stocked, parcel)
    assert [] == asked
