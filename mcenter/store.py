"""
Open the store, keep its schema current, and hand out transactions.

Rule 1: every write happens inside transaction(); none is open while a server talks.
Rule 2: the store's own failures leave here as sentences (McenterError), see FAULTS.
Rule 3: a commit is durable when transaction() returns: synchronous is FULL, always.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import peewee

from mcenter.errors import ConfigurationError, McenterError, TryAgain
from mcenter.models import database

if TYPE_CHECKING:
    from collections.abc import Iterator

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_SECONDS = 10
# https://sqlite.org/wal.html: the WAL-reset bug is mended from 3.51.3 on, and in these.
WAL_MENDED = (3, 51, 3)
WAL_MENDED_TOO = ((3, 44, 6), (3, 50, 7))

FAULTS: tuple[tuple[str, type[McenterError], str], ...] = (
    ("locked", TryAgain, "The store {0} is in use by another process; try again."),
    ("readonly", ConfigurationError, "The store {0} is read-only."),
    ("is full", TryAgain, "The disk is full: nothing was written to the store {0}."),
    ("disk i/o", TryAgain, "The disk of the store {0} could not be written or read."),
    ("unable to open", ConfigurationError, "The store {0} cannot be opened."),
    ("malformed", ConfigurationError, "The store {0} is damaged: restore a backup."),
    ("not a database", ConfigurationError, "The file {0} is not a store."),
)


@contextmanager
def opened(url: str, *, make: bool) -> Iterator[None]:
    """
    Use the store at `url` (sqlite:////absolute/path) and close it at the end.

    With `make`, a missing store is made, its file 0600 in a folder 0700.  An older
    schema is brought up to date first, under a lock.  Raises ConfigurationError for a
    store that is missing, unsafe, damaged, read-only or from a newer version, and
    TryAgain for one that is locked or has no room.
    """
    path = Path(unquote(url.removeprefix("sqlite:///")))
    with _connected(path, make=make):
        if not make and _applied() is None:
            # An empty file is what a first run that was killed leaves behind.
            raise _no_store(path)
        _bring_up_to_date(path)
        yield


@contextmanager
def looked_at(url: str) -> Iterator[None]:
    """Use the store as it is: one that is missing is not made, an old one stays old."""
    with _connected(Path(unquote(url.removeprefix("sqlite:///"))), make=False):
        yield


def migrate(url: str) -> tuple[str | None, str]:
    """Make the store or bring it up to date; name its schema before and after."""
    path = Path(unquote(url.removeprefix("sqlite:///")))
    with _connected(path, make=True):
        before, newest = schema_versions()
        _bring_up_to_date(path)
    return before, newest


def transaction() -> Any:  # noqa: ANN401  (peewee's context manager has no public type)
    """Give one write transaction; inside another one, a savepoint."""
    return database.atomic()


@contextmanager
def rehearsal() -> Iterator[None]:
    """Give a transaction that is rolled back at its end: for --dry-run."""
    with database.atomic() as transaction_:
        yield
        transaction_.rollback()


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Name the journal that is safe with this SQLite: wal only where it is mended."""
    return "wal" if version >= WAL_MENDED or version in WAL_MENDED_TOO else "truncate"


def journal_mode_now() -> str:
    """Name the journal that the open store has."""
    return str(database.execute_sql("PRAGMA journal_mode").fetchone()[0])


def damages() -> list[str]:
    """List what SQLite's quick check finds wrong with the open store."""
    rows = database.execute_sql("PRAGMA quick_check(5)").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]


def schema_versions() -> tuple[str | None, str]:
    """Name the newest migration applied to the open store, and the newest there is."""
    return _applied(), max(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))


@contextmanager
def _connected(path: Path, *, make: bool) -> Iterator[None]:
    with _sentences(path):
        _check_file(path, make=make)
        database.initialize(_sqlite(path))
        database.connect(reuse_if_open=True)
        try:
            yield
        finally:
            database.close()


def _sqlite(path: Path) -> peewee.SqliteDatabase:
    settings = {"foreign_keys": 1, "synchronous": "full"}
    if not _writable(path):
        name = f"file:{quote(str(path))}?mode=ro"
        return peewee.SqliteDatabase(name, pragmas=settings, uri=True)
    return peewee.SqliteDatabase(
        str(path),
        pragmas={"journal_mode": journal_mode(), **settings},
        lock_type="IMMEDIATE",
        timeout=BUSY_SECONDS,
    )


def _writable(path: Path) -> bool:
    # The superuser may write any file; one without a write bit is read-only to us too.
    return bool(path.stat().st_mode & 0o222) and os.access(path, os.W_OK)


def _check_file(path: Path, *, make: bool) -> None:
    _check_reach(path)
    if path.is_symlink():
        raise ConfigurationError(f"The store {path} is a symbolic link; name the file.")
    if not path.exists():
        if not make:
            raise _no_store(path)
        _make_file(path)
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise ConfigurationError(f"The store {path} is no file.")
    if mode & 0o022:
        raise ConfigurationError(
            f"The store {path} can be written by others: chmod 600."
        )


def _check_reach(path: Path) -> None:
    # Whoever acts as the wrong user may not even learn whether there is a store.
    try:
        os.lstat(path)
    except PermissionError as error:
        raise ConfigurationError(f"The store {path} is another user's.") from error
    except OSError:
        return  # What else is wrong is told by what comes next.
    if not os.access(path, os.R_OK):
        raise ConfigurationError(f"The store {path} is another user's.")


def _no_store(path: Path) -> ConfigurationError:
    return ConfigurationError(f"There is no store at {path}: run mcenter migrate.")


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise ConfigurationError(f"No store at {path}: {reason}.") from error


def _applied() -> str | None:
    try:
        row = database.execute_sql("SELECT max(name) FROM schema_migration").fetchone()
    except peewee.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return str(row[0]) if row and row[0] else None


def _bring_up_to_date(path: Path) -> None:
    applied, newest = schema_versions()
    if applied == newest:
        return
    if applied is not None and applied > newest:
        raise ConfigurationError(f"The store {path} belongs to a newer mcenter.")
    if not _writable(path):
        raise ConfigurationError(f"The store {path} is too old, and read-only.")
    _migrate()


def _migrate() -> None:
    # The runner's module is slow to import and seldom needed.
    from playhouse.migrations import Runner  # noqa: PLC0415

    # The write lock comes first: of two first runs the second then finds nothing to do.
    with transaction():
        Runner(database, str(MIGRATIONS)).up()


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except (peewee.OperationalError, peewee.DatabaseError) as error:
        if isinstance(error, (peewee.IntegrityError, peewee.ProgrammingError)):
            raise
        known = _sentence_for(error, path)
        if known is None:
            raise
        raise known from error


def _sentence_for(error: BaseException, path: Path) -> McenterError | None:
    """Find the first cause that is known: a full disk shows as a failed rollback."""
    cause: BaseException | None = error
    while cause is not None:
        for words, kind, sentence in FAULTS:
            if words in str(cause).lower():
                return kind(sentence.format(path))
        cause = cause.__context__
    return None
