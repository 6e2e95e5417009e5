"""What a migration makes of an older store, beside its tables."""

import shutil
import sqlite3

from mcenter import store
from mcenter.models import Participant, Person, database


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


def test_0004_parts_that_outlived_their_right(tmp_path, monkeypatch):
    """Who was emptied, and whose heir has left the vendor, keeps no part there."""
    connection, url = older(tmp_path, "0004", monkeypatch)
    with connection:
        # 1 became 2, who has left; 3 became 4, who works there; 5 is the customer.
        for number in range(1, 6):
            connection.execute(
                "INSERT INTO person (id, is_operator, created_at) VALUES (?, 0, 0)",
                (number,),
            )
        connection.executemany(
            "INSERT INTO audit_entry (at, way, verb, noun, noun_id)"
            " VALUES (0, 'shell', ?, 'person', ?)",
            [("merge", 1), ("absorb", 2), ("merge", 3), ("absorb", 4)],
        )
        connection.execute(
            "INSERT INTO vendor (id, slug, name, created_at) VALUES (1, 'a', 'A', 0)"
        )
        connection.execute("INSERT INTO staff (vendor_id, person_id) VALUES (1, 4)")
        connection.execute(
            "INSERT INTO thread (id, vendor_id, customer_id, subject, status, messages,"
            " created_at, last_message_at) VALUES (1, 1, 5, '', 'open', 0, 0, 0)"
        )
        connection.executemany(
            "INSERT INTO participant (thread_id, person_id, side, reply_token,"
            " read_up_to, muted) VALUES (1, ?, ?, ?, 0, 0)",
            [(1, "vendor", "a"), (3, "vendor", "b"), (5, "customer", "c")],
        )
    connection.close()
    with store.opened(url, make=False):
        revoked = {
            part.person_id: part.revoked_at is not None for part in Participant.select()
        }
        assert {1: True, 3: False, 5: False} == revoked
