"""A shell with an empty home, and a marketplace with a vendor."""

import time

import pytest

from tests.support import stores
from tests.support.shell import Shell

# The store of `acme`, once it is made: at one and the same time, it is always the same.
FURNISHED = []


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    """The command line, at noon in UTC, with nothing in the store."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield Shell(home=tmp_path, capture=capsys, patch=monkeypatch)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def acme(shell, tmp_path):
    """The same, with Acme Tools, where Ann and Carl work, and operator Olga."""
    path = tmp_path / ".local/share/mcenter/mcenter.db"
    if FURNISHED:
        stores.put(path, FURNISHED[0])
    else:
        _furnish(shell)
        FURNISHED.append(path.read_bytes())
    return shell


def _furnish(shell):
    staff = ("--staff", "ann@acme.example", "--staff", "carl@acme.example")
    shell.ok("vendor", "add", "acme", "--name", "Acme Tools", *staff)
    shell.ok("person", "set", "ann@acme.example", "--name", "Ann")
    shell.ok("person", "set", "carl@acme.example", "--name", "Carl")
    shell.ok("person", "add", "olga@market.example", "--name", "Olga", "--operator")


@pytest.fixture
def terminal(monkeypatch):
    """Standard output as a terminal of so many columns, high enough for all."""

    def terminal(columns):
        monkeypatch.setattr("mcenter.commands.output._terminal", lambda: True)
        monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setenv("LINES", "500")
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)

    return terminal
