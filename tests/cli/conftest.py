"""A shell with an empty home, and a marketplace with a vendor."""

import time

import pytest

from tests.support.shell import Shell


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    """The command line, at noon in UTC, with nothing in the store."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield Shell(home=tmp_path, capture=capsys, patch=monkeypatch)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def acme(shell):
    """The same, with Acme Tools, where Ann and Carl work, and operator Olga."""
    staff = ("--staff", "ann@acme.example", "--staff", "carl@acme.example")
    shell.ok("vendor", "add", "acme", "--name", "Acme Tools", *staff)
    shell.ok("person", "set", "ann@acme.example", "--name", "Ann")
    shell.ok("person", "set", "carl@acme.example", "--name", "Carl")
    shell.ok("person", "add", "olga@market.example", "--name", "Olga", "--operator")
    return shell


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
