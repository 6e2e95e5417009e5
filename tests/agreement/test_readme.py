"""The README shows every command, and what it shows is what comes out."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mcenter.commands import ENTRIES

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


@pytest.mark.parametrize("name", ENTRIES)
def test_command_is_documented(name):
    """README shows every command."""
    assert f"`mcenter {name}" in README


@pytest.mark.parametrize("name", ENTRIES)
def test_command_has_help(name):
    """Each command says what it does and how it is called."""
    words = [sys.executable, "-m", "mcenter", name, "--help"]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.startswith(f"Usage: mcenter {name} ")


def test_first_commands_print_what_is_shown(tmp_path):
    """The commands under Install, run on a terminal, print what stands below them."""
    section = README.partition("## Install")[2].partition("## The commands")[0]
    (block,) = re.findall(r"```console\n(.*?)```", section, re.DOTALL)
    steps = re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    assert 6 == len(steps)
    for command, expected in steps:
        shown = on_terminal(command, tmp_path)
        assert untimed(expected) == untimed(shown), command


def untimed(text):
    """The text with every time the same, and without blanks at the end of lines."""
    lines = TIME.sub("TIME", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def on_terminal(command, home):
    """What a shell command prints on a terminal of 88 columns, without colour."""
    ours, theirs = pty.openpty()
    program = f'mcenter() {{ "{sys.executable}" -m mcenter "$@"; }}; {command}'
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "NO_COLOR": "1"}
    environ |= {"COLUMNS": "88", "TERM": "xterm", "LANG": "C.UTF-8", "PAGER": "cat"}
    process = subprocess.Popen(
        ["/bin/sh", "-c", program],
        cwd=ROOT,
        env=environ,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    printed = b""
    while piece := _read(ours):
        printed += piece
    os.close(ours)
    assert 0 == process.wait(timeout=10)
    return printed.decode()


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # The terminal's other end is closed.
        return b""
