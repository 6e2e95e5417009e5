"""
Listing threads: how a page's time grows with the store, and how it is read.

Each list is asked of stores of several sizes; of the largest the query plan is printed:
no SCAN but along an index in the order wanted, and no TEMP B-TREE, keeps a page's time
the same however much there is.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks import configuration, store_filler
from benchmarks.report import Row, lines, table
from benchmarks.store_filler import Plan
from benchmarks.timing import in_turn, mcenter, timed
from mcenter import people, store, summaries
from mcenter.models import database
from mcenter.people import vendors
from mcenter.summaries import Wanted
from tests.support import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mcenter.models import Person

MESSAGES_A_THREAD = 10
LIMIT = 25
CALLS = 20
MILLI = 1000
SUSPECTS = ("SCAN", "TEMP B-TREE")
GOAL = "goal: at most 3"


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list that somebody asks for."""

    name: str
    viewer: Person | None
    wanted: Wanted
    before: str | None = None

    def page(self) -> summaries.Page:
        """Read it."""
        wanted, before = self.wanted, self.before
        return summaries.page(self.viewer, wanted, limit=LIMIT, before=before)


def run(*, runs: int, threads: Sequence[int]) -> None:
    """Measure stores of these sizes, and print the tables and the query plans."""
    with servers.directory("benchmark") as here:
        configs = {size: _filled(here, size) for size in threads}
        times = {size: _times(here, size) for size in threads}
        whole = in_turn(
            runs, {str(size): _command(path) for size, path in configs.items()}
        )
        _report(times, {size: whole[str(size)] for size in threads}, runs)
        _explain(here, max(threads))


def _filled(here: Path, threads: int) -> Path:
    # However large the store is, one person's and one vendor's share of it is alike
    # in proportion, as in a shop that grows.
    plan = Plan(
        threads=threads,
        messages=MESSAGES_A_THREAD,
        vendors=10,
        customers=max(1, threads // 10),
    )
    folder = here / str(threads)
    store_filler.fill(_path(here, threads), plan, now=datetime.now(UTC))
    return configuration.write(folder, _path(here, threads), "")


def _path(here: Path, threads: int) -> Path:
    return here / str(threads) / "mcenter.db"


def _listings(threads: int) -> list[Listing]:
    staff = people.find("staff1@vendor2.example")
    customer = people.find("customer21@customer.example")
    everything = Listing(name="everything", viewer=None, wanted=Wanted())
    there = summaries.page(None, Wanted(), limit=threads * 9 // 10).next
    acme = vendors.find("vendor3")
    order = Wanted(about=f"order:{threads // 2}")
    return [
        everything,
        Listing(name="the same at 90 %", viewer=None, wanted=Wanted(), before=there),
        Listing(name="a customer's", viewer=customer, wanted=Wanted()),
        Listing(name="a vendor's staff's", viewer=staff, wanted=Wanted()),
        Listing(name="one vendor's", viewer=None, wanted=Wanted(vendor=acme)),
        Listing(name="about one order", viewer=None, wanted=order),
    ]


def _times(here: Path, threads: int) -> dict[str, float]:
    """Give the median time of each list, in milliseconds."""
    with store.opened(store_filler.url(_path(here, threads)), make=False):
        return {each.name: _median(each.page) for each in _listings(threads)}


def _median(call: Callable[[], object]) -> float:
    taken = []
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return MILLI * statistics.median(taken)


def _command(config: Path) -> Callable[[], float]:
    return lambda: timed(mcenter(config, "threads", "--json")).seconds


def _report(
    times: dict[int, dict[str, float]], whole: dict[int, float], runs: int
) -> None:
    smallest = min(times)
    parts = []
    for size, figures in times.items():
        rows = [
            _grown(name, taken, times[smallest][name])
            for name, taken in figures.items()
        ]
        command = f"mcenter threads --json, whole process, median of {runs}"
        rows.append(_grown(command, MILLI * whole[size], MILLI * whole[smallest]))
        messages = size * MESSAGES_A_THREAD
        parts.append((f"in {size:,} threads of {messages:,} messages", rows))
    title = f"Lists of {LIMIT} threads: summaries.page() in process, median of {CALLS}"
    table(title, "ms", "growth", parts)


def _grown(name: str, taken: float, before: float) -> Row:
    ratio = taken / before
    return Row(name=name, figure=taken, ratio=ratio, note="" if ratio == 1 else GOAL)


def _explain(here: Path, threads: int) -> None:
    with store.opened(store_filler.url(_path(here, threads)), make=False):
        for each in _listings(threads):
            plan = [line for sql in _statements(each.page) for line in _plan(sql)]
            lines(f"Query plan of {each.name}", plan)


def _statements(call: Callable[[], object]) -> list[str]:
    """Give the queries that a call makes."""
    heard: list[str] = []
    connection = database.connection()
    connection.set_trace_callback(heard.append)
    try:
        call()
    finally:
        connection.set_trace_callback(None)
    return [sql for sql in heard if sql.startswith("SELECT")]


def _plan(sql: str) -> list[str]:
    steps = [row[3] for row in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}")]
    return [
        f"{step}  <-- look here" if any(word in step for word in SUSPECTS) else step
        for step in steps
    ]
