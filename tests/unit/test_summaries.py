"""Lists of threads: who sees which, newest first, page by page, by index."""

from datetime import timedelta
from itertools import chain

import pytest

from mcenter import people, summaries, threads
from mcenter.errors import UsageMistake
from mcenter.models import Thread, Vendor, database
from mcenter.people import vendors
from mcenter.summaries import Wanted
from mcenter.threads import progress
from tests.support.domain import ANN, BOB, CAROL, NOW

DORA, OLGA = "dora@customer.example", "olga@market.example"
HOUR = timedelta(hours=1)
EVERYTHING = Wanted()


@pytest.fixture
def listed(market):
    """Four threads, an hour apart: Ann's 1 and 3, Dora's 2, and Bob's 4 with Zeta."""
    olga = people.ensure(OLGA, now=NOW)
    people.describe(olga, name="Olga", locale=None, operator=True, actor=None, now=NOW)
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    for hour, customer in enumerate((ANN, DORA, ANN)):
        market.contact(f"Question {hour + 1}", customer, now=NOW + hour * HOUR)
    bob, what = people.find(BOB), threads.Post(body="For my shop")
    threads.start(zeta, bob, what, about="order:4", now=NOW + 3 * HOUR)
    market.zeta = zeta
    return market


def page(address, wanted=EVERYTHING, *, limit=25, before=None):
    """What somebody is shown; None is the host."""
    viewer = None if address is None else people.find(address)
    return summaries.page(viewer, wanted, limit=limit, before=before)


def ids(*arguments, **options):
    """The keys of what somebody is shown."""
    return [thread.id for thread in page(*arguments, **options).threads]


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        (None, [4, 3, 2, 1]),
        (OLGA, [4, 3, 2, 1]),
        (ANN, [3, 1]),
        (DORA, [2]),
        (CAROL, [3, 2, 1]),
        (BOB, [4, 3, 2, 1]),
    ],
)
def test_who_sees_which(listed, viewer, expected):
    """One's own as a customer and those of one's shops together; operators all."""
    assert expected == ids(viewer)


@pytest.mark.parametrize("viewer", [None, BOB, OLGA])
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages(listed, viewer, limit):
    """Page after page gives each thread once, in order, and ends with None."""
    found, before = [], None
    for _ in range(5):
        shown = page(viewer, limit=limit, before=before)
        found.append([thread.id for thread in shown.threads])
        before = shown.next
        if before is None:
            break
    assert [4, 3, 2, 1] == list(chain.from_iterable(found))
    assert max(map(len, found)) <= limit
    assert found[-1] != []


def test_pages_of_the_same_moment(listed):
    """Threads of one moment are told apart by their keys."""
    Thread.update(last_message_at=NOW).execute()
    first = page(None, limit=2)
    second = page(None, limit=2, before=first.next)
    found = [[thread.id for thread in each.threads] for each in (first, second)]
    assert [[4, 3], [2, 1]] == found


def test_a_post_between_pages_shows_nothing_twice(listed):
    """What moves to the top meanwhile does not push another onto the next page."""
    first = page(None, limit=2)
    listed.post(Thread.get_by_id(1), ANN, "Me again", now=NOW + 9 * HOUR)
    second = page(None, limit=2, before=first.next)
    assert [2] == [thread.id for thread in second.threads]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "1", "1.0", "-1.1", "1.1\n", "\uff11.1", f"{'9' * 18}.1", f"1.{2**63}"],
)
def test_a_cursor_that_is_none(listed, cursor):
    """Only what a page gave is taken."""
    with pytest.raises(UsageMistake, match="no cursor"):
        page(None, before=cursor)


@pytest.mark.parametrize(
    ("viewer", "expected"), [(BOB, [3, 2, 1]), (ANN, []), (OLGA, [4, 3, 2, 1])]
)
def test_unread(listed, viewer, expected):
    """What others wrote and oneself has not read."""
    assert expected == ids(viewer, Wanted(unread=True))
    unread = [thread.id for thread in page(viewer).threads if thread.unread]
    assert expected == unread


def test_unread_is_counted_for_each(listed):
    """Reading counts for the reader alone; one's own words are never new."""
    thread = Thread.get_by_id(1)
    listed.post(thread, ANN, "And one more thing", now=NOW + 4 * HOUR)
    assert [2] == [page(BOB, limit=1).threads[0].unread]
    threads.mark_read(thread, people.find(BOB), 1)
    counts = [summaries.one(thread, people.find(each)).unread for each in (BOB, CAROL)]
    assert [1, 2] == counts
    assert 0 == summaries.one(thread, people.find(ANN)).unread
    assert 0 == summaries.one(thread, None).unread


