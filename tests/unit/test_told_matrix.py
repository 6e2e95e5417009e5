"""Every side, every event, every choice: who is told when, and who is not, and why."""

from datetime import time, timedelta

import pytest

from mcenter.config import Notify
from mcenter.store import transaction
from tests.support import stores
from tests.support.telling import CHOSEN, EVENTS, READERS, SIDES, Chosen, World

ALL = {"operators": True}
CONFIGURED = {
    "all sides": ALL,
    "no customers": {**ALL, "customers": False},
    "no vendors": {**ALL, "vendors": False},
    "no operators": {},
    "never by default": {**ALL, "frequency": "never"},
    "daily by default": {**ALL, "frequency": "daily"},
    "bundled by default": {**ALL, "frequency": "bundled"},
    "after a delay": {**ALL, "delay": timedelta(minutes=5)},
    "a mail each": {**ALL, "bundle": False},
}
# It is 05:06:07 in UTC. Who is quiet is so until half past seven; who is not has the
# digest at eight; the quiet ones' clock is an hour ahead, and theirs is due before.
WINDOW = timedelta(hours=1)
QUIET_ENDS = timedelta(hours=7, minutes=30) - timedelta(hours=5, minutes=6, seconds=7)
DIGEST = QUIET_ENDS + timedelta(minutes=30)
AUTHORS = {
    "contact": "customer",
    "customer posts": "customer",
    "bob posts": "bob",
    "carol posts": "carol",
    "olga posts": "olga",
    "customer answers by mail": "customer",
    "bob answers by mail": "bob",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """All threads, before anything happens."""
    path = tmp_path_factory.mktemp("told") / "store.db"
    with stores.opened(path):
        with transaction():
            world = World()
        yield world


def is_owed(event, reader, chosen):
    """Whether a message is any business of a reader's."""
    author = AUTHORS.get(event)
    if author in {None, reader}:
        return False
    follows = chosen.word == "follow"
    if event == "contact":
        # Nobody had a word on a thread that was not there; operators never wrote to it.
        return SIDES[reader] == "vendor"
    if SIDES[reader] == SIDES[author]:
        return follows
    return follows or reader != "otto"


def why_never(configured, reader, chosen):
    """Why a reader is told at no time; None: they are."""
    notify = CONFIGURED[configured]
    side = {"customer": "customers", "vendor": "vendors", "operator": "operators"}
    switch = side[SIDES[reader]]
    reasons = {
        "read": chosen.reads,
        "muted": chosen.word == "mute",
        "unsubscribed": frequency_of(configured, chosen) == "never",
        "unsent": not notify.get(switch, switch != "operators"),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def frequency_of(configured, chosen):
    """How often somebody is told."""
    return chosen.frequency or CONFIGURED[configured].get("frequency", "at-once")


def expected(event, configured, reader, chosen):
    """What becomes of telling a reader, worked out from the issue's words."""
    if not is_owed(event, reader, chosen):
        return ("not owed", "")
    reason = why_never(configured, reader, chosen)
    if reason:
        return ("never", reason)
    frequency = frequency_of(configured, chosen)
    kind = "digest" if frequency == "daily" else "mail"
    if chosen.quiet:
        return (f"{kind} {QUIET_ENDS}", kind if kind == "digest" else "quiet hours")
    delay = CONFIGURED[configured].get("delay", timedelta(0))
    at, why = {
        "at-once": (delay, "delay" if delay else ""),
        "bundled": (WINDOW, "window"),
        "daily": (DIGEST, "digest"),
    }[frequency]
    return (f"{kind} {at}", why)


@pytest.mark.parametrize("event", EVENTS)
def test_cells(world, event):
    """What happens, for all readers whatever they chose, is as it should be."""
    notify = {name: Notify(**given) for name, given in CONFIGURED.items()}
    found = world.told(event, notify)
    wanted = {
        (name, chosen, reader): expected(event, name, reader, chosen)
        for name in CONFIGURED
        for chosen in CHOSEN
        for reader in READERS
    }
    differing = {key for key in wanted if wanted[key] != found[key]}
    assert {key: wanted[key] for key in differing} == {
        key: found[key] for key in differing
    }
    assert len(wanted) == len(found)


# Written by hand: event, configuration, reader, what they chose, and what comes of it.
NOW_, LATER, TOMORROW = "mail 0:00:00", f"mail {WINDOW}", f"digest {DIGEST}"
ROWS = [
    ("contact", "all sides", "bob", {}, (NOW_, "")),
    ("contact", "all sides", "carol", {}, (NOW_, "")),
    ("contact", "all sides", "customer", {}, ("not owed", "")),
    ("contact", "all sides", "olga", {}, ("not owed", "")),
    ("contact", "all sides", "bob", {"word": "mute"}, ("never", "muted")),
    ("customer posts", "all sides", "olga", {}, (NOW_, "")),
    ("customer posts", "all sides", "otto", {}, ("not owed", "")),
    ("customer posts", "all sides", "otto", {"word": "follow"}, (NOW_, "")),
    ("customer posts", "no operators", "olga", {}, ("never", "unsent")),
    (
        *("customer posts", "no operators", "otto", {"word": "follow"}),
        ("never", "unsent"),
    ),
    ("bob posts", "all sides", "customer", {}, (NOW_, "")),
    ("bob posts", "all sides", "bob", {"word": "follow"}, ("not owed", "")),
    ("bob posts", "all sides", "carol", {}, ("not owed", "")),
    ("bob posts", "all sides", "carol", {"word": "follow"}, (NOW_, "")),
    ("bob posts", "no customers", "customer", {}, ("never", "unsent")),
    ("bob posts", "all sides", "customer", {"frequency": "bundled"}, (LATER, "window")),
    (
        "bob posts",
        "all sides",
        "customer",
        {"frequency": "daily"},
        (TOMORROW, "digest"),
    ),
    (
        *("bob posts", "all sides", "customer", {"frequency": "never"}),
        ("never", "unsubscribed"),
    ),
    ("bob posts", "never by default", "customer", {}, ("never", "unsubscribed")),
    (
        *("bob posts", "never by default", "customer", {"frequency": "at-once"}),
        (NOW_, ""),
    ),
    ("bob posts", "all sides", "customer", {"reads": True}, ("never", "read")),
    (
        *("bob posts", "all sides", "customer", {"reads": True, "frequency": "daily"}),
        ("never", "read"),
    ),
    (
        *("bob posts", "all sides", "customer", {"quiet": True}),
        ("mail 2:23:53", "quiet hours"),
    ),
    (
        *("bob posts", "all sides", "customer", {"quiet": True, "frequency": "daily"}),
        ("digest 2:23:53", "digest"),
    ),
    ("bob posts", "after a delay", "customer", {}, ("mail 0:05:00", "delay")),
    ("olga posts", "all sides", "customer", {}, (NOW_, "")),
    ("olga posts", "all sides", "bob", {}, (NOW_, "")),
    ("olga posts", "all sides", "otto", {}, ("not owed", "")),
    ("olga posts", "all sides", "otto", {"word": "follow"}, (NOW_, "")),
    ("customer answers by mail", "all sides", "bob", {}, (NOW_, "")),
    ("bob answers by mail", "all sides", "carol", {"word": "follow"}, (NOW_, "")),
    (
        "bob answers by mail",
        "all sides",
        "customer",
        {"word": "mute"},
        ("never", "muted"),
    ),
    (
        "done and reopened",
        "all sides",
        "customer",
        {"word": "follow"},
        ("not owed", ""),
    ),
    ("done and reopened", "all sides", "bob", {}, ("not owed", "")),
]


@pytest.mark.parametrize(("event", "configured", "reader", "given", "outcome"), ROWS)
def test_row(event, configured, reader, given, outcome):
    """What is worked out for all cells is, in those that matter, what was meant."""
    plain = {"frequency": None, "word": None, "quiet": False, "reads": False}
    assert outcome == expected(event, configured, reader, Chosen(**plain | given))


def test_there_are_thousands():
    """The table is whole."""
    assert time(8) == Notify().digest_at
    assert 21_600 == len(EVENTS) * len(CONFIGURED) * len(CHOSEN) * len(READERS)
