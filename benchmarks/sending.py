"""
Sending: notifications that are due, `mcenter notify` as a whole process.

All go to Postfix's smtp-sink; the floors are its smtp-source and Python's smtplib, both
on one kept connection: with one of the very mails that mcenter composed, and with as
many bytes made up by smtp-source, as in the figure that was recorded.  A durable commit
each is a floor too, whatever the disk is doing just then.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from benchmarks import configuration, smtp_sink, store_filler
from benchmarks.report import Recorded, rated, recorded, table
from benchmarks.store_filler import Plan
from benchmarks.timing import PYTHON, ROOT, Failed, in_turn, mcenter, timed
from mcenter import store
from mcenter.models import Blob
from tests.support import servers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FLOOR_TIMES = 8
JOURNALS = ("truncate", "persist", "wal")
RECORDED_FLOOR = 2094
RECORDED = (
    Recorded(name="smtp-source, one kept connection", figure=RECORDED_FLOOR),
    Recorded(name="smtplib, kept connection, ready bytes", figure=1572),
    Recorded(name="smtplib, a new connection each", figure=927),
    Recorded(name="Roundup's Mailer, text only", figure=592),
    Recorded(name="Django send_messages, one connection, no outbox", figure=506),
    Recorded(name="EmailMessage built, as_bytes, smtplib", figure=227),
)
GOAL = "goal: 0.3 with WAL, 0.2 with a rollback journal"


@dataclass(frozen=True, kw_only=True)
class Course:
    """A server that takes every mail, and a store in which so many are due."""

    here: Path
    port: int
    count: int

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.here / "config.toml"

    @property
    def store(self) -> Path:
        """The store that is worked on."""
        return self.here / "store" / "mcenter.db"

    @property
    def mail(self) -> Path:
        """One of the mails that were composed."""
        return self.here / "mail"

    def set_up(self, *, due: bool) -> None:
        """Give a fresh copy of a store: all due, or nothing."""
        name = "due" if due else "idle"
        shutil.rmtree(self.store.parent, ignore_errors=True)
        shutil.copytree(self.here / name, self.store.parent)

    def notify(self, *, due: bool) -> float:
        """Time a run of ours; every mail must be sent."""
        self.set_up(due=due)
        done = timed(mcenter(self.config, "notify", "--json"))
        if json.loads(done.output)["sent"] != due * self.count:
            raise Failed(f"not every mail was sent: {done.output[:2000]}")
        return done.seconds

    def source(self, count: int) -> float:
        """Time smtp-source with the very mail."""
        content = ("-F", str(self.mail))
        return timed(smtp_sink.source(self.port, count, *content)).seconds

    def source_as_recorded(self, count: int) -> float:
        """Time smtp-source with a mail as long that it makes up, as was recorded."""
        content = ("-l", str(self.mail.stat().st_size))
        return timed(smtp_sink.source(self.port, count, *content)).seconds

    def commit(self, mode: str, count: int) -> float:
        """Time floors.commit: what settling each mail durably costs at least."""
        shutil.rmtree(self.here / "commits", ignore_errors=True)
        (self.here / "commits").mkdir()
        program = str(ROOT / "benchmarks" / "floors.py")
        path = str(self.here / "commits" / "store.db")
        return timed([PYTHON, program, "commit", path, mode, str(count)]).seconds

    def smtplib(self, count: int) -> float:
        """Time floors.send."""
        program = str(ROOT / "benchmarks" / "floors.py")
        words = [str(self.port), str(self.mail), str(count)]
        return timed([PYTHON, program, "send", *words]).seconds


def run(*, runs: int, mails: int) -> None:
    """Measure so many mails so many times, and print the table."""
    with servers.directory("benchmark") as here, smtp_sink.running(here) as port:
        _report(prepared(here, port, mails), runs)


def prepared(here: Path, port: int, count: int) -> Course:
    """Fill a store in which each customer is owed one mail, and send them once."""
    course = Course(here=here, port=port, count=count)
    plan = Plan(threads=count, customers=count, due=1)
    store_filler.fill(here / "due" / "mcenter.db", plan, now=datetime.now(UTC))
    servers_of_it = configuration.smtp(port=port)
    configuration.write(here, course.store, servers_of_it)
    course.notify(due=True)
    shutil.copytree(course.store.parent, here / "idle")
    with store.opened(store_filler.url(course.store), make=False):
        content = bytes(Blob.get().content)
    # smtp-source ends lines itself.
    course.mail.write_bytes(content.replace(b"\r\n", b"\n"))
    return course


def _report(course: Course, runs: int) -> None:
    # The floors are so quick that they need more mails to be measured at all.
    count, many = course.count, FLOOR_TIMES * course.count
    contestants: dict[str, Callable[[], float]] = {
        "source": lambda: course.source_as_recorded(many),
        "source, -F": lambda: course.source(many),
        "smtplib": lambda: course.smtplib(many),
        "notify": lambda: course.notify(due=True),
        "smtplib, idle": lambda: course.smtplib(0),
        "notify, idle": lambda: course.notify(due=False),
        **{mode: partial(course.commit, mode, count) for mode in JOURNALS},
    }
    took = in_turn(runs, contestants)
    source = many / took["source"]
    bare = many / (took["smtplib"] - took["smtplib, idle"])
    ours = count / (took["notify"] - took["notify, idle"])
    # Nobody who settles one mail after the other, each durably, is quicker than that.
    serial = 1 / (1 / bare + took[store.journal_mode()] / count)
    measured = [
        rated("smtp-source -l, one kept connection", source, source),
        rated("smtp-source -F, the very mail", many / took["source, -F"], source),
        rated("smtplib, whole process", many / took["smtplib"], source),
        rated("mcenter notify, whole process", count / took["notify"], source, GOAL),
        rated("smtplib, less an idle run", bare, source),
        rated("mcenter notify, less an idle run", ours, source),
        rated("smtplib, and a durable commit each, added up", serial, source),
        *(
            rated(
                f"a durable commit each and no more, {mode}", count / took[mode], source
            )
            for mode in JOURNALS
        ),
    ]
    size = course.mail.stat().st_size / 1000
    table(
        f"Sending: {count:,} notifications of {size:.1f} KB,"
        f" journal {store.journal_mode()}",
        "mails/s",
        "of floor",
        [
            (f"measured now, in turn, median of {runs}", measured),
            ("recorded elsewhere", recorded(RECORDED, floor=RECORDED_FLOOR)),
        ],
    )
