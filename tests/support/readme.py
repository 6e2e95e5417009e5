"""What the README shows, and what really comes out on a terminal."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text("utf-8")
# What is another each time: times, secrets, the ids of mail clients and hosts.
VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\dZ)?"), "TIME"),
    (re.compile(r"\w{3}, \w{3} \d+, \d{4} at \d+:\d\d\s[AP]M"), "TIME"),
    (re.compile(r"\d{1,2}\s[A-Z][a-z]+\s\d{4},\s+\d\d:\d\d\sUTC"), "TIME"),
    (re.compile(r"\+[a-z2-7]{26}@"), "+TOKEN@"),
    (re.compile(r"<[^<>\s]+@mail\.gmail\.com>"), "<ID>"),
    (re.compile(r"judge [0-9a-f]+"), "judge SEAL"),
)


def steps(number):
    """The commands of one console block that shows mcenter, each with its output."""
    blocks = re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)
    shown = [block for block in blocks if block.startswith("$ mcenter")][number]
    return re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)


def block(heading):
    """What the first block shows that begins with this line; without that line."""
    pattern = rf"```\n{re.escape(heading)}[^\n]*\n(.*?)```"
    return re.search(pattern, TEXT, re.DOTALL)[1]


def steady(text):
    """The text without what varies, and without blanks at the end of lines."""
    for pattern, name in VARYING:
        text = pattern.sub(name, text)
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def on_terminal(command, home, **environ):
    """What a shell command prints on a terminal of 88 columns, without colour."""
    ours, theirs = pty.openpty()
    path = os.environ["PATH"]
    program = f'mcenter() {{ "{sys.executable}" -m mcenter "$@"; }}; {command}'
    environ |= {"HOME": str(home), "PATH": path, "PYTHONPATH": str(ROOT)}
    environ |= {"NO_COLOR": "1", "COLUMNS": "88", "TERM": "xterm", "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        ["/bin/sh", "-c", program],
        cwd=home,
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
    assert 0 == process.wait(timeout=10), printed
    return printed.decode()


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # The terminal's other end is closed.
        return b""
