"""The README shows every command, and what it shows is what comes out."""

import subprocess
import sys

import pytest

from mcenter.commands import ENTRIES
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