def test_the_host_has_read_nothing(listed):
    """Without somebody who acts there is nothing unread."""
    with pytest.raises(UsageMistake, match="--as"):
        page(None, Wanted(unread=True))


def test_waiting(listed):
    """On one's own side; for operators, on anybody."""
    listed.post(Thread.get_by_id(1), BOB, "Yes", now=NOW + 4 * HOUR)
    progress.finish(Thread.get_by_id(2), None, now=NOW)
    waiting = Wanted(waiting=True)
    found = {viewer: ids(viewer, waiting) for viewer in (None, ANN, BOB, CAROL, OLGA)}
    expected = {None: [1, 4, 3], ANN: [1], BOB: [3], CAROL: [3], OLGA: [1, 4, 3]}
    assert expected == found


@pytest.mark.parametrize(
    ("wanted", "viewer", "expected"),
    [
        (Wanted(about="order:4"), None, [4]),
        (Wanted(about="order:4"), CAROL, []),
        (Wanted(about="order:5"), None, []),
        (Wanted(search="question"), None, [3, 2, 1]),
        (Wanted(search="question 2"), ANN, []),
        (Wanted(search="!"), None, []),
        (Wanted(search="question", unread=True), BOB, [3, 2, 1]),
    ],
)
def test_wanted(listed, wanted, viewer, expected):
    """Each wish narrows the list, and none widens it."""
    assert expected == ids(viewer, wanted)


def test_of_one_vendor(listed):
    """One vendor's alone."""
    assert [4] == ids(BOB, Wanted(vendor=listed.zeta))
    assert [3, 2, 1] == ids(BOB, Wanted(vendor=listed.acme))
    assert [] == ids(ANN, Wanted(vendor=listed.zeta))


def test_what_a_summary_says(listed):
    """All there is to know of a thread at a glance; nobody's address."""
    body = "Yes,\n\tof \x1b[31mcourse " + "x" * 200
    listed.post(Thread.get_by_id(2), BOB, body, now=NOW + 4 * HOUR)
    (summary,) = page(DORA).threads
    assert (
        summaries.Summary(
            id=2,
            subject="Question 2",
            about=None,
            vendor_slug="acme",
            vendor_name="Acme Tools",
            customer_name=f"Customer {people.find(DORA).id}",
            status="open",
            messages=2,
            unread=1,
            waiting_on="customer",
            waiting_since=NOW + 4 * HOUR,
            last_message_at=NOW + 4 * HOUR,
            last_author_name="Bob",
            last_author_side="vendor",
            excerpt=r"Yes, of \x1b[31mcourse " + "x" * 96 + "…",
        )
        == summary
        == summaries.one(Thread.get_by_id(2), people.find(DORA))
    )


def test_closed_with_its_vendor(listed):
    """The threads of a closed vendor are closed."""
    Vendor.update(closed_at=NOW).where(Vendor.slug == "zeta").execute()
    statuses = [thread.status for thread in page(BOB).threads]
    assert ["closed", "open", "open", "open"] == statuses


def test_staff_that_left_sees_nothing(listed):
    """Rights are asked each time."""
    database.execute_sql("DELETE FROM staff")
    assert ([], [4]) == (ids(CAROL), ids(BOB))


@pytest.mark.parametrize(
    ("viewer", "index"),
    [(None, "thread_newest"), (ANN, "thread_customer"), (CAROL, "thread_vendor")],
)
def test_read_by_index(listed, monkeypatch, viewer, index):
    """A page is read along an index: nothing is sorted, and no table is walked."""
    asked = []
    execute = type(database.obj).execute_sql

    def noting(self, sql, params=None):
        asked.append((sql, params))
        return execute(self, sql, params)

    person = None if viewer is None else people.find(viewer)
    monkeypatch.setattr(type(database.obj), "execute_sql", noting)
    summaries.page(person, EVERYTHING, limit=25)
    monkeypatch.undo()
    sql, params = asked[-1]
    plan = [row[3] for row in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params)]
    assert any(f"INDEX {index}" in step for step in plan)
    slow = [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")]
    assert [] == [step for step in slow if f"INDEX {index}" not in step]
