"""
Live through the day, ten minutes at a time, and account for every mail.

    python -m benchmarks.day.run [--mails N] [--seed N]

Exit status 1: a mail came to another end than it should have, or to none.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks import configuration, mail_corpus
from benchmarks.day import accounts, mails, people, post
from benchmarks.day.ledger import Ledger
from benchmarks.timing import ROOT
from benchmarks.words import WORDS
from mcenter import notifier, poller, store
from tests.support import certificates, dovecot, servers

if TYPE_CHECKING:
    import imaplib
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.day.mails import Written
    from benchmarks.day.post import Sent, Sink
    from mcenter.config import Config

MORNING = datetime(2026, 3, 2, tzinfo=UTC)
SLOT, SLOTS = timedelta(minutes=10), 144
CONTACTS = 8  # A slot.
POOL = 600  # Notifications that may still be answered.
QUESTION = b"Subject: Is this address yours?"
NOTICE = b" was not posted"
# How many of a hundred mails are of each kind; the rest are answers.
SHARES = {
    "colleague": 5,
    "again": 3,
    "same_bytes": 2,
    "stranger": 2,
    "alias": 1,
    "forged": 3,
    "unvouched": 2,
    "quote_only": 1,
    "unknown_token": 2,
    "away": 4,
    "failed": 2,
    "delayed": 1,
    "foreign": 18,
    "misled": 8,
}


@dataclass(kw_only=True)
class Day:
    """One day: the servers, the people, the clock, and what was handed in so far."""

    config: Config
    session: imaplib.IMAP4
    sink: Sink
    rng: random.Random
    corpus: list[bytes]
    now: datetime = MORNING
    ledger: Ledger = field(default_factory=Ledger)
    pool: list[Sent] = field(default_factory=list)
    posted: list[Written] = field(default_factory=list)
    polled: float = 0.0
    notified: float = 0.0

    def live(self, total: int) -> None:
        """Let so many mails come in, a slot's share at a time."""
        cast = people.settle(self.now)
        for slot in range(SLOTS):
            for _ in range(CONTACTS):
                cast.contact(self.rng, self._words(), self.now)
            self._notify()
            due = total * (slot + 1) // SLOTS - len(self.ledger.mails)
            for _ in range(due):
                self._hand_in(self._write(cast))
            self._poll()
            self.now += SLOT
        # What the last mails brought about still goes out, and its answers come in.
        self._notify()
        self._poll()

    def _notify(self) -> None:
        began = time.perf_counter()
        notifier.run(self.config, lambda: self.now)
        self.notified += time.perf_counter() - began
        for mail in self.sink.look():
            if QUESTION in mail.raw:
                # Who is asked about a stranger does nothing, as the question says.
                if b"@home.example" in mail.raw:
                    self._hand_in(mails.confirmation(self.rng, mail))
            elif b"Reply-To: " in mail.raw and NOTICE not in mail.raw:
                self.pool.append(mail)
        del self.pool[:-POOL]

    def _poll(self) -> None:
        began = time.perf_counter()
        poller.run(self.config, lambda: self.now)
        self.polled += time.perf_counter() - began

    def _hand_in(self, written: Written) -> None:
        uid = post.append(self.session, "INBOX", written.raw)
        self.ledger.mails[uid] = written
        if mails.ACCEPTED in written.ends[:1]:
            self.posted.append(written)

    def _write(self, cast: people.Cast) -> Written:
        drawn, told = self.rng.randrange(100), self.rng.choice(self.pool)
        for kind, share in SHARES.items():
            if drawn < share:
                made = self._of_kind(kind, told, cast)
                if made is not None:
                    return made
                break
            drawn -= share
        return mails.holder(self.rng, told, self._words())

    def _of_kind(self, kind: str, told: Sent, cast: people.Cast) -> Written | None:
        """Write one of a kind; None where it cannot be, as a customer's colleague."""
        if kind in {"again", "same_bytes"}:
            return getattr(mails, kind)(self.rng.choice(self.posted))
        if kind in {"failed", "delayed"}:
            return mails.report(told, kind)
        if kind == "foreign":
            elsewhere = (b"market.example", b"elsewhere.example")
            return mails.foreign(self.rng.choice(self.corpus).replace(*elsewhere))
        if kind == "misled":
            return mails.misled(told, self.rng.choice(self.corpus))
        if kind == "colleague":
            who = cast.colleague(told.recipient)
            return who and mails.colleague(self.rng, told, self._words(), who)
        write: Callable[..., Written] = getattr(mails, kind)
        return write(self.rng, told, self._words())

    def _words(self) -> str:
        count = self.rng.randrange(4, 40)
        words = " ".join(self.rng.choices(WORDS, k=count)).capitalize()
        return f"{words}. That is number {self.rng.randrange(10**9)}."


def main() -> None:
    """Live through the day, and print its account."""
    words = _parser().parse_args()
    with servers.directory("day") as here, _day(here, words.seed) as day:
        began = time.perf_counter()
        day.live(words.mails)
        day.ledger.settle()
        found = accounts.of(day.sink, day.session)
        complaints = [*day.ledger.complaints, *found.complaints]
        accounts.report(day.ledger, found, complaints)
        took = time.perf_counter() - began
        print(
            f"{took:.0f} s in all: polling {day.polled:.0f} s, notifying"
            f" {day.notified:.0f} s."
        )
    sys.exit(1 if complaints else 0)


@contextlib.contextmanager
def _day(here: Path, seed: int) -> Iterator[Day]:
    authority = certificates.issue(here)
    user = dovecot.MARKETPLACE
    with dovecot.running(authority) as server, post.sinking() as (sink, port):
        imap = configuration.imap(
            host=server.host,
            port=server.imaps_port,
            ca_file=server.ca_file,
            username=user,
            password=server.password_of(user),
        )
        both = imap + configuration.smtp(port=port)
        path = configuration.write(here, here / "store" / "mcenter.db", both)
        config = configuration.load(path)
        with server.session(user) as session, store.opened(config.database, make=True):
            yield Day(
                config=config,
                session=session,
                sink=sink,
                rng=random.Random(seed),
                corpus=_corpus(),
            )


def _corpus() -> list[bytes]:
    """Give every mail of our corpus, and of the one that MCENTER_CORPUS names."""
    folders = [ROOT / "tests" / "corpus"]
    if "MCENTER_CORPUS" in os.environ:
        folders.append(ROOT / os.environ["MCENTER_CORPUS"])
    return [raw for folder in folders for raw in mail_corpus.mails(folder).values()]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000, help="to come in")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn")
    return parser


if __name__ == "__main__":
    main()
