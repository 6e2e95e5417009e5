"""The store: made safely, refused where unsafe, migrated once, its faults in words."""

import sqlite3
import stat
import subprocess
import sys
import textwrap

import pytest

from mcenter import people, store
from mcenter.errors import ConfigurationError, McenterError, TryAgain
from mcenter.models import Person, database
from tests.support.domain import NOW


def url(path):
    """The URL of a store at a path."""
    return f"sqlite:///{path}"


def touched(path):
    """Make a store at a path; give the path."""
    with store.opened(url(path), make=True):
        pass
    return path


def test_made_for_its_owner_alone(tmp_path):
    """A new store is 0600, in a folder 0700."""
    path = touched(tmp_path / "new" / "folder" / "store.db")
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)]
    assert [0o600, 0o700] == modes


def test_what_is_promised_of_every_connection(opened):
    """Foreign keys hold, and a commit is on the disk; WAL where it is mended."""
    asked = ("foreign_keys", "synchronous", "journal_mode")
    found = [database.execute_sql(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert [1, 2, store.journal_mode()] == found


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 44, 5), "truncate"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "truncate"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "truncate"),
        ((3, 51, 3), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_journal_mode(version, expected):
    """https://sqlite.org/wal.html names the versions that are mended."""
    assert expected == store.journal_mode(version)


def missing(path):
    """No file, and none is to be made."""


def linked(path):
    """A link: who may write there could point it elsewhere."""
    path.symlink_to(touched(path.with_name("other.db")))


def folder(path):
    """A folder."""
    path.mkdir()


def shared(path):
    """A store that others may write."""
    touched(path).chmod(0o662)


def text(path):
    """Something else."""
    path.write_text("This is no store. " * 100)
    path.chmod(0o600)


def damaged(path):
    """A store with a page of noise."""
    touched(path)
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)


def empty(path):
    """A file that a first run made, and was killed."""
    path.touch(mode=0o600)


def newer(path):
    """A store of a version to come."""
    touched(path)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE schema_migration SET name = '9999_future' WHERE id = 1"
        )


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (missing, "There is no store at"),
        (empty, "There is no store at"),
        (linked, "is a symbolic link"),
        (folder, "is no file"),
        (shared, "can be written by others"),
        (text, "is not a store"),
        (damaged, "is damaged|is not a store"),
        (newer, "belongs to a newer mcenter"),
    ],
)
def test_refused(tmp_path, make, sentence):
    """What is no safe store of ours is refused, by name."""
    path = tmp_path / "store.db"
    make(path)
    with (
        pytest.raises(ConfigurationError, match=sentence) as raised,
        store.opened(url(path), make=False),
    ):
        Person.select().count()
    assert str(path) in str(raised.value)


def test_no_store_where_none_can_be(tmp_path):
    """A folder that cannot be made is a sentence."""
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "store.db"
    with (
        pytest.raises(ConfigurationError, match="No store at"),
        store.opened(url(path), make=True),
    ):
        pass


@pytest.mark.parametrize("name", ["lstat", "access"])
def test_another_users(tmp_path, monkeypatch, name):
    """A store that another user keeps to themselves is a sentence, not a crash."""
    path = touched(tmp_path / "store.db")

    def refused(*_):
        if name == "lstat":
            raise PermissionError
        return False

    monkeypatch.setattr(store.os, name, refused)
    with (
        pytest.raises(ConfigurationError, match="is another user's"),
        store.opened(url(path), make=True),
    ):
        pass


def test_read_only(tmp_path):
    """A store without a write bit can be read, and says so when written."""
    path = touched(tmp_path / "store.db")
    path.chmod(0o400)
    with store.opened(url(path), make=True):
        assert 0 == Person.select().count()
    with (
        pytest.raises(ConfigurationError, match="is read-only"),
        store.opened(url(path), make=True),
    ):
        people.ensure("ann@mail.example", now=NOW)


def test_locked(tmp_path, monkeypatch):
    """Whoever waits in vain for another process may try again."""
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.1)
    path = touched(tmp_path / "store.db")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(TryAgain, match="in use by another process"),
        store.opened(url(path), make=True),
    ):
        people.ensure("ann@mail.example", now=NOW)
    other.execute("ROLLBACK")
    with store.opened(url(path), make=True):
        assert people.ensure("ann@mail.example", now=NOW).id == 1


def fill():
    """Write more than the store may grow by, in one transaction."""
    pages = database.execute_sql("PRAGMA page_count").fetchone()[0]
    database.execute_sql(f"PRAGMA max_page_count = {pages}")
    with store.transaction():
        for number in range(1000):
            people.ensure(f"p{number}@mail.example", now=NOW)


def test_full(tmp_path):
    """A full disk is no fault of ours; nothing of the transaction stays."""
    path = touched(tmp_path / "store.db")
    with (
        pytest.raises(TryAgain, match="The disk is full"),
        store.opened(url(path), make=True),
    ):
        fill()
    with store.opened(url(path), make=True):
        assert 0 == Person.select().count()


def test_schema_versions(opened):
    """A store that was just opened is at the newest there is."""
    applied, newest = store.schema_versions()
    assert applied == newest
    assert newest.startswith("0")


def test_two_first_runs_at_once(tmp_path):
    """Cron and a shell may both find no store: it is made once, and both go on."""
    path = tmp_path / "store.db"
    code = textwrap.dedent(f"""
        from datetime import UTC, datetime
        from mcenter import people, store
        import sys
        with store.opened({url(path)!r}, make=True):
            people.ensure(sys.argv[1], now=datetime.now(UTC))
    """)
    runs = [
        subprocess.Popen([sys.executable, "-c", code, f"p{number}@mail.example"])
        for number in range(4)
    ]
    assert [0] * 4 == [run.wait(60) for run in runs]
    with store.opened(url(path), make=False):
        assert 4 == Person.select().count()


def fail_after(address):
    """Make a person in a transaction that then fails."""
    with store.transaction():
        people.ensure(address, now=NOW)
        raise McenterError


def test_a_transaction_is_all_or_nothing(opened):
    """What raises takes everything with it; inside, a savepoint alone."""
    with pytest.raises(McenterError):
        fail_after("ann@mail.example")
    with store.transaction():
        people.ensure("bob@mail.example", now=NOW)
        with pytest.raises(McenterError):
            fail_after("dora@mail.example")
    found = [address.addr_spec for _, (address,) in people.everybody()]
    assert ["bob@mail.example"] == found


def test_a_rehearsal_leaves_nothing(opened):
    """What is done to see what would come of it is undone."""
    with store.rehearsal():
        people.ensure("ann@mail.example", now=NOW)
        assert 1 == Person.select().count()
    assert 0 == Person.select().count()


def test_dies_in_a_transaction(tmp_path):
    """A process that is killed in a transaction leaves the store as it was."""
    path = touched(tmp_path / "store.db")
    code = textwrap.dedent(f"""
        import os, signal
        from datetime import UTC, datetime
        from mcenter import people, store
        with store.opened({url(path)!r}, make=True), store.transaction():
            for number in range(2000):
                people.ensure(f"p{{number}}@mail.example", now=datetime.now(UTC))
            os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert -9 == subprocess.run([sys.executable, "-c", code], check=False).returncode
    with store.opened(url(path), make=False):
        assert 0 == Person.select().count()
        (verdict,) = database.execute_sql("PRAGMA integrity_check").fetchone()
    assert "ok" == verdict
