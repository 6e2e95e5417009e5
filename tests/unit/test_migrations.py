"""What a migration makes of an older store, beside its tables."""

import shutil
import sqlite3

from mcenter import store
from mcenter.models import Person, database


def older(folder, before, monkeypatch):
    """A store as it was before a migration: a connection to it, and its URL."""
    then = folder / "migrations"
    then.mkdir()
    for path in sorted(store.MIGRATIONS.glob("[0-9]*.py")):
        if path.stem < before:
            shutil.copy(path, then)
    url = f"sqlite:///{folder}/store.db"
    with monkeypatch.context() as patch:
        patch.setattr(store, "MIGRATIONS", then)
        store.migrate(url)
    return sqlite3.connect(folder / "store.db"), url


def test_0004_who_became_whom(tmp_path, monkeypatch):
    """Mergers of before are learnt, however they followed each other."""
    connection, url = older(tmp_path, "0004", monkeypatch)
    with connection:
        connection.executemany(
            "INSERT INTO person (id, is_operator, created_at) VALUES (?, 0, 0)",
            [(number,) for number in range(1, 8)],
        )
        # 1 becomes 2, 3 becomes 4, 2 becomes 4, 4 becomes 5, 7 becomes 6.
        noted = [(1, 2), (3, 4), (2, 4), (4, 5), (7, 6)]
        connection.executemany(
            "INSERT INTO audit_entry (at, way, verb, noun, noun_id)"
            " VALUES (0, 'shell', ?, 'person', ?)",
            [
                entry
                for gone, kept in noted
                for entry in (("merge", gone), ("absorb", kept), ("describe", kept))
            ],
        )
    connection.close()
    with store.opened(url, make=False):
        became = {person.id: person.merged_into_id for person in Person.select()}
        assert {1: 5, 2: 5, 3: 5, 4: 5, 5: None, 6: None, 7: 6} == became
        assert [] == database.execute_sql("PRAGMA foreign_key_check").fetchall()
