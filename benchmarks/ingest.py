"""
Ingest over IMAP: a mailbox full of answers, `mcenter poll` as a whole process.

The floor is floors.ingest, a whole process too, on the same mails and the same server;
so is a run over an empty mailbox, which tells what starting up costs of it.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import mean
from typing import TYPE_CHECKING

from benchmarks import answers, configuration, floors, smtp_sink, store_filler
from benchmarks.report import Recorded, rated, recorded, table
from benchmarks.store_filler import Plan
from benchmarks.timing import PYTHON, ROOT, Failed, in_turn, mcenter, timed
from mcenter import store
from tests.support import certificates, dovecot, servers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.dovecot import Dovecot

MAILS_A_THREAD = 5
THREADS_A_VENDOR = 10
USER = dovecot.MARKETPLACE
RECORDED_FLOOR = 1520
RECORDED = (
    Recorded(name="the practical floor", figure=RECORDED_FLOOR),
    Recorded(name="the same with peewee's connection, SQL by hand", figure=1242),
    Recorded(name="the same with the peewee ORM", figure=951),
    Recorded(name="mu index (C++, an index, no threads to post to)", figure=897),
    Recorded(name="notmuch new (C, an index, no threads to post to)", figure=284),
    Recorded(name="the obvious code: policy.default, ORM, one by one", figure=154),
    Recorded(name="Roundup 2.6, mail gateway over IMAP, SQLite", figure=39),
    Recorded(name="django-helpdesk 2.6 over IMAP, SQLite", figure=33),
    Recorded(name="RT 5, gateway in process", figure=8),
)
GOAL = "goal: 0.5, at least 0.35"


@dataclass(frozen=True, kw_only=True)
class Course:
    """A server, a store to begin with, and the mails that come in."""

    here: Path
    server: Dovecot
    mails: list[bytes]

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.here / "config.toml"

    @property
    def store(self) -> Path:
        """The store that is worked on; the one to begin with stands beside it."""
        return self.here / "store" / "mcenter.db"

    def set_up(self, mails: list[bytes]) -> None:
        """Give a fresh copy of the store, and a mailbox with these mails alone."""
        _copy(self.here / "filled" / "mcenter.db", self.store)
        self.server.empty(USER)
        with self.server.session(USER) as session:
            for mail in mails:
                session.append("INBOX", None, None, mail)

    def poll(self, mails: list[bytes]) -> float:
        """Time a run of ours over these mails, which must all be accepted."""
        self.set_up(mails)
        done = timed(mcenter(self.config, "poll", "--json"))
        if json.loads(done.output)["accepted"] != len(mails):
            raise Failed(f"not every mail was accepted: {done.output[:2000]}")
        return done.seconds

    def floor(self, mails: list[bytes]) -> float:
        """Time a run of the floor over these mails."""
        self.set_up(mails)
        server = self.server
        where = (server.host, server.imaps_port, server.ca_file)
        login = (USER, server.password_of(USER))
        words = [*where, *login, self.store, store.journal_mode()]
        program = ROOT / "benchmarks" / "floors.py"
        done = timed([PYTHON, program, "ingest", *map(str, words)])
        moved = len(server.mails(USER, floors.ACCEPTED))
        if moved != len(mails):
            raise Failed(f"the floor moved {moved} of {len(mails)}")
        return done.seconds


def run(*, runs: int, mails: int) -> None:
    """Measure so many mails so many times, and print the table."""
    with servers.directory("benchmark") as here:
        authority = certificates.issue(here)
        with dovecot.running(authority) as server:
            _report(prepared(here, server, mails), runs)


def prepared(here: Path, server: Dovecot, count: int) -> Course:
    """Fill a store, send its notifications, and write answers to them."""
    threads = max(1, count // MAILS_A_THREAD)
    vendors = max(1, threads // THREADS_A_VENDOR)
    plan = Plan(threads=threads, vendors=vendors, customers=threads, due=2)
    filled = here / "filled" / "mcenter.db"
    store_filler.fill(filled, plan, now=datetime.now(UTC))
    with smtp_sink.running(here) as port:
        sending = configuration.write(here, filled, configuration.smtp(port=port))
        timed(mcenter(sending, "notify"))
    with store.opened(store_filler.url(filled), make=False):
        mails = answers.write(count)
    course = Course(here=here, server=server, mails=mails)
    imap = configuration.imap(
        host=server.host,
        port=server.imaps_port,
        ca_file=server.ca_file,
        username=USER,
        password=server.password_of(USER),
    )
    configuration.write(here, course.store, imap)
    return course


def _report(course: Course, runs: int) -> None:
    mails = course.mails
    contestants: dict[str, Callable[[], float]] = {
        "floor": lambda: course.floor(mails),
        "poll": lambda: course.poll(mails),
        "floor, idle": lambda: course.floor([]),
        "poll, idle": lambda: course.poll([]),
    }
    took = in_turn(runs, contestants)
    count = len(mails)
    floor, poll = count / took["floor"], count / took["poll"]
    bare = count / (took["floor"] - took["floor, idle"])
    ours = count / (took["poll"] - took["poll, idle"])
    sizes = [len(mail) / 1000 for mail in mails]
    measured = [
        rated("the practical floor, whole process", floor, floor),
        rated("mcenter poll, whole process", poll, floor, GOAL),
        rated("the practical floor, less an idle run", bare, bare),
        rated("mcenter poll, less an idle run", ours, bare),
    ]
    table(
        f"Ingest over IMAP: {count:,} answers of {min(sizes):.1f} to {max(sizes):.1f}"
        f" KB, {mean(sizes):.1f} KB on average",
        "mails/s",
        "of floor",
        [
            (f"measured now, in turn, median of {runs}", measured),
            ("recorded elsewhere", recorded(RECORDED, floor=RECORDED_FLOOR)),
        ],
    )


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir(mode=0o700)
    shutil.copyfile(source, target)
    target.chmod(0o600)
