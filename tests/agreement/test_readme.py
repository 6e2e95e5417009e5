"""The README shows every command, and what it shows is what comes out."""

import re
import subprocess
import sys

import pytest

from mcenter.commands import ENTRIES, forecast
from tests.support import readme


@pytest.mark.parametrize("name", ENTRIES)
def test_command_is_documented(name):
    """README shows every command."""
    assert f"`mcenter {name}" in readme.TEXT


@pytest.mark.parametrize("name", ENTRIES)
def test_command_has_help(name):
    """Each command says what it does and how it is called."""
    words = [sys.executable, "-m", "mcenter", name, "--help"]
    done = subprocess.run(
        words, check=True, capture_output=True, text=True, cwd=readme.ROOT
    )
    assert done.stdout.startswith(f"Usage: mcenter {name} ")


def test_commands_print_what_is_shown(tmp_path):
    """The first commands, and those that go on from there, run on a terminal."""
    steps = [*readme.steps(0), *readme.steps(1)]
    assert 15 == len(steps)
    for command, expected in steps:
        shown = readme.on_terminal(command, tmp_path)
        assert readme.steady(expected) == readme.steady(shown), command


def test_notifications_look_as_shown(tmp_path):
    """A mail as its reader gets it, how they want to be told, and why they wait."""
    for command, _ in readme.steps(0):
        readme.on_terminal(command, tmp_path)
    steps = readme.steps(4)
    assert 5 == len(steps)
    for command, expected in steps:
        shown = readme.on_terminal(command, tmp_path, **_configured(tmp_path))
        assert readme.steady(expected) == readme.steady(shown), command


def _configured(home):
    keys = {
        "DATABASE": f"sqlite:///{home}/.local/share/mcenter/mcenter.db",
        "MARKETPLACE_NAME": "Example Market",
        "MARKETPLACE_ADDRESS": "messages@market.example",
        "MARKETPLACE_REPLY_ADDRESS": "reply+{token}@market.example",
        "SMTP_HOST": "smtp.market.example",
    }
    return {f"MCENTER_{name}": value for name, value in keys.items()}


def test_each_reason_is_explained():
    """What a dry run says in JSON stands in the table, and nothing else does."""
    page = (readme.ROOT / "docs" / "notifications.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z ]+)` \| ([^|]+) \|", page, re.MULTILINE)
    assert [("reason", "on a screen"), *forecast.WORDS.items()] == rows
