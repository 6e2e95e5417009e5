"""`mcenter migrate`: the store is made or updated, and its versions are said."""

import sqlite3

import pytest

from mcenter import store
from tests.support import gateway

NEWEST = max(path.stem for path in store.MIGRATIONS.glob("[0-9]*.py"))


def path(shell):
    """The shell's store."""
    return gateway.url(shell).removeprefix("sqlite:///")


def test_made(shell):
    """Where there is none it is made, for its owner alone; after that all is done."""
    expected = f"Made the store {path(shell)}, version {NEWEST}.\n"
    assert expected == shell.ok("migrate")
    expected = f"The store {path(shell)} is at version {NEWEST} already.\n"
    assert expected == shell.ok("migrate")


def test_json(shell):
    """The version before, null for none, and after."""
    assert {"from": None, "to": NEWEST} == shell.json("migrate")
    assert {"from": NEWEST, "to": NEWEST} == shell.json("migrate")


def test_newer_store(shell):
    """A store of a newer version is refused, and left as it is."""
    shell.ok("migrate")
    with sqlite3.connect(path(shell)) as connection:
        connection.execute(
            "UPDATE schema_migration SET name = '9999_later' WHERE id = 1"
        )
    connection.close()
    ended = shell("migrate")
    assert (3, "") == (ended.status, ended.out)
    assert "newer" in ended.err


@pytest.mark.parametrize("by", ["nobody@nowhere.example", None])
def test_whoever_acts(shell, by):
    """Who acts does not matter."""
    assert 0 == shell("migrate", by=by).status
